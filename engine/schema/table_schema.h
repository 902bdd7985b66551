// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/schema/insights_settings.h"
#include "engine/schema/key_schema.h"
#include "engine/schema/kinesis_destination.h"
#include "engine/schema/resource_policy.h"

// Plain descriptions of tables: what CreateTable states and DescribeTable answers. No behaviour, no
// locks.
namespace pumice {

enum class ProjectionType : uint8_t { kAll, kKeysOnly, kInclude };

struct Projection {
  ProjectionType type = ProjectionType::kAll;
  std::vector<std::string> non_key_attributes;  // of kInclude
};

struct CapacityUnits {
  int64_t read = 0;
  int64_t write = 0;
};

struct Throughput {
  int64_t read = 0;
  int64_t write = 0;
  int64_t last_increase_millis = 0;  // zero: never
  int64_t last_decrease_millis = 0;
  int64_t decreases_today = 0;
  // What it was until the last update, which is told while the table is UPDATING. Nothing: that
  // update did not change it.
  std::optional<CapacityUnits> before = {};
};

// Decreases on the UTC day of `now_millis`.
int64_t DecreasesToday(const Throughput& throughput, int64_t now_millis);

// -1 in either: no limit, as the API spells it.
struct OnDemandThroughput {
  int64_t max_read = -1;
  int64_t max_write = -1;
};

struct WarmThroughput {
  int64_t read = 12000;
  int64_t write = 4000;
};

// What a table or index is warm for if nobody asks for more: on demand the defaults, else its
// provisioned throughput ("Understanding DynamoDB warm throughput", Developer Guide).
WarmThroughput LeastWarmThroughput(bool on_demand_billing, const Throughput& throughput);

// Units that were left out, which zero stands for, begin with what is there anyway.
void CompleteWarmThroughput(bool on_demand_billing, const Throughput& throughput,
                            std::optional<WarmThroughput>* warm);

enum class Status : uint8_t { kCreating, kUpdating, kActive, kDeleting };

struct IndexSchema {
  std::string name;
  uint32_t id = 0;  // of its rows; never used again
  bool global = true;
  KeySchema key;
  Projection projection;
  Throughput throughput;  // of a global index
  std::optional<OnDemandThroughput> on_demand;
  std::optional<WarmThroughput> warm;
  Status status = Status::kActive;
  bool backfilling = false;
  InsightsSettings insights;
};

enum class StreamView : uint8_t { kKeysOnly, kNewImage, kOldImage, kNewAndOldImages };

struct StreamSettings {
  StreamView view = StreamView::kKeysOnly;
  std::string label;  // when the stream was enabled: the last part of its ARN
};

struct EncryptionSettings {
  bool enabled = false;
  std::string type = "KMS";
  std::string key_arn;
};

struct Tag {
  std::string key;
  std::string value;
};

struct TtlSettings {
  bool enabled = false;
  std::string attribute;                  // of the last time it was enabled
  bool filling = false;                   // items from before are not all in the expiry index yet
  int64_t transition_millis = 0;          // ENABLING or DISABLING until then
  std::optional<int64_t> changed_millis;  // the last time
};

// A place in the history of all tables: a time, and behind it a count that never repeats, so that
// entries of one millisecond have an order too.
struct HistoryPoint {
  int64_t millis = 0;
  uint64_t sequence = 0;

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 misreads the default.
  friend auto operator<=>(const HistoryPoint&, const HistoryPoint&) = default;
};

inline constexpr int64_t kMaxRecoveryDays = 35;

// Point-in-time recovery.
struct RecoverySettings {
  bool enabled = false;
  int64_t period_days = kMaxRecoveryDays;
  // No earlier time can be restored, whatever the period: when it was enabled, or what a period
  // or a trim has cut off since.
  int64_t since_millis = 0;
};

// Where a table that was restored came from. While it is `in_progress` the table is CREATING, and
// its rows are still being copied from `source_id`.
struct RestoreOrigin {
  std::string table_arn;
  std::string backup_arn;  // empty: restored to a point in time
  int64_t millis = 0;      // the time that it was restored to
  bool in_progress = false;
  std::string source_name;
  uint32_t source_id = 0;
  // What the history holds from here on is undone. Nothing: the source does not change.
  std::optional<HistoryPoint> undo_from;
};

// The account of callers whose credentials tell none.
inline constexpr std::string_view kLocalAccount = "000000000000";

// A table with everything that is told of it.
struct TableDescription {
  std::string name;
  uint32_t id = 0;     // of its rows; never used again
  std::string uuid;    // TableId
  std::string region;  // of the request that created it: part of its ARN, as the account is
  std::string account{kLocalAccount};
  int64_t created_millis = 0;

  KeySchema key;
  std::vector<KeyAttribute> attribute_definitions;  // in the order they were given
  std::vector<IndexSchema> indexes;  // local ones first, each kind in the order given
  // What the last update deleted: told of as DELETING while the table is UPDATING, and gone for
  // everything else.
  std::vector<IndexSchema> deleted_indexes;

  bool on_demand_billing = false;
  int64_t on_demand_since_millis = 0;  // when billing became on demand; zero: never was
  Throughput throughput;
  std::optional<OnDemandThroughput> on_demand;
  std::optional<WarmThroughput> warm;
  std::optional<StreamSettings> stream;
  std::string latest_stream_label;  // survives the stream's end
  std::optional<EncryptionSettings> encryption;
  std::string table_class;  // empty: never stated, STANDARD
  bool deletion_protection = false;
  TtlSettings ttl;
  ResourcePolicy policy;
  InsightsSettings insights;
  KinesisDestinations kinesis;
  std::string change_log;  // where changes wait for the active destination; empty: nowhere
  std::vector<Tag> tags;
  RecoverySettings recovery;
  std::optional<RestoreOrigin> restore;

  // The status until `transition_millis`; from then on ACTIVE, or gone if it is kDeleting.
  Status status = Status::kActive;
  int64_t transition_millis = 0;

  // The index of that name, or null.
  const IndexSchema* FindIndex(std::string_view index_name) const;
  std::string Arn() const;
  std::string IndexArn(std::string_view index_name) const;
  std::string StreamArn(std::string_view label) const;
  std::string ChangeLogArn(std::string_view label) const;
};

// The label of a stream that is enabled at this time: "2015-05-11T21:21:33.291".
std::string StreamLabel(int64_t millis);

bool HasLocalIndex(const TableDescription& table);

// The attributes that an index's rows hold, whatever else they project: the table's key and the
// index's.
bool IsKeyOf(const TableDescription& table, const IndexSchema& index, std::string_view attribute);
bool Projects(const TableDescription& table, const IndexSchema& index, std::string_view attribute);

}  // namespace pumice
