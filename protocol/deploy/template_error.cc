// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

std::string Joined(std::string_view before, std::string_view message) {
  std::string text(before);
  if (!text.empty()) text += ": ";
  return text.append(message);
}

}  // namespace

TemplateError::TemplateError(const Mark& mark, std::string_view place, std::string_view message)
    : std::runtime_error(Joined(mark.Text(), Joined(place, message))),
      sentence_(Joined(place, message)) {}

}  // namespace pumice::deploy
