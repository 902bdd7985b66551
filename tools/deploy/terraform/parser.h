// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tools/deploy/terraform/syntax.h"

namespace pumice::deploy::terraform {

// Reads HCL's native syntax: a .tf or .tfvars file, one expression, or a template (what
// templatefile reads). `file`: for marks. Throw TemplateError: syntax, depth, more than
// kMaxDocumentValues expressions.
Body ParseBody(std::string_view text, const std::shared_ptr<const std::string>& file);
ExpressionPtr ParseExpression(std::string_view text,
                              const std::shared_ptr<const std::string>& file);
ExpressionPtr ParseTemplate(std::string_view text, const std::shared_ptr<const std::string>& file);

}  // namespace pumice::deploy::terraform
