// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <deque>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "pumice/emulator.h"
#include "pumice/request_record.h"
#include "pumice/testing/json_text.h"

namespace pumice::testing {

// What a database begins with. Paths of JSON files, relative to the working directory.
struct Content {
  // Each holds the input of a CreateTable, or an array of them.
  std::vector<std::filesystem::path> schema;
  // Each holds items in DynamoDB's form, by table: {"Music": [{"Artist": {"S": "Nina"}}]}.
  std::vector<std::filesystem::path> seed;

  bool operator<(const Content& other) const {
    return std::tie(schema, seed) < std::tie(other.schema, other.seed);
  }
};

// How the tests' emulator is opened. What is changed before the first database is made counts; a
// clock of yours, for example. `spaces`, `on_request` and `recorded_body_bytes` are the fixtures'.
inline EmulatorOptions& emulator_options() {
  static EmulatorOptions options;
  return options;
}

// The emulator that all tests of a process share, each in a space of its own. Thread-safe.
class SharedEmulator {
 public:
  // Opened by the first call, which must be within main: RocksDB has globals.
  static SharedEmulator& Instance() {
    static SharedEmulator shared;
    return shared;
  }

  // A new space with what `content` says. Prepared once for each content, then copied, in a
  // millisecond however many items it has. Throws ServiceError, or std::runtime_error for a file.
  pumice::Space NewSpace(const Content& content) {
    const std::lock_guard lock(content_mutex_);
    const std::string name = "test-" + std::to_string(++spaces_made_);
    if (content.schema.empty() && content.seed.empty()) return emulator_->Space(name);
    return emulator_->Space(Prepared(content)).Fork(name);
  }

  // Removes a space, and what is known of its requests. Throws nothing.
  void Remove(const pumice::Space& space) noexcept {
    try {
      space.Delete();
    } catch (const std::exception&) {
      // Nobody used it, or the emulator's data cannot be written: the tests say so.
    }
    const std::lock_guard lock(log_mutex_);
    requests_.erase(space.name());
  }

  // Where SDKs reach it; listens from the first call on.
  uint16_t Port() {
    const std::lock_guard lock(content_mutex_);
    if (!port_) port_ = emulator_->Listen();
    return *port_;
  }

  // A space's latest requests, each with what was answered.
  std::string RequestsOf(const std::string& space) {
    const std::lock_guard lock(log_mutex_);
    std::string text;
    for (const std::string& request : requests_[space]) text += request;
    return text;
  }

 private:
  static constexpr size_t kMaxRequests = 1000;
  static constexpr size_t kMaxBodyBytes = 4096;

  SharedEmulator() {
    EmulatorOptions options = emulator_options();
    options.spaces = "access-key";  // an SDK's access key is its space
    options.recorded_body_bytes = kMaxBodyBytes;
    options.on_request = [this](const RequestRecord& record) { Note(record); };
    emulator_ = Emulator::Open(options);
  }

  static std::string Read(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // The space that others with this content are copied from.
  const std::string& Prepared(const Content& content) {
    std::string& name = prepared_[content];
    if (!name.empty()) return name;
    const std::string space_name = "prepared-" + std::to_string(prepared_.size());
    const pumice::Space space = emulator_->Space(space_name);
    for (const std::filesystem::path& path : content.schema) {
      const std::string text = Read(path);
      const std::vector<std::string_view> tables = ElementsOf(text);
      for (const std::string_view table : tables) space.CreateTable(table);
      if (tables.empty()) space.CreateTable(text);
    }
    for (const std::filesystem::path& path : content.seed) {
      const std::string text = Read(path);
      for (const auto& [table, items] : MembersOf(text)) space.PutItems(table, items);
    }
    return name = space_name;
  }

  void Note(const RequestRecord& record) {
    if (!record.space.starts_with("test-")) return;
    std::string text = record.operation + " " + record.table + " | " +
                       std::to_string(record.status) +
                       (record.error.empty() ? "" : " " + record.error + ": " + record.message) +
                       (record.explanation.empty() ? "" : " | " + record.explanation) + " | " +
                       std::to_string(record.elapsed.count()) + " us\n";
    text += "  > " + record.request_body.text + "\n  < " + record.answer_body.text + "\n";
    const std::lock_guard lock(log_mutex_);
    std::deque<std::string>& requests = requests_[record.space];
    requests.push_back(std::move(text));
    if (requests.size() > kMaxRequests) requests.pop_front();
  }

  std::mutex content_mutex_;
  std::map<Content, std::string> prepared_;
  size_t spaces_made_ = 0;
  std::optional<uint16_t> port_;

  std::mutex log_mutex_;
  std::map<std::string, std::deque<std::string>> requests_;

  // Last: it ends first, and calls Note until then.
  std::unique_ptr<Emulator> emulator_;
};

}  // namespace pumice::testing
