// SPDX-License-Identifier: Apache-2.0

// Kills a writing pumice at random, again and again, and checks what is left. tools/crash --help
// tells the rest.

#include <sys/mman.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <new>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tools/hardening/crash/child.h"
#include "tools/hardening/crash/damage.h"
#include "tools/hardening/crash/power_loss.h"
#include "tools/hardening/crash/shared_state.h"
#include "tools/hardening/crash/verify.h"
#include "tools/hardening/crash/workload.h"
#include "tools/hardening/support/random.h"

namespace pumice::hardening::crash {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr char kFooter[] = R"(
What happens in a round: a process opens the data directory and writes from six threads: puts, updates, deletes,
conditions, batches, transactions with tokens, PartiQL, items that expire, tables that are created, filled, indexed and
dropped, streams and TTL switched on and off, alarms of CloudWatch. It is killed at a random moment: while it opens, writes, flushes,
compacts, fills an index or closes. What was acknowledged stands in memory that the killer shares. Another process
opens the directory and checks
  - each item is the last one acknowledged, or the one in flight; operations are there whole or not at all
  - indexes, expiry entries and counters are exactly those of the items, by the API and in the store beneath it
  - streams tell of every change once, in order, each old image the new image before
  - a token used again changes nothing; the one in flight is carried out once
  - the tables are as they were when they are restored to the moment of the check before, and from
    a backup that was asked for then

--power-loss: the same, but what was not synced is lost: bytes and file names alike, at random lengths. With fsync
nothing acknowledged may be missing; without it, what is left, if need be after --repair, must be a prefix of what was done. Odd rounds run with
fsync, even ones without, or all with --fsync.

--bit-flips: the directory of an orderly end is damaged (one bit, several, zeros, an early end) and opened: it must be
refused, or fail to be read, or be whole. Never wrong data, never missing data, never a death.

Examples:
  tools/crash 20                             twenty kills: a quarter of a minute or two
  tools/crash 200 --power-loss 50 --bit-flips 500
  tools/crash 1 --seed 77 --keep             repeats a plan and leaves the directory of a fault behind

Exit 0: all well; 1: something is not, and the lines above say what; 2: a wrong option.
)";

struct Options {
  int kills = 0;
  int power_losses = 0;
  int bit_flips = 0;
  uint64_t seed = 0;
  bool fsync = false;
  bool keep = false;
  std::string directory;
};

// A directory is used for so many rounds.
constexpr int kRoundsOfDirectory = 20;
constexpr int kFlipsOfDirectory = 60;
constexpr int kMaxFailures = 5;
constexpr milliseconds kPatience = std::chrono::minutes(3);
constexpr int64_t kStartMillis = 1'750'000'000'000;
constexpr int64_t kHourMillis = 60 * 60 * 1000;

template <typename... Parts>
void Say(const char* format, Parts... parts) {
  std::printf(format, parts...);
  std::printf("\n");
  std::fflush(stdout);
}

struct Unmap {
  void operator()(SharedState* state) const { munmap(state, sizeof(SharedState)); }
};
using Shared = std::unique_ptr<SharedState, Unmap>;

Shared NewSharedState() {
  void* const memory =
      mmap(nullptr, sizeof(SharedState), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no memory to share");
  // Zeros are what it begins with: its pages are taken only where it is used.
  return Shared(new (memory) SharedState);
}

class Harness {
 public:
  explicit Harness(const Options& options)
      : options_(options),
        random_(Mix(options.seed)),
        root_(options.directory.empty()
                  ? fs::temp_directory_path() / ("pumice-crash-" + std::to_string(getpid()))
                  : fs::path(options.directory)) {
    fs::create_directories(root_);
  }
  ~Harness() {
    std::error_code ignored;
    if (kept_ == 0) fs::remove_all(root_, ignored);
  }

  bool Run() {
    Say("crash: %d kills, %d losses of power, %d damages, seed %llu, in %s", options_.kills,
        options_.power_losses, options_.bit_flips, static_cast<unsigned long long>(options_.seed),
        root_.c_str());
    for (int i = 0; i < options_.kills && Goes(); ++i) Round(i, options_.kills, false);
    NewDirectory();
    for (int i = 0; i < options_.power_losses && Goes(); ++i) Round(i, options_.power_losses, true);
    for (int i = 0; i < options_.bit_flips && Goes(); ++i) Flip(i);
    Say("crash: %d kills, %d losses of power, %d damages; %llu operations acknowledged, %llu "
        "records of streams and "
        "%llu repeated tokens checked, %d failures",
        kills_, losses_, flips_, static_cast<unsigned long long>(total_.acknowledged),
        static_cast<unsigned long long>(total_.records),
        static_cast<unsigned long long>(total_.replayed), failures_);
    if (flips_ > 0) {
      Say("       of the damages %d were refused at the start or when reading, %d changed nothing, "
          "%d lay in the "
          "log's last record",
          refused_, harmless_, at_end_);
    }
    return failures_ == 0;
  }

 private:
  bool Goes() const { return failures_ < kMaxFailures; }

  std::string directory() const { return (root_ / "data").string(); }
  std::string waiting() const { return (root_ / "waiting").string(); }

  void NewDirectory() {
    state_.reset();
    fs::remove_all(directory());
  }

  // Makes a directory with the fixed tables where there is none.
  bool Prepare(bool fsync) {
    if (state_ != nullptr && rounds_of_directory_++ < kRoundsOfDirectory) return true;
    NewDirectory();
    rounds_of_directory_ = 1;
    state_ = NewSharedState();
    state_->clock_millis = kStartMillis;
    const DirectoryOptions options = {directory(), fsync, nullptr};
    Child child(state_.get(), [&] { CreateTables(options, state_.get()); });
    return Judge(child.Wait(kPatience), "creating tables", fsync);
  }

  void Round(int number, int count, bool power_loss) {
    const bool fsync = options_.fsync || (power_loss ? number % 2 == 0 : random_.OneIn(4));
    if (!Prepare(fsync)) return;
    // Hours pass between runs; a token is good for minutes, a stream's record for a day.
    if (random_.OneIn(3))
      state_->clock_millis += static_cast<int64_t>(random_.Below(3)) * kHourMillis;
    const std::string when = Crash(fsync, power_loss);
    if (when.empty()) return;
    ++(power_loss ? losses_ : kills_);
    VerifyOptions verify;
    verify.directory = {directory(), fsync, nullptr};
    verify.may_lose = power_loss && !fsync;
    verify.look_beneath_first = random_.OneIn(2);
    Child child(state_.get(), [&] { Verify(verify, state_.get()); });
    if (!Judge(child.Wait(kPatience), when, fsync)) return;
    const Report& report = state_->report;
    total_.acknowledged += report.acknowledged;
    total_.records += report.records;
    total_.replayed += report.replayed;
    Say("%s %3d/%d  %-34s %s %6llu acknowledged, %llu lost, %llu in flight kept, %6llu records, "
        "%llu tokens%s",
        power_loss ? "power" : "kill ", number + 1, count, when.c_str(), fsync ? "fsync" : "     ",
        static_cast<unsigned long long>(report.acknowledged),
        static_cast<unsigned long long>(report.lost),
        static_cast<unsigned long long>(report.in_flight_kept),
        static_cast<unsigned long long>(report.records),
        static_cast<unsigned long long>(report.replayed), report.repaired ? ", repaired" : "");
  }

  // Runs the workload and ends it suddenly. Returns when that was; empty if it ended otherwise.
  std::string Crash(bool fsync, bool power_loss) {
    // Some runs are killed while they open the directory, and the next one opens what that left.
    const uint64_t kind = random_.Below(8);
    if (kind == 0) {
      if (!RunAndKill(fsync, power_loss, milliseconds(random_.Below(60)), false)) return "";
      if (HasWritten()) return when_;
    }
    const bool close = kind < 3;
    const milliseconds after(kind == 1 ? random_.Below(100)
                                       : 100 + random_.Below(random_.OneIn(4) ? 4000 : 1200));
    return RunAndKill(fsync, power_loss, after, close) ? when_ : "";
  }

  bool HasWritten() const {
    return std::any_of(state_->journals.begin(), state_->journals.end(),
                       [](const Journal& journal) { return journal.count > 0; });
  }

  bool RunAndKill(bool fsync, bool power_loss, milliseconds after, bool close) {
    const uint64_t seed = random_.Next();
    state_->phase = Phase::kOpening;
    state_->stop = false;
    fs::remove_all(waiting());
    Child child(state_.get(), [&] {
      std::unique_ptr<rocksdb::Env> env;
      if (power_loss) env = NewPowerLossEnv(directory(), waiting(), seed);
      const DirectoryOptions options = {directory(), fsync, env.get()};
      RunWorkload(options, seed, state_.get());
      // The power goes when everything is closed.
      while (true) std::this_thread::sleep_for(std::chrono::hours(1));
    });
    if (!Sleep(&child, after)) return Judge(*child.Poll(), "writing", fsync);
    if (close) {
      state_->stop = true;
      if (!Sleep(&child, milliseconds(random_.Below(120))))
        return Judge(*child.Poll(), "writing", fsync);
    }
    static constexpr const char* kPhases[] = {"opening", "writing", "closing", "closed"};
    when_ = std::string(power_loss ? "lost when " : "killed when ") +
            kPhases[static_cast<uint32_t>(state_->phase.load())] + " after " +
            std::to_string(after.count()) + " ms";
    child.Kill();
    fs::remove_all(waiting());
    return true;
  }

  // False if the child ends meanwhile.
  static bool Sleep(Child* child, milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < until) {
      if (child->Poll()) return false;
      std::this_thread::sleep_for(milliseconds(1));
    }
    return !child->Poll();
  }

  void Flip(int number) {
    if ((state_ == nullptr || number % kFlipsOfDirectory == 0) && !PrepareFlips()) {
      ++failures_;  // nothing to damage
      return;
    }
    const fs::path copy = root_ / "damaged";
    fs::remove_all(copy);
    CopyDirectory(directory(), copy);
    Random random(random_.Next());
    const Damage damage = DamageDirectory(copy, &random);
    ++flips_;
    const DirectoryOptions options = {copy.string(), false, nullptr};
    Child child(state_.get(), [&] { Compare(options, *state_, streams_, damage.in_last_record); });
    const End end = child.Wait(kPatience);
    if (end == End::kUnreadable) {
      ++refused_;
    } else if (!Judge(end, damage.what, false)) {
      state_.reset();
    } else {
      ++(damage.in_last_record ? at_end_ : harmless_);
    }
    if (end == End::kUnreadable || end == End::kWell) {
      std::string said = end == End::kUnreadable ? state_->failure : "whole";
      if (said.size() > 160) said = said.substr(0, 160) + "…";
      Say("flip  %3d/%d  %s: %s", number + 1, options_.bit_flips, damage.what.c_str(),
          said.c_str());
    }
    fs::remove_all(copy);
  }

  // A directory with some of everything, closed in order.
  bool PrepareFlips() {
    state_.reset();
    if (!Prepare(false)) return false;
    state_->phase = Phase::kOpening;
    state_->stop = false;
    const uint64_t seed = random_.Next();
    const DirectoryOptions options = {directory(), false, nullptr};
    {
      Child child(state_.get(), [&] { RunWorkload(options, seed, state_.get()); });
      if (!Sleep(&child, milliseconds(800 + random_.Below(1500))))
        return Judge(*child.Poll(), "writing", false);
      state_->stop = true;
      if (!Judge(child.Wait(kPatience), "writing", false)) return false;
    }
    Child child(state_.get(), [&] { Verify({.directory = options}, state_.get()); });
    if (!Judge(child.Wait(kPatience), "an orderly end", false)) return false;
    return ReadStreamsOf(options);
  }

  // What the streams say comes through a file: the harness opens no database.
  bool ReadStreamsOf(const DirectoryOptions& options) {
    const fs::path file = root_ / "streams";
    Child child(state_.get(), [&] { WriteText(file, ReadStreams(options, *state_)); });
    if (!Judge(child.Wait(kPatience), "reading streams", false)) return false;
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> input(std::fopen(file.c_str(), "rb"),
                                                          std::fclose);
    streams_.assign(fs::file_size(file), '\0');
    return std::fread(streams_.data(), 1, streams_.size(), input.get()) == streams_.size();
  }

  static void WriteText(const fs::path& path, const std::string& text) {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"),
                                                         std::fclose);
    if (!file || std::fwrite(text.data(), 1, text.size(), file.get()) != text.size()) {
      throw std::runtime_error("cannot write " + path.string());
    }
  }

  // True if the process ended well. Otherwise says what was wrong; the next round has a new
  // directory.
  bool Judge(End end, const std::string& when, bool fsync) {
    if (end == End::kWell) return true;
    ++failures_;
    Say("FAILURE %s%s: %s", when.c_str(), fsync ? " (fsync)" : "", state_->failure);
    if (options_.keep) {
      const fs::path kept = root_ / ("failure-" + std::to_string(++kept_));
      fs::rename(fs::exists(root_ / "damaged") ? root_ / "damaged" : fs::path(directory()), kept);
      Say("  the directory is kept: %s", kept.c_str());
    }
    Say("  again: tools/crash %d --power-loss %d --bit-flips %d --seed %llu%s --keep",
        options_.kills, options_.power_losses, options_.bit_flips,
        static_cast<unsigned long long>(options_.seed), options_.fsync ? " --fsync" : "");
    rounds_of_directory_ = kRoundsOfDirectory;
    return false;
  }

  const Options& options_;
  Random random_;
  fs::path root_;
  Shared state_;
  std::string when_;
  std::string streams_;
  int rounds_of_directory_ = 0;
  int kills_ = 0;
  int losses_ = 0;
  int flips_ = 0;
  int refused_ = 0;
  int harmless_ = 0;
  int at_end_ = 0;
  int failures_ = 0;
  int kept_ = 0;
  Report total_;
};

int Main(int argc, char** argv) {
  Options options;
  options.seed = std::random_device()() % 1000000;
  CLI::App app("Kills a pumice that writes, again and again, and checks what is left.",
               "tools/crash");
  const auto count = CLI::Range(0, 1000000).description("");
  app.add_option("ROUNDS", options.kills, "How often it is killed")->check(count)->required();
  app.add_option("--power-loss", options.power_losses,
                 "Losses of power after the kills (default 0)")
      ->check(count);
  app.add_option("--bit-flips", options.bit_flips, "Damages after those (default 0)")->check(count);
  app.add_option("--seed", options.seed,
                 "Plans and contents follow from it (default: a random one)");
  app.add_flag("--fsync", options.fsync,
               "Sync every write (default: one kill in four, every other loss of power)");
  app.add_flag("--keep", options.keep, "Leave the directory of a failure behind, and say where");
  app.add_option("--directory", options.directory,
                 "Where to work (default: a new one in the temporary directory)");
  app.footer(kFooter);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return Harness(options).Run() ? 0 : 1;
}

}  // namespace
}  // namespace pumice::hardening::crash

int main(int argc, char** argv) {
  try {
    return pumice::hardening::crash::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tools/crash: %s\n", error.what());
    return 1;
  }
}
