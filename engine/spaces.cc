// SPDX-License-Identifier: Apache-2.0

#include "engine/spaces.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <utility>

#include "engine/access/first_fault.h"
#include "engine/backup/row_copier.h"
#include "engine/error/spaces.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

int64_t NearestClockTime(int64_t millis) {
  return std::clamp(millis, kFirstClockMillis, kLastClockMillis);
}

// A clock that somebody else made, or the machine's, which may be set to anything.
class BoundedClock : public Clock {
 public:
  explicit BoundedClock(const Clock* clock) : clock_(clock) {}
  int64_t NowMillis() const override { return NearestClockTime(clock_->NowMillis()); }

 private:
  const Clock* clock_;
};

class BoundedRealClock : public RealClock {
 public:
  int64_t NowMillis() const override { return NearestClockTime(RealClock::NowMillis()); }
};

// Times are added to what a clock tells, and to how long a thread sleeps.
DatabaseOptions Bounded(DatabaseOptions options) {
  using std::chrono::milliseconds;
  static constexpr milliseconds kMax = std::chrono::hours(366 * 24);
  const auto bound = [](milliseconds* time, milliseconds min) {
    *time = std::clamp(*time, min, kMax);
  };
  bound(&options.transition_delay, milliseconds(0));
  bound(&options.recovery_lag, milliseconds(0));
  bound(&options.eventual_delay, milliseconds(0));
  bound(&options.ttl_interval, milliseconds(1));
  return options;
}

std::unique_ptr<Clock> MakeClock(const DatabaseOptions& options) {
  if (options.clock != nullptr) return std::make_unique<BoundedClock>(options.clock);
  return std::make_unique<BoundedRealClock>();
}

SpaceInfo InfoOf(Database* database) {
  SpaceInfo info;
  info.name = database->space();
  database->catalog().ForEachTable([&](const Table& table) {
    const ItemCounters counters = table.counters().Load();
    info.tables.push_back(table.description().name);
    info.items += counters.items;
    info.bytes += counters.bytes;
  });
  return info;
}

std::vector<uint32_t> IdsOf(const std::vector<Catalog::Copy>& copies) {
  std::vector<uint32_t> ids;
  for (const Catalog::Copy& copy : copies) {
    ids.push_back(copy.description.id);
    for (const IndexSchema& index : copy.description.indexes) ids.push_back(index.id);
  }
  return ids;
}

}  // namespace

bool IsSpaceName(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-_+=@:").find(c) != std::string_view::npos;
  };
  return !name.empty() && name.size() <= kMaxSpaceName &&
         std::all_of(name.begin(), name.end(), is_allowed) &&
         name.find_first_not_of('.') != std::string_view::npos;
}

std::shared_ptr<Spaces> Spaces::Open(const DatabaseOptions& options) {
  std::shared_ptr<Spaces> spaces(new Spaces(Bounded(options)));
  spaces->OpenStore();
  spaces->OpenBackground();
  spaces->last_point_ = FindLastPoint(*spaces->parts_.store);
  spaces->default_ = &spaces->Use(kDefaultSpace);
  for (const std::string& name : spaces->FindStored()) spaces->Use(name);
  spaces->last_point_ = {};  // spaces that come later have no history yet
  spaces->parts_.store->StartDroppingRows();
  for (const auto& database : spaces->All()) database->ResumeWork();
  return spaces;
}

Spaces::Spaces(const DatabaseOptions& options) : parts_(options) {}

// The threads of the background use spaces and parts.
Spaces::~Spaces() {
  parts_.sweeper.reset();
  parts_.delivery.reset();
  parts_.worker.Stop();
}

void Spaces::OpenStore() {
  const DatabaseOptions& options = parts_.options;
  parts_.own_clock = MakeClock(options);
  parts_.clock = parts_.own_clock.get();
  parts_.store = options.data_dir.empty() ? Store::OpenInMemory(options.memory)
                                          : Store::OpenDirectory(options.data_dir, options.fsync,
                                                                 options.env, options.log);
  Store* const store = parts_.store.get();
  parts_.token_seal.emplace(store);
  if (options.before_commit) store->CallBeforeCommits(options.before_commit);
  if (options.eventual_delay.count() > 0) {
    store->DelayEventualReads(parts_.clock, options.eventual_delay.count());
  }
  store->LoadUndo();
  if (options.transaction_conflicts) parts_.transactions = std::make_unique<TransactionKeys>();
  parts_.writer = std::make_unique<Writer>(store, parts_.transactions.get());
  parts_.reader = std::make_unique<Reader>(store);
  parts_.tokens =
      std::make_unique<TransactionTokens>(store, parts_.clock, options.transaction_conflicts);
}

void Spaces::OpenBackground() {
  const DatabaseOptions& options = parts_.options;
  const auto add_job = [&](auto job) {
    return parts_.worker.Add([this, job](const StopToken& stop) {
      FirstFault fault;
      for (const auto& database : All()) {
        fault.Try([&] { job(database.get(), stop); });
      }
      fault.Rethrow();
    });
  };
  parts_.fill_job =
      add_job([](Database* space, const StopToken& stop) { space->FillUnfilledRows(stop); });
  parts_.trim_job = add_job([](Database* space, const StopToken&) { space->TrimStreams(); });
  parts_.copy_job =
      add_job([](Database* space, const StopToken& stop) { space->CopyBackupRows(stop); });
  parts_.trim_backups_job =
      add_job([](Database* space, const StopToken&) { space->TrimBackups(); });
  if (options.change_sink != nullptr) {
    const auto find_logs = [this] {
      std::vector<std::shared_ptr<Stream>> logs;
      for (const auto& database : All()) {
        const auto more = database->streams().ChangeLogs();
        logs.insert(logs.end(), more.begin(), more.end());
      }
      return logs;
    };
    parts_.delivery = std::make_unique<ChangeDelivery>(parts_.store.get(), find_logs, parts_.clock,
                                                       options.change_sink, options.log);
  }
  const auto for_each_catalog = [this](const std::function<void(Catalog*)>& visit) {
    for (const auto& database : All()) visit(&database->catalog());
  };
  parts_.sweeper =
      std::make_unique<Sweeper>(parts_.store.get(), for_each_catalog, parts_.writer.get(),
                                parts_.clock, options.log, options.ttl_interval, options.walk);
}

// One seek for each space in each keyspace.
std::vector<std::string> Spaces::FindStored() const {
  std::set<std::string> names;
  for (const char keyspace : keyspace::kSpaceKeyspaces) {
    const auto cursor =
        parts_.store->NewCursor(keyspace::KeyspaceStart(keyspace), keyspace::KeyspaceEnd(keyspace));
    cursor->SeekToFirst();
    while (cursor->Valid()) {
      const std::string name(keyspace::SpaceOf(cursor->key()));
      cursor->Seek(keyspace::SpaceEnd(keyspace, name));
      names.insert(name);
    }
    cursor->CheckStatus();
  }
  return {names.begin(), names.end()};
}

size_t Spaces::size() const {
  const ReaderLock lock(mutex_);
  return spaces_.size();
}

size_t Spaces::CountTables() const {
  size_t tables = 0;
  for (const auto& database : All()) {
    database->catalog().ForEachTable([&](const Table&) { ++tables; });
  }
  return tables;
}

Database* Spaces::Find(std::string_view name) const {
  if (name == kDefaultSpace && default_ != nullptr) return default_;
  const ReaderLock lock(mutex_);
  const auto found = spaces_.find(name);
  return found == spaces_.end() ? nullptr : found->second.get();
}

Database& Spaces::Use(std::string_view name) {
  if (Database* const found = Find(name)) return *found;
  if (!IsSpaceName(name)) ThrowInvalidSpaceName(kMaxSpaceName);
  const WriterLock lock(mutex_);
  const auto found = spaces_.find(name);
  if (found != spaces_.end()) return *found->second;
  if (spaces_.size() >= kMaxSpaces) ThrowTooManySpaces(kMaxSpaces);
  auto database = std::make_shared<Database>(this, &parts_, std::string(name), last_point_);
  return *spaces_.emplace(name, std::move(database)).first->second;
}

void Spaces::TellMissing(std::string_view table, const std::string& space) {
  if (!parts_.log || size() == 1 || !missing_.Add(space + '/' + std::string(table))) return;
  const std::string other = FindTable(table, space);
  if (other.empty()) return;
  parts_.log(LogLevel::kWarning,
             "table " + std::string(table) + " is not in space " + space + "; it is in " + other +
                 (parts_.options.spaces == "shared" ? ": does X-Pumice-Space name the right one?"
                                                    : ": did you mean --spaces shared?"));
}

std::string Spaces::FindTable(std::string_view table, const std::string& space) const {
  for (const auto& database : All()) {
    if (database->space() == space) continue;
    if (database->catalog().Contains(table)) return database->space();
  }
  return {};
}

std::vector<std::shared_ptr<Database>> Spaces::All() const {
  std::vector<std::shared_ptr<Database>> databases;
  const ReaderLock lock(mutex_);
  databases.reserve(spaces_.size());
  for (const auto& [name, database] : spaces_) databases.push_back(database);
  return databases;
}

std::vector<SpaceInfo> Spaces::List() {
  const RequestGate::Pass pass(&parts_.gate);
  std::vector<SpaceInfo> infos;
  for (const auto& database : All()) infos.push_back(InfoOf(database.get()));
  return infos;
}

SpaceInfo Spaces::Describe(std::string_view name) {
  const RequestGate::Pass pass(&parts_.gate);
  Database* const database = Find(name);
  if (database == nullptr) ThrowSpaceNotFound(name);
  return InfoOf(database);
}

SpaceInfo Spaces::Fork(std::string_view from, std::string_view to) {
  if (!IsSpaceName(to)) ThrowInvalidSpaceName(kMaxSpaceName);
  SpaceInfo info;
  Alone([&] {
    Database* const source = Find(from);
    if (source == nullptr) ThrowSpaceNotFound(from);
    Database& target = Use(to);
    if (!target.catalog().List({}, 1).empty()) ThrowSpaceInUse(to);
    ForkTables(source, &target);
    target.ResumeWork();
    info = InfoOf(&target);
  });
  FlushLog();
  return info;
}

SpaceInfo Spaces::MakeEmpty(std::string_view name) {
  const RequestGate::Pass pass(&parts_.gate);
  SpaceInfo info = InfoOf(&Use(name));
  if (!info.tables.empty()) ThrowSpaceInUse(name);
  return info;
}

void Spaces::ForkTables(Database* from, Database* to) {
  Store* const store = parts_.store.get();
  const std::vector<Catalog::Copy> sources = from->catalog().DescribeCopies();
  const std::vector<Catalog::Copy> copies = to->catalog().Renumber(sources);
  const std::vector<uint32_t> source_ids = IdsOf(sources);
  const std::vector<uint32_t> copy_ids = IdsOf(copies);
  std::vector<Store::Fork> forks;
  try {
    for (size_t i = 0; i < source_ids.size(); ++i) {
      forks.push_back(store->PrepareFork(source_ids[i], copy_ids[i]));
      if (!forks.back().wants_rows) continue;
      RowCopier(store, CopyOptions())
          .CopySnapshot(*store->TakeSnapshot(), source_ids[i], copy_ids[i]);
    }
    to->catalog().AddCopies(copies, [&](WriteBatch* batch) {
      from->records().CopyTo(to->space(), batch);
      for (const Store::Fork& fork : forks) Store::PutFork(fork, batch);
    });
  } catch (...) {
    for (const Store::Fork& fork : forks) store->ReturnFork(fork);
    store->DropIds(copy_ids);
    throw;
  }
  for (const Store::Fork& fork : forks) store->ApplyFork(fork);
}

void Spaces::Delete(std::string_view name) {
  std::shared_ptr<Database> removed;
  Alone([&] {
    Database* const database = Find(name);
    if (database == nullptr) ThrowSpaceNotFound(name);
    database->snapshots().Reset();
    if (database == default_) return;
    const WriterLock lock(mutex_);
    const auto found = spaces_.find(name);
    removed = std::move(found->second);
    spaces_.erase(found);
  });
  FlushLog();
}

void Spaces::RunDueWork() {
  parts_.worker.WaitUntilIdle();
  parts_.sweeper->Sweep();
  for (const auto& database : All()) {
    database->TrimStreams();
    database->TrimBackups();
  }
}

// What holds nothing at the time is stopped first: requests may wait for work in the background,
// which waits for none.
void Spaces::Alone(const std::function<void()>& action) {
  const RequestGate::Closure closure(&parts_.gate);
  parts_.worker.WhilePaused([&] {
    parts_.sweeper->WhilePaused([&] {
      if (parts_.delivery != nullptr) {
        parts_.delivery->WhilePaused(action);
      } else {
        action();
      }
    });
  });
}

}  // namespace pumice
