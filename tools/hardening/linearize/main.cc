// SPDX-License-Identifier: Apache-2.0

// Records what threads are answered that want the same few items, and checks that it fits together.
// tools/linearize --help tells the rest.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>
#include <string>

#include "tools/hardening/linearize/checker.h"
#include "tools/hardening/linearize/recorder.h"
#include "tools/hardening/support/instance.h"
#include "tools/hardening/support/random.h"

namespace pumice::hardening::linearize {
namespace {

namespace fs = std::filesystem;
using Time = std::chrono::steady_clock;

constexpr char kFooter[] = R"(
Threads run single-item operations (PutItem, GetItem with ConsistentRead, UpdateItem with SET and ADD, DeleteItem, with
conditions) and, in every other history, transactions (TransactWriteItems, TransactGetItems) on two to four items in
this process. Of each operation its call, its return and its answer are written down. A history is good if some order of
its operations, each between its call and its return, explains every answer (linearizability; for transactions:
strict serializability). Histories are short and many; a search for an order is given up after --budget steps and then
counted as undecided, not as good. With and without --transaction-conflicts in turn, in memory and on disk in turn.

A bad history is printed as short as it gets. Exit 0: none; 1: one was found; 2: a wrong option.

Examples:
  tools/linearize 30              half a minute
  tools/linearize 600 --threads 6 --operations 8
  tools/linearize 5 --stale       reads the past on purpose (eventual reads, said to be consistent): it must be found,
                                  and is exit 0
)";

struct Options {
  int seconds = 30;
  int threads = 4;
  int operations = 10;
  uint64_t budget = 2'000'000;
  uint64_t seed = 0;
  bool stale = false;
};

// How many histories an instance serves, before the next one with other options.
constexpr int kHistoriesOfInstance = 400;
constexpr auto kSayEvery = std::chrono::seconds(10);
constexpr std::chrono::milliseconds kStaleness{3};

struct Counts {
  uint64_t histories = 0;
  uint64_t with_transactions = 0;
  uint64_t operations = 0;
  uint64_t undecided = 0;
};

class Run {
 public:
  explicit Run(const Options& options)
      : options_(options),
        random_(Mix(options.seed)),
        directory_(fs::temp_directory_path() / ("pumice-linearize-" + std::to_string(getpid()))) {}
  ~Run() {
    instance_.reset();
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
  }

  int Main() {
    const auto end = Time::now() + std::chrono::seconds(options_.seconds);
    auto say = Time::now() + kSayEvery;
    std::printf("linearize: %d s, %d threads of %d operations, seed %llu\n", options_.seconds,
                options_.threads, options_.operations,
                static_cast<unsigned long long>(options_.seed));
    bool found = false;
    while (!found && Time::now() < end) {
      if (counts_.histories % kHistoriesOfInstance == 0) OpenAnother();
      found = !CheckOne();
      if (Time::now() < say) continue;
      Say("so far");
      say += kSayEvery;
    }
    Say("in all");
    if (options_.stale) {
      std::printf(found ? "linearize: reads of the past were found, as they must be\n"
                        : "linearize: reads of the past were NOT found\n");
    }
    return found == options_.stale ? 0 : 1;
  }

 private:
  void OpenAnother() {
    instance_.reset();
    fs::remove_all(directory_);
    DatabaseOptions options;
    options.transaction_conflicts = instances_ % 2 == 1;
    if (instances_ / 2 % 2 == 1) options.data_dir = directory_.string();
    if (options_.stale) options.eventual_delay = kStaleness;
    described_ = std::string(options.data_dir.empty() ? "in memory" : "on disk") +
                 (options.transaction_conflicts ? ", transaction conflicts" : "");
    ++instances_;
    instance_ = std::make_unique<Instance>(options);
    CreateTable(Call());
  }

  Caller Call() {
    return [this](std::string_view operation, std::string_view body) {
      return instance_->Call(operation, body);
    };
  }

  // False for a history that is not linearizable.
  bool CheckOne() {
    RecordOptions options;
    options.threads = options_.threads;
    options.operations = options_.operations;
    options.keys = 2 + static_cast<int>(random_.Below(kMaxKeys - 1));
    options.transactions = counts_.histories % 2 == 1;
    options.one_partition = random_.OneIn(2);
    options.consistent = !options_.stale;
    const History history =
        Record(Call(), options, "h" + std::to_string(counts_.histories), random_.Next());
    ++counts_.histories;
    counts_.with_transactions += options.transactions;
    counts_.operations += history.size();
    const Verdict verdict = options.transactions ? CheckHistory(history, options_.budget)
                                                 : CheckEachKey(history, options_.budget);
    counts_.undecided += verdict == Verdict::kUndecided;
    if (verdict != Verdict::kNot) return true;
    std::printf("NOT LINEARIZABLE (%s, history %llu, seed %llu); all items begin as nothing:\n%s",
                described_.c_str(), static_cast<unsigned long long>(counts_.histories - 1),
                static_cast<unsigned long long>(options_.seed),
                ToText(Minimize(history, options_.budget)).c_str());
    return false;
  }

  void Say(const char* when) const {
    std::printf(
        "linearize: %s %llu histories, %llu of them with transactions, %llu operations, %llu "
        "undecided\n",
        when, static_cast<unsigned long long>(counts_.histories),
        static_cast<unsigned long long>(counts_.with_transactions),
        static_cast<unsigned long long>(counts_.operations),
        static_cast<unsigned long long>(counts_.undecided));
    std::fflush(stdout);
  }

  const Options& options_;
  Random random_;
  fs::path directory_;
  std::unique_ptr<Instance> instance_;
  std::string described_;
  int instances_ = 0;
  Counts counts_;
};

int Main(int argc, char** argv) {
  Options options;
  options.seed = std::random_device()() % 1000000;
  CLI::App app("Checks that concurrent operations and transactions are linearizable.",
               "tools/linearize");
  app.add_option("SECONDS", options.seconds, "How long (default 30)")
      ->check(CLI::Range(1, 1000000).description(""));
  app.add_option("--threads", options.threads, "Threads of a history (default 4)")
      ->check(CLI::Range(2, 16).description(""));
  app.add_option("--operations", options.operations, "Operations of each thread (default 10)")
      ->check(CLI::Range(1, 200).description(""));
  app.add_option("--budget", options.budget,
                 "Steps of a search before it is undecided (default 2000000)");
  app.add_option("--seed", options.seed, "What is asked follows from it (default: a random one)");
  app.add_flag("--stale", options.stale, "Read the past on purpose: to see that it is found");
  app.footer(kFooter);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return Run(options).Main();
}

}  // namespace
}  // namespace pumice::hardening::linearize

int main(int argc, char** argv) {
  try {
    return pumice::hardening::linearize::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tools/linearize: %s\n", error.what());
    return 1;
  }
}
