// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "protocol/json.h"

namespace pumice::conformance {

// Lines and columns of a file, from 1.
struct Place {
  int line = 0;
  int column = 0;
};

// A file that is not a case file. what(): "cases/x.yaml:12:5: message".
class CaseFileError : public std::runtime_error {
 public:
  CaseFileError(const std::string& path, Place place, const std::string& message);

  const std::string& path() const { return path_; }
  Place place() const { return place_; }

 private:
  std::string path_;
  Place place_;
};

// A CreateTable input.
struct TableToCreate {
  Place place;
  std::string name;
  JsonValue input;
};

struct ItemsToLoad {
  Place place;
  std::string table;
  std::vector<JsonValue> items;
};

// What stands before the first step is taken.
struct Setup {
  std::vector<TableToCreate> tables;
  std::vector<ItemsToLoad> items;
};

struct Capture {
  std::string variable;
  std::string path;  // json_path.h
};

// A variable that stands for a time so far from the clock's: seconds since the epoch, as a text.
struct Instant {
  std::string variable;
  int64_t millis = 0;  // from now
};

// What a step does to the service's clock.
struct ClockMove {
  std::string request;  // the control request's JSON; empty: it only looks
};

// One call and what its answer has to be, or a move of the clock. Values of the JSON null kind are
// not given.
struct Step {
  Place place;
  std::string pending;             // not empty: why it is not taken
  std::optional<ClockMove> clock;  // in the place of a call
  std::vector<Instant> instants;
  std::string operation;
  JsonValue input;
  std::optional<JsonValue> body;  // the request's whole text, in the place of `input`
  std::optional<JsonValue> expect;
  std::optional<JsonValue> contains;
  std::vector<std::string> absent;
  std::string error;  // empty: success
  std::optional<JsonValue> message;
  std::optional<JsonValue> message_contains;
  std::optional<JsonValue> error_members;
  std::vector<Capture> captures;
  bool wait = true;         // for the tables that the call changes
  bool eventually = false;  // repeat the call until the answer is as expected
};

struct Case {
  Place place;
  std::string name;
  std::string source;
  std::string verified;  // the date on which the service last answered so; empty: it was not asked
  std::string pending;   // not empty: why it is not run
  Setup setup;
  std::vector<Step> steps;
};

// One file, read: conformance/README.md describes its form.
struct CaseFile {
  std::string path;
  std::string area;
  std::optional<int64_t> start_millis;  // what its clock is set to before anything else
  Setup setup;
  std::vector<Case> cases;
  std::unique_ptr<JsonAllocator> memory;  // that its values live in
};

// Throws CaseFileError for whatever is wrong with the file.
CaseFile ReadCaseFile(const std::string& path);

// The same for a text; `path` is what errors and reports call it.
CaseFile ReadCaseText(const std::string& text, const std::string& path);

// The same, but nothing for YAML of another kind (neither `area` nor `cases` at the top), such as a
// template that lies among the cases.
std::optional<CaseFile> ReadIfCaseFile(const std::string& path);

}  // namespace pumice::conformance
