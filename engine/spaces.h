// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/first_times.h"
#include "engine/base/mutex.h"
#include "engine/database.h"
#include "engine/history/history.h"
#include "engine/shared_parts.h"

namespace pumice {

// The space of requests that choose none.
inline constexpr std::string_view kDefaultSpace = "default";
inline constexpr size_t kMaxSpaceName = 128;
// In all. Whoever names spaces is not to fill the memory with them.
inline constexpr size_t kMaxSpaces = 100'000;

// Whether it is a space's name: 1 to 128 of a-z, A-Z, 0-9, '.', '-', '_', '+', '=', '@' and ':',
// and not only dots, which have a meaning in paths.
bool IsSpaceName(std::string_view name);

// What a space holds.
struct SpaceInfo {
  std::string name;
  std::vector<std::string> tables;  // names, ascending
  int64_t items = 0;
  int64_t bytes = 0;  // of the items, by DynamoDB's rules; of tables, not of their indexes
};

// All spaces of a store. Each is a Database of its own; they share the store, the clock, and the
// threads of the background. A space is there as soon as somebody uses it, and is stored as soon as
// it holds something. Thread-safe. Methods throw ApiError.
class Spaces {
 public:
  // Opens the store, and all spaces that it holds. Throws std::runtime_error, saying what to do, if
  // the directory cannot be used.
  static std::shared_ptr<Spaces> Open(const DatabaseOptions& options);
  ~Spaces();

  Spaces(const Spaces&) = delete;
  Spaces& operator=(const Spaces&) = delete;

  const Clock& clock() const { return *parts_.clock; }
  // What lets requests pass. Whoever answers one holds a pass for as long as it uses a space, and
  // calls none of the methods below meanwhile that say so.
  RequestGate& gate() { return parts_.gate; }
  void FlushLog() { parts_.store->FlushLog(); }
  // Not 0: writes are refused for now (Store::suspension).
  uint64_t suspension() const { return parts_.store->suspension(); }

  // What long work is in progress.
  const Progress& progress() const { return parts_.progress; }

  Database& default_space() const { return *default_; }
  size_t size() const;
  // The space of that name, made where there is none. Lives until Delete, so as long as a pass.
  // Throws ValidationException for what is no name, LimitExceededException.
  Database& Use(std::string_view name);
  // Null: nobody used it.
  Database* Find(std::string_view name) const;
  // A table was asked for in a space that does not have it: the log says once where it is.
  void TellMissing(std::string_view table, const std::string& space);

  size_t CountTables() const;
  // In ascending order of names. Takes as long as there are tables.
  std::vector<SpaceInfo> List();
  SpaceInfo Describe(std::string_view name);
  // Makes a space with the tables and items of another: as they are at one moment, with counters,
  // settings, streams without records, and small records (Records) in the place of those that `to`
  // has; no backups, snapshots or tokens. Takes as long as there are tables, whatever they hold;
  // but where forks were made and written to Layers::kMaxLayers times on end, as long as there are
  // items. Durable when it returns. Not within a pass. Throws ResourceInUseException where `to` has
  // tables, or a table of `from` is not ACTIVE; ResourceNotFoundException without `from`.
  SpaceInfo Fork(std::string_view from, std::string_view to);
  // A space without tables, made where there is none. Not within a pass. Throws
  // ResourceInUseException where it has tables.
  SpaceInfo MakeEmpty(std::string_view name);
  // Snapshots of a space, made where there is none: see Snapshots. Requests and work in the
  // background end before or start after. Durable when they return. Not within a pass.
  SnapshotInfo TakeSnapshot(std::string_view space, std::string_view name);
  SnapshotInfo RestoreSnapshot(std::string_view space, std::string_view name);
  SnapshotInfo DeleteSnapshot(std::string_view space, std::string_view name);
  std::vector<SnapshotInfo> ListSnapshots(std::string_view space);
  void Reset(std::string_view space);

  // Removes all that a space holds, and the space. Takes as long as it has tables, whatever they
  // hold. Durable when it returns. Not within a pass. Throws ResourceNotFoundException. The default
  // space is emptied and stays.
  void Delete(std::string_view name);

  // Does what has fallen due by the clock in all spaces: deletes expired items, trims streams.
  // Waits for filling that goes on.
  void RunDueWork();
  // Does something while no request and nothing in the background is under way. Not within a pass.
  void Alone(const std::function<void()>& action);

 private:
  using ByName = std::map<std::string, std::shared_ptr<Database>, std::less<>>;

  explicit Spaces(const DatabaseOptions& options);
  void OpenStore();
  void OpenBackground();
  // The names of the spaces that the store holds.
  std::vector<std::string> FindStored() const;
  std::vector<std::shared_ptr<Database>> All() const;
  void ForkTables(Database* from, Database* to);
  // The first space beside `space` that has this table; empty: none has.
  std::string FindTable(std::string_view table, const std::string& space) const;

  SharedParts parts_;
  FirstTimes missing_;
  HistoryPoint last_point_;  // of what is stored at opening
  mutable SharedMutex mutex_;
  ByName spaces_ GUARDED_BY(mutex_);
  Database* default_ = nullptr;
};

}  // namespace pumice
