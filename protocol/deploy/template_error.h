// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// A fault of what a user gave to be deployed. what(): "FILE:LINE:COLUMN: PLACE: MESSAGE", without
// what is not known.
class TemplateError : public std::runtime_error {
 public:
  // `place`: the logical id and the member ("Music.Properties.KeySchema"); empty: none.
  TemplateError(const Mark& mark, std::string_view place, std::string_view message);

  // Without file and line: "PLACE: MESSAGE", as the services' answers have it.
  const std::string& sentence() const { return sentence_; }

 private:
  std::string sentence_;
};

}  // namespace pumice::deploy
