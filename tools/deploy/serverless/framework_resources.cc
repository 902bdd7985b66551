// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/framework_resources.h"

#include <string>
#include <string_view>

#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

constexpr size_t kMaxFunctions = 200;  // CloudFormation's 500 resources hold no more

// "get-user" is GetDashuser.
std::string LogicalName(std::string_view function) {
  std::string name;
  for (const char c : function) {
    if (c == '-') {
      name += "Dash";
    } else if (c == '_') {
      name += "Underscore";
    } else {
      name += c;
    }
  }
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 32);
  return name;
}

class FrameworkResources {
 public:
  FrameworkResources(Variables* variables, Node* resources)
      : variables_(*variables), resources_(*resources) {}

  void AddAll() {
    const Node& functions = variables_.LookAt("functions");
    if (functions.is_list()) {
      for (const Node& part : functions.items()) AddFunctions(variables_.Look(part));
    } else {
      AddFunctions(functions);
    }
  }

 private:
  void Add(const std::string& id, std::string_view type, const Mark& mark) {
    if (resources_.Find(id) != nullptr) return;
    resources_.Set(id, Node::Map(mark)).Set("Type", Node::String(std::string(type), mark));
  }

  void AddFunctions(const Node& functions) {
    for (const Node::Member& member : functions.members()) {
      if (++count_ > kMaxFunctions) return;
      const Mark& mark = member.second.mark();
      const std::string name = LogicalName(member.first);
      Add(name + "LambdaFunction", "AWS::Lambda::Function", mark);
      Add(name + "LogGroup", "AWS::Logs::LogGroup", mark);
      Add("IamRoleLambdaExecution", "AWS::IAM::Role", mark);
      Add("ServerlessDeploymentBucket", "AWS::S3::Bucket", mark);
      AddApis(member.second);
    }
  }

  void AddApis(const Node& function) {
    const Node* const events = variables_.Look(function).Find("events");
    if (events == nullptr) return;
    for (const Node& item : variables_.Look(*events).items()) {
      const Node& event = variables_.Look(item);
      const std::string& kind =
          event.is_map() && !event.members().empty() ? event.members()[0].first : event.text();
      if (kind == "http") Add("ApiGatewayRestApi", "AWS::ApiGateway::RestApi", item.mark());
      if (kind == "httpApi") Add("HttpApi", "AWS::ApiGatewayV2::Api", item.mark());
      if (kind == "websocket") Add("WebsocketsApi", "AWS::ApiGatewayV2::Api", item.mark());
    }
  }

  Variables& variables_;
  Node& resources_;
  size_t count_ = 0;
};

}  // namespace

void AddFrameworkResources(Variables* variables, Node* resources) {
  try {
    FrameworkResources(variables, resources).AddAll();
  } catch (const TemplateError&) {
    // A function that only a program, or AWS, knows.
  }
}

}  // namespace pumice::deploy
