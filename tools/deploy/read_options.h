// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pumice::deploy {

// What every reader of templates is given beside the files.
struct ReadOptions {
  // --parameter K=V: CloudFormation's parameters, Terraform's variables, serverless.yml's options.
  std::map<std::string, std::string> parameters;
  // All templates are of one form: a parameter that none of them has is a fault. Otherwise it may
  // be meant for another.
  bool is_one_form = false;
  // Of the account and region that are deployed to.
  std::string region = "us-east-1";
  std::string account = "000000000000";
  // The stack's name, which names of tables begin with that have none; empty: made of the file's.
  std::string stack_name;
  // A variable of the environment. Null: there are none.
  std::function<std::optional<std::string>(std::string_view name)> environment;
  // The ARN of the stream of a table that exists. Null: it is not known.
  std::function<std::optional<std::string>(std::string_view table)> stream_arn;
};

}  // namespace pumice::deploy
