// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/known_values.h"

#include <optional>
#include <utility>

#include "tools/deploy/terraform/json_value.h"
#include "tools/deploy/terraform/resource_body.h"
#include "tools/deploy/terraform/resource_schema.h"
#include "tools/deploy/terraform/type.h"

namespace pumice::deploy::terraform {
namespace {

std::string TextAt(const Value::Members& members, std::string_view name) {
  const auto found = members.find(name);
  return found != members.end() && found->second.is_string() ? found->second.text() : "";
}

std::string Arn(const ReadOptions& options, std::string_view service, const std::string& rest) {
  return "arn:aws:" + std::string(service) + ":" + options.region + ":" + options.account + ":" +
         rest;
}

void Put(Value::Members* members, const std::string& name, const std::string& text) {
  members->insert_or_assign(name, Value::String(text));
}

void AddTable(const ReadOptions& options, Value::Members* members) {
  const std::string name = TextAt(*members, "name");
  const std::string arn = Arn(options, "dynamodb", "table/" + name);
  Put(members, "id", name);
  Put(members, "arn", arn);
  const auto streams = members->find("stream_enabled");
  if (streams == members->end() || !streams->second.is_true()) {
    Put(members, "stream_arn", "");
    Put(members, "stream_label", "");
    return;
  }
  // A made-up time stands for the label of a stream that is yet to be made.
  std::string stream = arn + "/stream/1970-01-01T00:00:00.000";
  if (options.stream_arn) stream = options.stream_arn(name).value_or(stream);
  Put(members, "stream_arn", stream);
  Put(members, "stream_label", stream.substr(stream.rfind('/') + 1));
}

// The arn of what is none of pumice's business, by the argument that names it.
struct OtherArn {
  std::string_view type, argument, service, prefix;
  bool id_is_arn;
};
constexpr OtherArn kOtherArns[] = {
    {"aws_kinesis_stream", "name", "kinesis", "stream/", true},
    {"aws_sns_topic", "name", "sns", "", true},
    {"aws_sqs_queue", "name", "sqs", "", false},
    {"aws_lambda_function", "function_name", "lambda", "function:", false},
    {"aws_cloudwatch_metric_alarm", "alarm_name", "cloudwatch", "alarm:", false},
};

void AddOther(const std::string& type, const ReadOptions& options, Value::Members* members) {
  for (const OtherArn& other : kOtherArns) {
    const std::string name = TextAt(*members, other.argument);
    if (other.type != type || name.empty()) continue;
    const std::string arn = Arn(options, other.service, std::string(other.prefix) + name);
    Put(members, "arn", arn);
    Put(members, "id", other.id_is_arn ? arn : name);
  }
  if (type == "aws_iam_role" && !TextAt(*members, "name").empty())
    Put(members, "arn", "arn:aws:iam::" + options.account + ":role/" + TextAt(*members, "name"));
  if (type == "aws_s3_bucket" && !TextAt(*members, "bucket").empty()) {
    Put(members, "arn", "arn:aws:s3:::" + TextAt(*members, "bucket"));
    Put(members, "id", TextAt(*members, "bucket"));
  }
}

// Of aws_iam_policy_document.
BlockSchema StatementSchema() {
  using Form = ArgumentSchema::Form;
  const auto principals = [](std::string_view name) {
    return BlockSchema{name, {{"type"}, {"identifiers", Form::kStrings}}, {}};
  };
  return {"statement",
          {{"sid"},
           {"effect"},
           {"actions", Form::kStrings},
           {"not_actions", Form::kStrings},
           {"resources", Form::kStrings},
           {"not_resources", Form::kStrings}},
          {principals("principals"),
           principals("not_principals"),
           {"condition", {{"test"}, {"variable"}, {"values", Form::kStrings}}, {}}}};
}

// One text alone, more as a list.
Value OneOrMore(const Value& list) { return list.items().size() == 1 ? list.items()[0] : list; }

void PutPrincipals(const std::string& name, const Value& blocks, Value::Members* statement) {
  Value::Members principals;
  for (const Value& block : blocks.items()) {
    const std::string type = block.Find("type")->text();
    const Value& identifiers = *block.Find("identifiers");
    const bool is_anyone = identifiers.items().size() == 1 && identifiers.items()[0].text() == "*";
    if (type == "*" && is_anyone) {
      statement->insert_or_assign(name, Value::String("*"));
      return;
    }
    principals.insert_or_assign(type, OneOrMore(identifiers));
  }
  if (!principals.empty()) statement->insert_or_assign(name, Value::Map(std::move(principals)));
}

void PutConditions(const Value& blocks, Value::Members* statement) {
  std::map<std::string, Value::Members> tests;
  for (const Value& block : blocks.items()) {
    tests[block.Find("test")->text()].insert_or_assign(block.Find("variable")->text(),
                                                       OneOrMore(*block.Find("values")));
  }
  Value::Members conditions;
  for (auto& [test, variables] : tests) conditions.emplace(test, Value::Map(std::move(variables)));
  if (!conditions.empty())
    statement->insert_or_assign("Condition", Value::Map(std::move(conditions)));
}

Value Statement(const Value& block) {
  Value::Members statement;
  const Value& effect = *block.Find("effect");
  statement.emplace("Effect", effect.is_null() ? Value::String("Allow") : effect);
  if (const Value& sid = *block.Find("sid"); !sid.is_null()) statement.emplace("Sid", sid);
  constexpr std::pair<std::string_view, std::string_view> kLists[] = {
      {"actions", "Action"},
      {"not_actions", "NotAction"},
      {"resources", "Resource"},
      {"not_resources", "NotResource"}};
  for (const auto& [argument, member] : kLists) {
    const Value& list = *block.Find(argument);
    if (!list.items().empty()) statement.emplace(std::string(member), OneOrMore(list));
  }
  PutPrincipals("Principal", *block.Find("principals"), &statement);
  PutPrincipals("NotPrincipal", *block.Find("not_principals"), &statement);
  PutConditions(*block.Find("condition"), &statement);
  return Value::Map(std::move(statement));
}

}  // namespace

void AddKnownAttributes(const std::string& type, const ReadOptions& options,
                        Value::Members* members) {
  if (type == "aws_dynamodb_table") {
    AddTable(options, members);
  } else if (type == "aws_appautoscaling_target") {
    Put(members, "id", TextAt(*members, "resource_id"));
  } else if (type == "aws_appautoscaling_policy") {
    Put(members, "id", TextAt(*members, "name"));
  } else {
    AddOther(type, options, members);
  }
}

void AddKnownData(const std::string& type, const ReadOptions& options, Value::Members* members) {
  if (type == "aws_region") {
    const std::string region = TextAt(*members, "name");
    for (const char* const name : {"name", "id", "region"})
      Put(members, name, region.empty() ? options.region : region);
  } else if (type == "aws_caller_identity") {
    Put(members, "account_id", options.account);
    Put(members, "id", options.account);
    Put(members, "arn", "arn:aws:iam::" + options.account + ":root");
    Put(members, "user_id", options.account);
  } else if (type == "aws_partition") {
    Put(members, "partition", "aws");
    Put(members, "id", "aws");
    Put(members, "dns_suffix", "amazonaws.com");
    Put(members, "reverse_dns_prefix", "com.amazonaws");
  } else if (type == "aws_dynamodb_table") {
    Put(members, "id", TextAt(*members, "name"));
    Put(members, "arn", Arn(options, "dynamodb", "table/" + TextAt(*members, "name")));
  }
}

Value PolicyDocument(const Body& body, Evaluator* evaluator) {
  static const BlockSchema kSchema = {
      "aws_iam_policy_document",
      {{"policy_id"},
       {"version"},
       {"source_policy_documents", ArgumentSchema::Form::kStrings},
       {"override_policy_documents", ArgumentSchema::Form::kStrings}},
      {StatementSchema()}};
  std::vector<std::string> notes;
  Mark mark;
  const ResourceBody read = ReadResourceBody(body, kSchema, mark, evaluator, &notes);
  for (const char* const name : {"source_policy_documents", "override_policy_documents"}) {
    if (!read.members.find(name)->second.is_null())
      return Value::Unknown(evaluator->place() + ".json");
  }
  Value::Items statements;
  for (const Value& block : read.members.find("statement")->second.items())
    statements.push_back(Statement(block));
  const Value& version = read.members.find("version")->second;
  Value::Members document = {{"Version", version.is_null() ? Value::String("2012-10-17") : version},
                             {"Statement", Value::List(std::move(statements))}};
  if (const Value& id = read.members.find("policy_id")->second; !id.is_null())
    document.emplace("Id", id);
  const Value made = Value::Map(std::move(document));
  if (!made.is_known()) return Value::Unknown(*made.FirstUnknown());
  std::string json;
  AppendJson(made, &json);
  return Value::String(std::move(json));
}

}  // namespace pumice::deploy::terraform
