// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>

#include "tools/deploy/read_options.h"
#include "tools/deploy/terraform/syntax.h"
#include "tools/deploy/terraform/type.h"

namespace pumice::deploy::terraform {

// A variable block. Borrows the block, which must outlive it.
struct Variable {
  const Block* block = nullptr;
  Type type;
  bool has_type = false;
  bool nullable = true;
};

// Throws TemplateError for arguments that no variable has.
Variable ReadVariable(const Block& block);

// What a root module's variable is given outside of the configuration. The last one that gives it
// counts: the environment (TF_VAR_…), terraform.tfvars, *.auto.tfvars by name, --var.
struct GivenValue {
  ExpressionPtr
      expression;  // of a .tfvars file, or of a text that its variable's type wants parsed
  Value value;     // where there is no expression
  Mark mark;
};
using GivenValues = std::map<std::string, GivenValue, std::less<>>;

// Reads the files of `folder` and the options. Values for which there is no variable are told in
// `notes`. Throws TemplateError.
GivenValues ReadGivenValues(const std::string& folder,
                            const std::map<std::string, Variable, std::less<>>& variables,
                            const ReadOptions& options, std::vector<std::string>* notes);

}  // namespace pumice::deploy::terraform
