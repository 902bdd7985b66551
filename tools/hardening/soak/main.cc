// SPDX-License-Identifier: Apache-2.0

// Runs a mixed load for long and watches whether anything grows. tools/soak --help tells the rest.

#include <malloc.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>

#include "pumice/emulator.h"
#include "server/memory_trimmer.h"
#include "tools/hardening/soak/load.h"
#include "tools/hardening/soak/samples.h"
#include "tools/hardening/support/http_client.h"
#include "tools/hardening/support/random.h"

namespace pumice::hardening::soak {
namespace {

namespace fs = std::filesystem;
using Time = std::chrono::steady_clock;

constexpr char kFooter[] = R"(
The load: items of one table overwritten, updated, deleted and put again (with a local and a global index and a stream),
items that expire, batches, transactions with tokens, queries, scans, PartiQL, a reader of the stream, and tables that are
created, filled, indexed, scanned and dropped. What is stored stays the same size; so must everything else: memory, disk,
latency, open files, threads are sampled, and the medians of the second and the last quarter of the run compared. The
first quarter is for warming up: the clock, a manual one, passes two days in it, so that the streams' records have begun
to expire.

At the end all tables are dropped and two days pass: then the space must come back.

Everything runs in this process; with --http through a socket. --rate keeps it moderate beside other work.

Examples:
  tools/soak 60 --data-dir /tmp/soak --rate 200      an hour on disk
  tools/soak 10 --json curve.json                    ten minutes in memory, every sample in a file
  tools/soak 0.2                                     a smoke test

Exit 0: flat; 1: not, or an answer that must not be; 2: a wrong option.
)";

struct Options {
  double minutes = 10;
  double rate = 300;
  int threads = 2;
  uint64_t seed = 0;
  std::string data_dir;
  std::string json;
  bool fsync = false;
  bool http = false;
};

constexpr int64_t kStartMillis = 1'750'000'000'000;
constexpr int64_t kDayMillis = 24 * 60 * 60 * 1000;
constexpr double kDaysOfRun = 8;
constexpr auto kClockTick = std::chrono::milliseconds(100);
constexpr size_t kRows = 24;
// Latency means little in a run shorter than this.
constexpr double kLatencyMinutes = 2;
// Once everything is dropped, so much of the disk may be left: a share of the last quarter's, and
// beyond it.
constexpr double kShareLeft = 0.3;
constexpr double kDiskLeftMib = 48;
// Caches and write buffers are bounded, but not given back. So memory is judged by a table that is
// many times as large as what may be left of it.
constexpr int kLargeItems = 4000;
constexpr size_t kItemBytes = 100'000;
constexpr double kMemoryLeftMib = 96;
// What is written after that, so that there is something to flush and to compact.
constexpr int kWritesAfter = 600;

double Seconds(Time::duration duration) { return std::chrono::duration<double>(duration).count(); }

class Soak {
 public:
  explicit Soak(const Options& options) : options_(options), clock_(kStartMillis) {
    if (!options.data_dir.empty() && fs::exists(options.data_dir) &&
        !fs::is_empty(options.data_dir)) {
      throw std::runtime_error(options.data_dir + " is not empty: name a new directory");
    }
    EmulatorOptions emulator;
    emulator.data_dir = options.data_dir;
    emulator.fsync = options.fsync;
    emulator.clock = &clock_;
    emulator_ = Emulator::Open(emulator);
    if (!options.http) return;
    ListenOptions listen;
    listen.threads = 2;
    port_ = emulator_->Listen(listen);
  }
  ~Soak() {
    emulator_.reset();
    std::error_code ignored;
    if (!options_.data_dir.empty()) fs::remove_all(options_.data_dir, ignored);
  }

  bool Run() {
    std::printf("soak: %.1f minutes, %s, %.0f requests a second%s, seed %llu\n", options_.minutes,
                options_.data_dir.empty() ? "in memory" : options_.data_dir.c_str(), options_.rate,
                options_.http ? " over HTTP" : "", static_cast<unsigned long long>(options_.seed));
    std::fflush(stdout);
    Load load({.threads = options_.threads,
               .rate = options_.rate,
               .seed = options_.seed,
               .connect = [this] { return Connect(); },
               .now_seconds = [this] { return clock_.NowMillis() / 1000; }});
    Watch(&load);
    load.Stop();
    load.Check();
    if (!options_.json.empty()) std::ofstream(options_.json) << ToJson(samples_);
    const Judgement judgement = Judge(samples_, options_.minutes >= kLatencyMinutes);
    std::printf("\n%s\n%s", CurveText(samples_, kRows).c_str(), judgement.text.c_str());
    const bool back = SpaceComesBack(&load);
    const bool well = judgement.flat && back;
    std::printf("soak: %llu requests; %s\n", static_cast<unsigned long long>(load.requests()),
                well ? "flat" : "NOT FLAT");
    return well;
  }

 private:
  Caller Connect() {
    if (port_ != 0) {
      return [client = std::make_shared<HttpClient>(port_)](std::string_view operation,
                                                            std::string_view body) {
        return client->Call(operation, body);
      };
    }
    return [this](std::string_view operation, std::string_view body) -> Answer {
      const std::string target = TargetOf(operation);
      HttpResponse response = emulator_->Handle(RequestTo(target, body));
      return {response.status, std::move(response.body)};
    };
  }

  void Watch(Load* load) {
    const auto length = std::chrono::duration_cast<Time::duration>(
        std::chrono::duration<double>(options_.minutes * 60));
    const auto every = std::clamp<Time::duration>(length / 200, std::chrono::milliseconds(200),
                                                  std::chrono::seconds(5));
    const auto start = Time::now();
    const int64_t millis_of_tick =
        static_cast<int64_t>(kDaysOfRun * kDayMillis * Seconds(kClockTick) / Seconds(length));
    auto next_sample = start + every;
    auto sampled = start;
    auto said = start;
    while (Time::now() - start < length) {
      std::this_thread::sleep_for(kClockTick);
      load->Check();
      clock_.Advance(std::chrono::milliseconds(millis_of_tick));
      emulator_->RunDueWork();
      if (Time::now() < next_sample) continue;
      samples_.push_back(
          TakeSample(load, Seconds(Time::now() - start), Seconds(Time::now() - sampled)));
      sampled = Time::now();
      next_sample = sampled + every;
      if (sampled - said < std::chrono::seconds(60)) continue;
      said = sampled;
      Say(samples_.back());
    }
  }

  Sample TakeSample(Load* load, double seconds, double since) const {
    const std::vector<double> latencies = load->TakeLatencies();
    Sample sample;
    sample.seconds = seconds;
    sample.requests = static_cast<double>(latencies.size()) / since;
    if (!latencies.empty()) {
      sample.p50_us = latencies[latencies.size() / 2];
      sample.p99_us = latencies[latencies.size() * 99 / 100];
    }
    sample.rss_mib = ResidentMib();
    sample.disk_mib = options_.data_dir.empty() ? 0 : DiskMib(options_.data_dir);
    sample.files = OpenFiles();
    sample.threads = Threads();
    return sample;
  }

  static void Say(const Sample& sample) {
    std::printf(
        "%6.0f s  %6.0f req/s  p50 %6.0f µs  p99 %7.0f µs  RSS %6.1f MiB  disk %6.1f MiB  %3.0f "
        "files  %2.0f threads\n",
        sample.seconds, sample.requests, sample.p50_us, sample.p99_us, sample.rss_mib,
        sample.disk_mib, sample.files, sample.threads);
    std::fflush(stdout);
  }

  // Drops everything, lets streams expire, fills a large table and drops it, and writes a little to
  // one item, over and over.
  bool SpaceComesBack(Load* load) {
    const double disk_before = DiskNow();
    load->DeleteTables();
    clock_.Advance(std::chrono::hours(48));
    emulator_->RunDueWork();
    const Caller call = Connect();
    // What stays of caches and buffers is there before the memory is measured.
    Fill(call, "first", kLargeItems / 4, /*distinct=*/true);
    Drop(call, "first");
    const double memory_before = MemoryNow();
    Fill(call, "large", kLargeItems, /*distinct=*/true);
    const double memory_large = MemoryNow();
    Drop(call, "large");
    Fill(call, "after", kWritesAfter, /*distinct=*/false);
    const double disk_limit = disk_before * kShareLeft + kDiskLeftMib;
    const double memory_limit = memory_before + kMemoryLeftMib;
    // Compaction goes on in the background.
    for (int i = 0; i < 100 && (DiskNow() > disk_limit || MemoryNow() > memory_limit); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    const double disk = DiskNow();
    const double memory = MemoryNow();
    const bool well = disk <= disk_limit && memory <= memory_limit;
    std::printf(
        "  everything dropped: disk %.1f → %.1f MiB (at most %.1f), memory %.1f → %.1f → %.1f MiB "
        "(at most %.1f)  %s\n",
        disk_before, disk, disk_limit, memory_before, memory_large, memory, memory_limit,
        well ? "back" : "NOT BACK");
    return well;
  }

  // In megabytes, once malloc has given back what it holds, as the program's server has it do.
  static double MemoryNow() {
    malloc_trim(0);
    return ResidentMib();
  }
  double DiskNow() const { return options_.data_dir.empty() ? 0 : DiskMib(options_.data_dir); }

  // Creates a table and puts items of kItemBytes: of one key each, or all of one key.
  void Fill(const Caller& call, const std::string& table, int items, bool distinct) const {
    Demand(call, "CreateTable", R"({"TableName":")" + table + R"(","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]})");
    Random random(options_.seed);
    std::string text(kItemBytes, ' ');
    for (int i = 0; i < items; ++i) {
      for (char& c : text) c = static_cast<char>('a' + random.Below(26));
      Demand(call, "PutItem",
             R"({"TableName":")" + table + R"(","Item":{"pk":{"S":"k)" +
                 std::to_string(distinct ? i : 0) + R"("},"p":{"S":")" + text + R"("}}})");
    }
  }

  static void Drop(const Caller& call, const std::string& table) {
    Demand(call, "DeleteTable", R"({"TableName":")" + table + R"("})");
  }

  static void Demand(const Caller& call, const std::string& operation, const std::string& body) {
    const Answer answer = call(operation, body);
    if (!answer.ok()) throw std::runtime_error(operation + " was answered " + answer.Text());
  }

  const Options& options_;
  ManualClock clock_;
  std::unique_ptr<Emulator> emulator_;
  uint16_t port_ = 0;
  std::vector<Sample> samples_;
};

int Main(int argc, char** argv) {
  ReturnLargeMemory();
  Options options;
  options.seed = std::random_device()() % 1000000;
  CLI::App app(
      "Runs a mixed load for long, and fails if memory, latency or disk space are not flat.",
      "tools/soak");
  app.add_option("MINUTES", options.minutes, "How long (default 10)")
      ->check(CLI::Range(0.1, 100000.0).description(""));
  app.add_option(
      "--data-dir", options.data_dir,
      "On disk, in this new directory, which is removed at the end (default: in memory)");
  app.add_flag("--fsync", options.fsync, "Sync every write");
  app.add_option("--rate", options.rate, "Requests a second (default 300)")
      ->check(CLI::Range(1.0, 1e6).description(""));
  app.add_option("--threads", options.threads, "Threads of the mixed load (default 2)")
      ->check(CLI::Range(1, 64).description(""));
  app.add_flag("--http", options.http, "Through a socket");
  app.add_option("--json", options.json, "Writes every sample to this file");
  app.add_option("--seed", options.seed, "What is asked follows from it (default: a random one)");
  app.footer(kFooter);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return Soak(options).Run() ? 0 : 1;
}

}  // namespace
}  // namespace pumice::hardening::soak

int main(int argc, char** argv) {
  try {
    return pumice::hardening::soak::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tools/soak: %s\n", error.what());
    return 1;
  }
}
