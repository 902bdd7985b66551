// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tests/protocol/services/service_client.h"

namespace pumice::test {

using Names = std::vector<std::string>;

inline std::string Encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    encoded.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
  }
  return encoded;
}

// A table of that logical id, keyed by `key`; `more`: further properties, each with a comma behind.
inline std::string TableResource(const std::string& logical_id, const std::string& key,
                                 const std::string& more = "") {
  return "\"" + logical_id + R"(":{"Type":"AWS::DynamoDB::Table","Properties":{)" + more +
         R"("BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":")" + key +
         R"(","AttributeType":"S"}],"KeySchema":[{"AttributeName":")" + key +
         R"(","KeyType":"HASH"}]}})";
}

inline std::string Template(const std::string& resources, const std::string& outputs = "") {
  return "{\"Resources\":{" + resources + "}" +
         (outputs.empty() ? "" : ",\"Outputs\":{" + outputs + "}") + "}";
}

inline const std::string kMusic = R"("TableName":"Music",)";

// Asks for CloudFormation's operations.
class Stacks : public ServiceClient {
 public:
  using ServiceClient::ServiceClient;

  std::string Call(const std::string& form) { return ResultOf(Query("cloudformation", form)); }
  std::string Create(const std::string& name, const std::string& body,
                     const std::string& more = "") {
    return Call("Action=CreateStack&StackName=" + name + "&TemplateBody=" + Encoded(body) + more);
  }
  std::string Update(const std::string& name, const std::string& body,
                     const std::string& more = "") {
    return Call("Action=UpdateStack&StackName=" + name + "&TemplateBody=" + Encoded(body) + more);
  }
  std::string Describe(const std::string& name) {
    return Call("Action=DescribeStacks&StackName=" + Encoded(name));
  }
  std::string Status(const std::string& name) {
    const std::string answer = Describe(name);
    return answer.starts_with("ValidationError") ? answer : TextsOf(answer, "StackStatus");
  }
  // "LogicalId STATUS" of each event, the oldest first.
  Names Events(const std::string& name) {
    const std::string answer = Call("Action=DescribeStackEvents&StackName=" + Encoded(name));
    Names events;
    for (size_t at = answer.find("<member>"); at != answer.npos;
         at = answer.find("<member>", at + 1)) {
      const std::string event = Between(answer.substr(at), "<member>", "</member>");
      events.insert(events.begin(),
                    TextsOf(event, "LogicalResourceId") + ' ' + TextsOf(event, "ResourceStatus"));
    }
    return events;
  }
  Names Tables() { return database().ListTables({}, 100); }
};

inline DatabaseOptions Delayed() {
  DatabaseOptions options;
  options.transition_delay = std::chrono::seconds(10);
  return options;
}

}  // namespace pumice::test
