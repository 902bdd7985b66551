// SPDX-License-Identifier: Apache-2.0

// What a table has beside its items: policies, insights, destinations of its changes.

#include <utility>

#include "engine/database.h"
#include "engine/error/policies.h"
#include "engine/error/tables.h"

namespace pumice {
namespace {

IndexSchema* FindGlobalIndex(std::string_view name, TableDescription* table) {
  for (IndexSchema& index : table->indexes) {
    if (index.global && index.name == name) return &index;
  }
  ThrowGlobalIndexNotFound(table->name, name);
}

// Of the table itself where the index is empty.
InsightsSettings* FindInsights(std::string_view index, TableDescription* table) {
  return index.empty() ? &table->insights : &FindGlobalIndex(index, table)->insights;
}

}  // namespace

std::shared_ptr<Stream> Database::FindStream(const PolicyTarget& target) {
  std::shared_ptr<Stream> stream = streams_->Find(target.arn);
  if (stream != nullptr) return stream;
  catalog_->Describe(target.table);  // throws where the table is not there either
  ThrowTableStreamNotFound(target.table, target.stream_label);
}

void Database::ChangePolicy(const PolicyTarget& target,
                            const std::function<void(ResourcePolicy*)>& change) {
  if (target.stream_label.empty()) {
    catalog_->Update(target.table, [&](TableDescription* table) { change(&table->policy); });
    return;
  }
  const std::shared_ptr<Stream> stream = FindStream(target);
  catalog_->BetweenChanges([&] {
    ResourcePolicy policy = stream->Describe().policy;
    change(&policy);
    streams_->SetPolicy(stream.get(), std::move(policy));
  });
}

std::string Database::PutResourcePolicy(const PolicyTarget& target, std::string document,
                                        const ExpectedRevision& expected) {
  std::string revision;
  ChangePolicy(target, [&](ResourcePolicy* policy) {
    revision = PutPolicy(target, std::move(document), expected, clock_->NowMillis(), policy);
  });
  return revision;
}

ResourcePolicy Database::GetResourcePolicy(const PolicyTarget& target) {
  ResourcePolicy policy = target.stream_label.empty()
                              ? catalog_->Describe(target.table).description.policy
                              : FindStream(target)->Describe().policy;
  if (policy.document.empty()) ThrowPolicyNotFound(target.arn);
  return policy;
}

std::string Database::DeleteResourcePolicy(const PolicyTarget& target,
                                           const ExpectedRevision& expected) {
  std::string revision;
  ChangePolicy(target, [&](ResourcePolicy* policy) {
    revision = DeletePolicy(target, expected, clock_->NowMillis(), policy);
  });
  return revision;
}

InsightsStatus Database::UpdateInsights(std::string_view table, std::string_view index,
                                        bool enabled, bool throttled_only) {
  if (catalog_->Describe(table).description.status == Status::kCreating) {
    ThrowInsightsOfInactiveTable();
  }
  InsightsStatus status = InsightsStatus::kDisabled;
  catalog_->Update(table, [&](TableDescription* changed) {
    InsightsSettings* const settings = FindInsights(index, changed);
    if (!index.empty() && changed->FindIndex(index)->backfilling) ThrowInsightsOfInactiveIndex();
    status = ChangeInsights(enabled, throttled_only, clock_->NowMillis(),
                            parts_->options.transition_delay.count(), settings);
  });
  return status;
}

InsightsSettings Database::DescribeInsights(std::string_view table, std::string_view index) {
  TableDescription description = catalog_->Describe(table).description;
  return *FindInsights(index, &description);
}

void Database::ForEachInsights(
    const std::function<void(const TableDescription&, const TableInsights* insights)>& visit)
    const {
  catalog_->ForEachTable([&](const Table& table) { visit(table.description(), table.insights()); });
}

TableInfo Database::ChangeKinesis(std::string_view table, std::string_view stream_arn,
                                  std::optional<TimePrecision> precision,
                                  const DestinationChanger& change) {
  return catalog_->Update(table, [&](TableDescription* changed) {
    change({changed->name, changed->uuid, stream_arn, precision, clock_->NowMillis(),
            parts_->options.transition_delay.count()},
           &changed->kinesis);
  });
}

TableInfo Database::EnableKinesis(std::string_view table, std::string_view stream_arn,
                                  std::optional<TimePrecision> precision) {
  const bool delivers = parts_->delivery != nullptr;
  return ChangeKinesis(table, stream_arn, precision,
                       [&](const DestinationChange& change, KinesisDestinations* destinations) {
                         EnableDestination(change, delivers, destinations);
                       });
}

TableInfo Database::DisableKinesis(std::string_view table, std::string_view stream_arn) {
  return ChangeKinesis(table, stream_arn, std::nullopt, DisableDestination);
}

TableInfo Database::UpdateKinesis(std::string_view table, std::string_view stream_arn,
                                  TimePrecision precision) {
  return ChangeKinesis(table, stream_arn, precision, UpdateDestination);
}

void Database::WaitForDelivery() {
  if (parts_->delivery != nullptr) parts_->delivery->WaitUntilIdle();
}

}  // namespace pumice
