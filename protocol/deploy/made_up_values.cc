// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/made_up_values.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "protocol/ascii.h"

namespace pumice::deploy {
namespace {

constexpr size_t kSuffixLength = 13;
constexpr size_t kMaxNameLength = 255;

std::array<unsigned char, SHA256_DIGEST_LENGTH> Hash(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
  return hash;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), ToLowerAscii);
  return lower;
}

// "Music" of "AWS::DynamoDB::Music"; the service likewise.
std::string_view LastPart(std::string_view type) { return type.substr(type.rfind(':') + 1); }

std::string_view ServicePart(std::string_view type) {
  const size_t start = type.find("::");
  if (start == std::string_view::npos) return type;
  type.remove_prefix(start + 2);
  return type.substr(0, type.find("::"));
}

// How a type's ARN ends, and whether {"Ref": …} of it is an ARN or a URL: the resource's page in
// the template reference, "Return values".
struct Form {
  std::string_view type;
  std::string_view service;
  std::string_view before_name;
  bool ref_is_arn = false;
};
constexpr Form kForms[] = {
    {"AWS::IAM::Role", "iam", "role/"},
    {"AWS::IAM::ManagedPolicy", "iam", "policy/", true},
    {"AWS::IAM::User", "iam", "user/"},
    {"AWS::KMS::Key", "kms", "key/"},
    {"AWS::Kinesis::Stream", "kinesis", "stream/"},
    {"AWS::KinesisFirehose::DeliveryStream", "firehose", "deliverystream/"},
    {"AWS::Lambda::Function", "lambda", "function:"},
    {"AWS::Lambda::LayerVersion", "lambda", "layer:", true},
    {"AWS::Logs::LogGroup", "logs", "log-group:"},
    {"AWS::S3::Bucket", "s3", ""},
    {"AWS::SNS::Topic", "sns", "", true},
    {"AWS::SQS::Queue", "sqs", ""},
    {"AWS::SecretsManager::Secret", "secretsmanager", "secret:", true},
    {"AWS::Serverless::Function", "lambda", "function:"},
    {"AWS::StepFunctions::StateMachine", "states", "stateMachine:", true},
    {"AWS::Serverless::StateMachine", "states", "stateMachine:", true},
    {"AWS::Events::EventBus", "events", "event-bus/"},
};

std::string TypeArn(const TemplateInputs& inputs, std::string_view type, std::string_view name) {
  const auto* const form = std::ranges::find(kForms, type, &Form::type);
  if (form == std::end(kForms)) {
    return MakeArn(inputs, Lower(ServicePart(type)),
                   Lower(LastPart(type)).append("/").append(name));
  }
  std::string rest(form->before_name);
  rest.append(name);
  if (form->service == "s3") {
    return std::string("arn:").append(Partition(inputs.region)).append(":s3:::").append(rest);
  }
  if (form->service == "iam") {
    return std::string("arn:")
        .append(Partition(inputs.region))
        .append(":iam::")
        .append(inputs.account)
        .append(":")
        .append(rest);
  }
  return MakeArn(inputs, form->service, rest);
}

}  // namespace

std::string MadeUpName(std::string_view stack, std::string_view logical_id, std::string_view salt) {
  static constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  constexpr size_t kEach = (kMaxNameLength - kSuffixLength - 2) / 2;
  std::string name(stack.substr(0, kEach));
  if (!name.empty()) name += '-';
  name.append(logical_id.substr(0, kEach)).append("-");
  std::string whole = std::string(stack).append("\n").append(logical_id);
  if (!salt.empty()) whole.append("\n").append(salt);
  const auto hash = Hash(whole);
  for (size_t i = 0; i < kSuffixLength; ++i) name += kCharacters[hash[i] % kCharacters.size()];
  return name;
}

std::string MadeUpUuid(std::string_view of) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  const auto hash = Hash(of);
  std::string uuid;
  for (size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) uuid += '-';
    uuid += kDigits[hash[i] >> 4];
    uuid += kDigits[hash[i] & 0xF];
  }
  return uuid;
}

std::string MakeArn(const TemplateInputs& inputs, std::string_view service, std::string_view rest) {
  std::string arn = "arn:";
  arn.append(Partition(inputs.region)).append(":").append(service).append(":");
  arn.append(inputs.region).append(":").append(inputs.account).append(":");
  return arn.append(rest);
}

std::string MadeUpStackId(const TemplateInputs& inputs, std::string_view name) {
  return MakeArn(inputs, "cloudformation",
                 std::string("stack/").append(name).append("/").append(MadeUpUuid(name)));
}

ResourceValue MadeUpResource(const TemplateInputs& inputs, std::string_view type,
                             std::string_view name) {
  ResourceValue value;
  value.type = type;
  value.open = true;
  const std::string arn = TypeArn(inputs, type, name);
  const auto* const form = std::ranges::find(kForms, type, &Form::type);
  if (type == "AWS::SQS::Queue") {
    value.physical_id = "https://sqs." + inputs.region + ".amazonaws.com/" + inputs.account + "/";
    value.physical_id.append(name);
    value.attributes["QueueName"] = name;
  } else if (type == "AWS::KMS::Key") {
    value.physical_id = MadeUpUuid(name);
    value.attributes["Arn"] = TypeArn(inputs, type, value.physical_id);
  } else {
    value.physical_id = form != std::end(kForms) && form->ref_is_arn ? arn : std::string(name);
  }
  value.attributes.try_emplace("Arn", arn);
  return value;
}

std::string MadeUpAttribute(const TemplateInputs& inputs, const ResourceValue& resource,
                            std::string_view attribute) {
  if (attribute.ends_with("Arn") || attribute.ends_with("ARN")) {
    return TypeArn(inputs, resource.type,
                   std::string(resource.physical_id).append("/").append(attribute));
  }
  return std::string(resource.physical_id).append("-").append(attribute);
}

}  // namespace pumice::deploy
