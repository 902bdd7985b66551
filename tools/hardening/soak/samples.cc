// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/soak/samples.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <span>

namespace pumice::hardening::soak {
namespace {

namespace fs = std::filesystem;

constexpr double kMib = 1024 * 1024;

// The parts of a run are too short for figures that mean something where there are fewer samples.
constexpr size_t kFewestSamples = 8;

constexpr std::array<Tolerance, 6> kTolerances = {{
    {"memory, MiB", &Sample::rss_mib, 0.15, 24},
    {"disk, MiB", &Sample::disk_mib, 0.25, 32},
    {"open files", &Sample::files, 0.25, 8},
    {"threads", &Sample::threads, 0, 1},
    {"p50, µs", &Sample::p50_us, 0.4, 40},
    {"p99, µs", &Sample::p99_us, 1.0, 1000},
}};

struct Column {
  const char* name;
  double Sample::*figure;
  int decimals;
};
constexpr std::array<Column, 8> kColumns = {{{"seconds", &Sample::seconds, 0},
                                             {"req/s", &Sample::requests, 0},
                                             {"p50 µs", &Sample::p50_us, 0},
                                             {"p99 µs", &Sample::p99_us, 0},
                                             {"RSS MiB", &Sample::rss_mib, 1},
                                             {"disk MiB", &Sample::disk_mib, 1},
                                             {"files", &Sample::files, 0},
                                             {"threads", &Sample::threads, 0}}};

double Median(std::span<const Sample> samples, double Sample::*figure) {
  std::vector<double> values;
  for (const Sample& sample : samples) values.push_back(sample.*figure);
  if (values.empty()) return 0;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

std::span<const Sample> Part(const std::vector<Sample>& samples, size_t part, size_t of) {
  const size_t from = samples.size() * part / of;
  return {samples.data() + from, samples.size() * (part + 1) / of - from};
}

int CountEntries(const char* directory) {
  std::error_code error;
  int count = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(directory, error)) ++count;
  return count;
}

// As wide as `width` characters; the names' µ has two bytes.
std::string Right(const std::string& text, size_t width) {
  const auto characters = static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
  return std::string(width > characters ? width - characters : 0, ' ') + text;
}

std::string Fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", decimals, value);
  return text;
}

}  // namespace

double ResidentMib() {
  std::ifstream file("/proc/self/statm");
  int64_t total = 0;
  int64_t resident = 0;
  file >> total >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / kMib;
}

// But for the one that looks.
int OpenFiles() { return CountEntries("/proc/self/fd") - 1; }
int Threads() { return CountEntries("/proc/self/task"); }

double DiskMib(const fs::path& directory) {
  double bytes = 0;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(directory, error)) {
    struct stat status {};
    // Files come and go meanwhile.
    if (stat(entry.path().c_str(), &status) == 0)
      bytes += static_cast<double>(status.st_blocks) * 512;
  }
  return bytes / kMib;
}

Judgement Judge(const std::vector<Sample>& samples, bool latency) {
  Judgement judgement;
  if (samples.size() < kFewestSamples) return {false, "too short a run to judge\n"};
  for (const Tolerance& tolerance : kTolerances) {
    const bool counts =
        latency || (tolerance.figure != &Sample::p50_us && tolerance.figure != &Sample::p99_us);
    const double before = Median(Part(samples, 1, 4), tolerance.figure);
    const double after = Median(Part(samples, 3, 4), tolerance.figure);
    const double limit = before * (1 + tolerance.share) + tolerance.more;
    const bool flat = after <= limit;
    if (counts && !flat) judgement.flat = false;
    judgement.text += "  " + Right(tolerance.name, 12) + ": second quarter " +
                      Right(Fixed(before, 1), 9) + ", last quarter " + Right(Fixed(after, 1), 9) +
                      ", at most " + Right(Fixed(limit, 1), 9) + (flat ? "  flat" : "  RISES") +
                      (counts ? "" : " (not judged in so short a run)") + '\n';
  }
  return judgement;
}

std::string CurveText(const std::vector<Sample>& samples, size_t rows) {
  std::string text;
  for (const Column& column : kColumns) text += Right(column.name, 10);
  text += '\n';
  rows = std::min(rows, samples.size());
  for (size_t row = 0; row < rows; ++row) {
    for (const Column& column : kColumns) {
      text += Right(Fixed(Median(Part(samples, row, rows), column.figure), column.decimals), 10);
    }
    text += '\n';
  }
  return text;
}

std::string ToJson(const std::vector<Sample>& samples) {
  static constexpr const char* kNames[] = {"seconds", "requests", "p50_us", "p99_us",
                                           "rss_mib", "disk_mib", "files",  "threads"};
  std::string json = "[";
  for (const Sample& sample : samples) {
    json += json.size() > 1 ? ",\n{" : "\n{";
    for (size_t i = 0; i < kColumns.size(); ++i) {
      json += std::string(i > 0 ? ", " : "") + '"' + kNames[i] +
              "\": " + Fixed(sample.*kColumns[i].figure, 3);
    }
    json += '}';
  }
  return json + "\n]\n";
}

}  // namespace pumice::hardening::soak
