// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pumice::hardening::soak {

// What a process that serves requests was like at one moment, and how fast it was since the sample
// before.
struct Sample {
  double seconds = 0;   // since the start
  double requests = 0;  // a second
  double p50_us = 0;
  double p99_us = 0;
  double rss_mib = 0;
  double disk_mib = 0;
  double files = 0;  // open file descriptors
  double threads = 0;
};

// Of this process.
double ResidentMib();
int OpenFiles();
int Threads();
// What the files below a directory take on the device; zero where there is none.
double DiskMib(const std::filesystem::path& directory);

// How much a figure may rise from the second quarter of a run to the last one.
struct Tolerance {
  const char* name;
  double Sample::*figure;
  double share;  // of the second quarter's median
  double more;   // and so much, whatever the median
};

struct Judgement {
  bool flat = true;
  std::string text;  // a line for each figure
};

// Compares the medians of the second and the last quarter of a run. `latency`: whether it counts
// too.
Judgement Judge(const std::vector<Sample>& samples, bool latency);

// A table of at most `rows` rows, each the medians of a part of the run.
std::string CurveText(const std::vector<Sample>& samples, size_t rows);
std::string ToJson(const std::vector<Sample>& samples);

}  // namespace pumice::hardening::soak
