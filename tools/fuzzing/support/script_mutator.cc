// SPDX-License-Identifier: Apache-2.0

#include "tools/fuzzing/support/script_mutator.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "tools/fuzzing/support/json_mutator.h"
#include "tools/fuzzing/support/script.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace pumice::fuzzing {
namespace {

constexpr std::array<std::string_view, 31> kWords = {"BatchExecuteStatement",
                                                     "BatchGetItem",
                                                     "BatchWriteItem",
                                                     "CreateTable",
                                                     "DeleteItem",
                                                     "DeleteTable",
                                                     "DescribeEndpoints",
                                                     "DescribeLimits",
                                                     "DescribeStream",
                                                     "DescribeTable",
                                                     "DescribeTimeToLive",
                                                     "ExecuteStatement",
                                                     "ExecuteTransaction",
                                                     "GetItem",
                                                     "GetRecords",
                                                     "GetShardIterator",
                                                     "ListStreams",
                                                     "ListTables",
                                                     "ListTagsOfResource",
                                                     "PutItem",
                                                     "Query",
                                                     "Scan",
                                                     "TagResource",
                                                     "TransactGetItems",
                                                     "TransactWriteItems",
                                                     "UntagResource",
                                                     "UpdateItem",
                                                     "UpdateTable",
                                                     "UpdateTimeToLive",
                                                     "@clock",
                                                     "@gzip"};

}  // namespace

size_t MutateScript(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  Random random(seed);
  std::vector<ScriptLine> lines = ParseScript({reinterpret_cast<const char*>(data), size});
  if (lines.empty() || random() % 20 == 0) return LLVMFuzzerMutate(data, size, max_size);
  // Any line as likely as any other would spend most changes on the setup in front.
  const size_t i = random() % 3 == 0
                       ? random() % lines.size()
                       : lines.size() - 1 - random() % std::min<size_t>(lines.size(), 6);
  ScriptLine& line = lines[i];
  const ScriptLine other = lines[random() % lines.size()];
  switch (random() % 16) {
    case 0:
      lines.erase(lines.begin() + static_cast<ptrdiff_t>(i));
      break;
    case 1:
      lines.insert(lines.begin() + static_cast<ptrdiff_t>(i), other);
      break;
    case 2:
      std::swap(line, lines[random() % lines.size()]);
      break;
    case 3:
      line.word = kWords[random() % kWords.size()];
      break;
    default:
      MutateJson(other.rest, max_size, random, &line.rest);
  }
  const std::string text = FormatScript(lines);
  if (text.empty() || text.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::copy(text.begin(), text.end(), data);
  return text.size();
}

size_t CrossScripts(std::string_view a, std::string_view b, uint8_t* out, size_t max_size,
                    unsigned seed) {
  Random random(seed);
  std::vector<ScriptLine> lines = ParseScript(a);
  const std::vector<ScriptLine> others = ParseScript(b);
  if (lines.empty() || others.empty()) return 0;
  const ScriptLine& other = others[random() % others.size()];
  switch (random() % 3) {
    case 0:
      MutateJson(other.rest, max_size, random, &lines[random() % lines.size()].rest);
      break;
    case 1:
      lines.insert(lines.begin() + static_cast<ptrdiff_t>(random() % (lines.size() + 1)), other);
      break;
    default:
      lines.resize(1 + random() % lines.size());
      lines.insert(lines.end(), others.begin() + static_cast<ptrdiff_t>(random() % others.size()),
                   others.end());
  }
  const std::string text = FormatScript(lines);
  if (text.size() > max_size) return 0;
  std::copy(text.begin(), text.end(), out);
  return text.size();
}

}  // namespace pumice::fuzzing
