// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace pumice::conformance {

// One place where two services answer one step differently.
struct DifferenceRow {
  std::string file;
  std::string name;  // of the case
  std::string step;  // "2 Query"; "0 setup": the tables that the case stands on
  std::string path;  // answer_difference.h
  std::string first;
  std::string second;
  // "case": the case, and so its source, expects what the first answers there and not what the
  // second does. "open": it takes both, or neither.
  std::string by;
};

// Which rows a decision is about: texts with "*" for any part.
struct RowPattern {
  std::string file = "*";
  std::string name = "*";
  std::string step = "*";
  std::string path = "*";
  std::string first = "*";
  std::string second = "*";
  std::string by = "*";
};

// What is said of rows of one kind.
struct Decision {
  std::string verdict;  // "pumice", "peer", "neither" or "unspecified": who answers as documented
  std::string reason;
  std::vector<RowPattern> patterns;
};

// A file of decisions about one peer: conformance/README.md describes its form.
class Decisions {
 public:
  Decisions() = default;

  // Throws std::invalid_argument, in one line, for what is wrong with it; `path` is what that calls
  // the file.
  static Decisions ReadText(const std::string& text, const std::string& path);
  static Decisions ReadFile(const std::string& path);

  // The first decision with a pattern that the row matches; null: nobody has decided.
  const Decision* Find(const DifferenceRow& row);

  // What no row has matched so far, one line each.
  std::vector<std::string> FindUnused() const;

 private:
  std::vector<Decision> decisions_;
  std::vector<std::vector<bool>> used_;  // by decision and pattern
};

}  // namespace pumice::conformance
