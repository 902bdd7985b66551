// SPDX-License-Identifier: Apache-2.0

// serverless.yml: any text becomes a template within the bounds, or is refused by a TemplateError.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/deploy/node.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/read_options.h"
#include "tools/deploy/serverless/serverless_template.h"
#include "tools/fuzzing/support/oracle.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pumice;
  const std::string text(reinterpret_cast<const char*>(data), size);
  deploy::ReadOptions options;
  options.parameters = {{"stage", "qa"}, {"ssm:/a", "x"}};
  options.environment = [](std::string_view name) {
    return name == "A" ? std::optional<std::string>("${self:custom}") : std::nullopt;
  };
  const double start = fuzzing::ThreadSeconds();
  try {
    const deploy::Node config = deploy::ReadDocument(text, "serverless.yml");
    const auto stack = deploy::MakeServerlessStack(config, "/nowhere", options);
    // What variables make, and the document itself.
    fuzzing::Check(stack.resources.Count() <= 2 * deploy::kMaxDocumentValues, "too many values",
                   text);
  } catch (const deploy::TemplateError&) {
  }
  fuzzing::Check(fuzzing::ThreadSeconds() - start <= fuzzing::kMaxAnswerSeconds, "it took too long",
                 text);
  return 0;
}
