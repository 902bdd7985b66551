// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// The service's errors about tables: their keys, indexes, capacity, settings, tags and states.
namespace pumice {

// A table that a request about tables names is not there.
[[noreturn]] void ThrowTableNotFound(std::string_view table);
// A table that a request about items names is not there, or not in use.
[[noreturn]] void ThrowResourceNotFound();
// UpdateTable names a global index that is not there.
[[noreturn]] void ThrowIndexNotFound(std::string_view table, std::string_view index);
// Contributor Insights of a global index that is not there.
[[noreturn]] void ThrowGlobalIndexNotFound(std::string_view table, std::string_view index);
// Of a table that is not ACTIVE or UPDATING; as measured by ack-api-quirks (services/dynamodb,
// October 2026), findings DDB-TABLE-115 and 455.
[[noreturn]] void ThrowInsightsOfInactiveTable();
// Of an index that is not ACTIVE.
[[noreturn]] void ThrowInsightsOfInactiveIndex();
// A global table of version 2017.11.29, of which pumice has none.
[[noreturn]] void ThrowGlobalTableNotFound(std::string_view name);
// CreateTable of a name that is taken.
[[noreturn]] void ThrowTableExists(std::string_view table);
// DeleteTable or UpdateTable of a table that is CREATING.
[[noreturn]] void ThrowTableBeingCreated(std::string_view table);
// DeleteTable of a table that is UPDATING.
[[noreturn]] void ThrowTableBeingUpdated(std::string_view table);
// DeleteTable or UpdateTable of a table that is DELETING.
[[noreturn]] void ThrowTableBeingDeleted(std::string_view table);
// DeleteTable where DeletionProtectionEnabled is true.
[[noreturn]] void ThrowDeletionProtected();

// UpdateTimeToLive.

// To enable it where it is enabled.
[[noreturn]] void ThrowTtlAlreadyEnabled();
// To disable it where it is disabled.
[[noreturn]] void ThrowTtlAlreadyDisabled();
// To enable or disable it for another attribute than the one that it is enabled for.
[[noreturn]] void ThrowTtlOnOtherAttribute(std::string_view attribute);
// "Any additional UpdateTimeToLive calls for the same table during this one hour duration result in
// a ValidationException" (UpdateTimeToLive, API Reference).
[[noreturn]] void ThrowTtlChangedTooOften();

// Key schemas.

// No HASH key.
[[noreturn]] void ThrowFirstKeyNotHash();
// Two HASH keys.
[[noreturn]] void ThrowSecondKeyNotRange();
// A HASH key behind RANGE keys; words as captured on the service in
// https://github.com/alchemy-run/alchemy/pull/1216, which also has those of the next.
[[noreturn]] void ThrowHashKeyBehindRange();
// More keys of one type, HASH or RANGE, than an index may have.
[[noreturn]] void ThrowTooManyKeys(std::string_view key_type);
// One attribute twice in a key schema.
[[noreturn]] void ThrowRepeatedKeyAttribute();
// Fewer AttributeDefinitions than attributes of a key.
[[noreturn]] void ThrowTooFewDefinitions();
// A key's attribute is not defined; both are lists.
[[noreturn]] void ThrowKeyNotDefined(std::string_view keys, std::string_view definitions);
// An attribute twice in AttributeDefinitions.
[[noreturn]] void ThrowDuplicateDefinition(std::string_view attribute);
// Attributes are defined that no key uses, of a table without indexes.
[[noreturn]] void ThrowDefinitionCount();
// The same of a table with indexes; both are lists.
[[noreturn]] void ThrowUnusedDefinitions(std::string_view definitions, std::string_view used);
// UpdateTable defines an attribute that stays with another type.
[[noreturn]] void ThrowRedefinedAttribute(std::string_view attribute);

// Indexes.

// An index without ProjectionType.
[[noreturn]] void ThrowNoProjectionType();
// NonKeyAttributes beside a ProjectionType that is not INCLUDE.
[[noreturn]] void ThrowNonKeyAttributesGiven(std::string_view projection_type);
// ProjectionType INCLUDE without NonKeyAttributes.
[[noreturn]] void ThrowNoNonKeyAttributes();
// A name twice in NonKeyAttributes.
[[noreturn]] void ThrowDuplicateNonKeyAttribute(std::string_view attribute);
// Two indexes of one name.
[[noreturn]] void ThrowDuplicateIndexName(std::string_view index);
// All NonKeyAttributes of a table together.
[[noreturn]] void ThrowTooManyProjectedAttributes(size_t most);
// A local index of a table without sort key.
[[noreturn]] void ThrowLocalIndexNeedsSortKey();
// A local index without sort key.
[[noreturn]] void ThrowLocalIndexWithoutSortKey(std::string_view index);
// A local index with another partition key than the table's.
[[noreturn]] void ThrowLocalIndexPartition(std::string_view index, std::string_view index_key,
                                           std::string_view table_key);
// An empty LocalSecondaryIndexes.
[[noreturn]] void ThrowNoLocalIndexes();
// More local indexes than a table may have.
[[noreturn]] void ThrowTooManyLocalIndexes(size_t most);
// An empty GlobalSecondaryIndexes.
[[noreturn]] void ThrowNoGlobalIndexes();
// More global indexes than a table may have.
[[noreturn]] void ThrowTooManyGlobalIndexes(size_t most);
// UpdateTable creates an index that is there.
[[noreturn]] void ThrowIndexExists();
// An element of GlobalSecondaryIndexUpdates has none or several of its members.
[[noreturn]] void ThrowIndexUpdateNotOne();
// UpdateTable changes one index twice.
[[noreturn]] void ThrowSeveralUpdatesOfIndex(std::string_view index);
// "Only 1 online index can be created or deleted simultaneously per table" (UpdateTable,
// LimitExceededException).
[[noreturn]] void ThrowTooManyIndexChanges();

// Capacity.

// ProvisionedThroughput beside PAY_PER_REQUEST.
[[noreturn]] void ThrowThroughputOnDemand();
// CreateTable without ProvisionedThroughput, or PAY_PER_REQUEST.
[[noreturn]] void ThrowNoThroughput();
// UpdateTable to PROVISIONED without ProvisionedThroughput.
[[noreturn]] void ThrowNoThroughputForProvisioned();
// ProvisionedThroughput of an index beside PAY_PER_REQUEST.
[[noreturn]] void ThrowIndexThroughputOnDemand(std::string_view index);
// CreateTable with an index without ProvisionedThroughput, of a table that has it.
[[noreturn]] void ThrowNoNewIndexThroughput(std::string_view index);
// UpdateTable that would leave such an index.
[[noreturn]] void ThrowNoIndexThroughput(std::string_view index);
// UpdateTable with the units that are. `index`: of the table where it is empty.
[[noreturn]] void ThrowThroughputUnchanged(std::string_view index, int64_t read, int64_t write);
// The fifth decrease of a day, and each after it, within an hour of the one before ("Service
// quotas", Developer Guide); words as in
// https://github.com/ansible-collections/community.aws/issues/1558. Times in milliseconds.
[[noreturn]] void ThrowTooManyDecreases(int64_t today, int64_t last_millis, int64_t next_millis);
// Warm throughput below what the table or index has without it. `index`: of the table where it is
// empty.
[[noreturn]] void ThrowWarmThroughputTooLow(std::string_view member, std::string_view index,
                                            int64_t least);
// OnDemandThroughput that is neither positive nor -1; words as in
// https://github.com/hashicorp/terraform-provider-aws/issues/39760.
[[noreturn]] void ThrowOnDemandThroughputRange(std::string_view member, std::string_view index);
// More capacity units than there can be.
[[noreturn]] void ThrowUnitsOutOfBounds(int64_t units, std::string_view member);
// UpdateTable without anything to change.
[[noreturn]] void ThrowNothingToUpdate();

// Streams of tables.

// CreateTable with StreamViewType where StreamEnabled is false.
[[noreturn]] void ThrowViewOfNewDisabledStream();
// The same of UpdateTable.
[[noreturn]] void ThrowViewOfDisabledStream();
// StreamEnabled is true without a StreamViewType.
[[noreturn]] void ThrowNoStreamView();
// To disable the stream of a table without one.
[[noreturn]] void ThrowNoStreamToDisable(std::string_view table);
// To enable the stream of a table that has one.
[[noreturn]] void ThrowStreamAlreadyEnabled(std::string_view table);

// Encryption at rest.

// KMSMasterKeyId where Enabled is false.
[[noreturn]] void ThrowKeyOfDisabledEncryption();

// Tags and ARNs.

// Two tags of one key.
[[noreturn]] void ThrowDuplicateTagKey(std::string_view key);
// A key that begins with "aws:".
[[noreturn]] void ThrowReservedTagKey();
// A character that no key or value may have ("Tagging restrictions", Developer Guide).
[[noreturn]] void ThrowTagCharacters(std::string_view what, std::string_view text);
// More tags than a resource can have.
[[noreturn]] void ThrowTooManyTags(size_t most);
// TagResource without tags.
[[noreturn]] void ThrowNoTag();
// UntagResource without keys.
[[noreturn]] void ThrowNoTagKey();
// A control plane's operation without the parameter that names its table.
[[noreturn]] void ThrowNoParameter(std::string_view parameter);
// An operation of tags without ResourceArn.
[[noreturn]] void ThrowNoArn();
// A ResourceArn, or a TableName that begins like one, that is none.
[[noreturn]] void ThrowInvalidArn(std::string_view arn);

}  // namespace pumice
