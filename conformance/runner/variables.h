// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "protocol/json.h"

namespace pumice::conformance {

// A step that cannot be taken as it is written; what() says why.
class StepError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What the steps of a case have captured, by name.
class Variables {
 public:
  Variables() = default;
  Variables(const Variables&) = delete;
  Variables& operator=(const Variables&) = delete;

  // Keeps a copy.
  void Set(std::string_view name, const JsonValue& value);

  // What a text of a case file stands for: "$name" is the captured value, whatever it is; "$$…" is
  // the text without the first dollar; "…${name}…" has captured texts and numbers filled in. Null:
  // the text means itself, or is in `text`. Throws StepError for a name that nothing was captured
  // under.
  const JsonValue* Resolve(std::string_view written, std::string* text) const;

  // The JSON of `value` with every text of it resolved, names of members too.
  std::string Render(const JsonValue& value) const;

  // `value`, a text, resolved to a text again. Throws StepError if it stands for something else.
  std::string RenderText(const JsonValue& value) const;

 private:
  const JsonValue& Get(std::string_view name) const;
  void Append(const JsonValue& value, std::string* out) const;
  void AppendText(std::string_view written, std::string* out) const;

  JsonAllocator memory_;
  std::map<std::string, JsonValue, std::less<>> values_;
};

}  // namespace pumice::conformance
