// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "protocol/deploy/node.h"

namespace pumice::deploy {

// What a template is evaluated with. The functions may be null; they must not throw but for
// TemplateError, and live as long as the call.
struct TemplateInputs {
  // Values of parameters. Names that the template does not declare are ignored.
  std::map<std::string, std::string> parameters;
  std::string region = "us-east-1";
  std::string account = "000000000000";
  std::string stack_name;  // made-up physical names begin with it
  std::string stack_id;    // AWS::StackId; empty: made up
  // The stack's own tags, which are those of its tables too where a table has none of that key
  // (CloudFormation User Guide, "Resource tags").
  std::map<std::string, std::string> tags;
  // Another text makes other made-up names: CloudFormation draws new ones for each stack. Empty:
  // they follow from the stack's name and the logical id alone.
  std::string name_salt;
  // Of resources without a name of their own that were replaced, by logical id: another text makes
  // another name.
  std::map<std::string, std::string> replaced;
  bool fingerprints = false;  // see StackResource
  // Exports of other stacks (Fn::ImportValue). Null: none.
  std::function<std::optional<std::string>(std::string_view name)> import;
  // The output of another stack (Fn::GetStackOutput). Null: none.
  std::function<std::optional<std::string>(std::string_view stack, std::string_view output)>
      stack_output;
  // The text of a nested stack's template (TemplateURL as it is written). Null: nested stacks are
  // passed over.
  std::function<std::optional<std::string>(const std::string& url)> nested;
  // The ARN of the stream of a table that exists. Null: not known, and a made-up one stands for it.
  std::function<std::optional<std::string>(std::string_view table)> stream_arn;
};

struct StackParameter {
  std::string name;
  std::string value;  // lists are joined by commas
  bool no_echo = false;
  std::string type;
  std::string description;
  std::string default_value;
  bool has_default = false;
  std::vector<std::string> allowed_values;
};

struct StackResource {
  std::string logical_id;  // of a nested stack's: "Nested.Music"
  std::string type;
  std::string physical_id;
  Mark mark;
  bool made = false;            // pumice has a counterpart
  std::string deletion_policy;  // "Delete", "Retain", "RetainExceptOnCreate", "Snapshot"
  std::string replace_policy;   // UpdateReplacePolicy, likewise
  // With TemplateInputs::fingerprints: changes when the resource's evaluated properties do.
  std::string fingerprint;
};

struct StackResult {
  DesiredTables desired;  // outputs included
  std::vector<StackParameter> parameters;
  // Those whose condition holds, in the order of their creation (DependsOn, Ref, GetAtt). The
  // resources of a nested stack stand before it.
  std::vector<StackResource> resources;
  std::string description;
  std::vector<std::string> capabilities;  // that CreateStack must be given
  // What calls for them: types of resources, and transforms.
  std::vector<std::string> capability_reasons;
  std::vector<std::string> transforms;
};

// Evaluates a CloudFormation template (or a SAM one): parameters, mappings, conditions, intrinsic
// functions, transforms, resources, outputs. `root` may go after the call.
//
// Time and memory are bounded, whatever the template says: CloudFormation's quotas of resources,
// parameters, mappings and outputs, and 500,000 values and 64 MiB of text for what it comes to,
// nested stacks included. Safe to call from any thread. Throws TemplateError.
StackResult EvaluateStack(const Node& root, const TemplateInputs& inputs);

// What a template declares, without any values: parameters, resources (all, in the order in which
// they are written), description, capabilities, transforms. Throws TemplateError.
StackResult DescribeTemplate(const Node& root);

// The same, of a template whose resources and outputs refer to its resources and parameters only:
// in all branches of Fn::If. Of a template with transforms, which may make resources, nothing is
// asked. Throws TemplateError, in CloudFormation's words.
StackResult CheckTemplate(const Node& root);

}  // namespace pumice::deploy
