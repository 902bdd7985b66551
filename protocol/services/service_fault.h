// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

// Errors of the services beside DynamoDB: each sentence stands once, here, with its service's code.
namespace pumice::services {

// Thrown where the fault is found, and caught in ServiceEndpoint.
class ServiceFault : public std::exception {
 public:
  ServiceFault(std::string_view code, std::string message, int status = 400)
      : code_(code), message_(std::move(message)), status_(status) {}

  const std::string& code() const { return code_; }  // "ValidationError"
  const std::string& message() const { return message_; }
  int status() const { return status_; }  // HTTP's
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string code_;
  std::string message_;
  int status_;
};

// Of the Query protocol: a value that its member cannot hold; an operation that is not served.
[[noreturn]] void ThrowMalformedInput(std::string_view path);
[[noreturn]] void ThrowInvalidAction(std::string_view operation, std::string_view version);
// A form that names no operation.
[[noreturn]] void ThrowMissingAction();
// Of CBOR.
[[noreturn]] void ThrowMalformedCbor();
// A token of a page that is none.
[[noreturn]] void ThrowInvalidToken(std::string_view code);

// CloudWatch.
[[noreturn]] void ThrowAlarmNotFound(std::string_view arn_or_name);

// Of several services.

// ListTagsForResource and the like.
[[noreturn]] void ThrowTaggedNotFound(std::string_view arn, int status);
[[noreturn]] void ThrowTooManyTags(std::string_view code, size_t most);
[[noreturn]] void ThrowReservedTag(std::string_view code, std::string_view key);
// A rule of an operation's members (member_rules.h) that an input breaks.
[[noreturn]] void ThrowBrokenRule(std::string_view code, std::string_view sentence);

// Application Auto Scaling.
[[noreturn]] void ThrowNoScalableTarget(std::string_view service, std::string_view resource,
                                        std::string_view dimension);
[[noreturn]] void ThrowNoScalingPolicy(std::string_view name, std::string_view service,
                                       std::string_view resource, std::string_view dimension);
// A target of a table, or index, that is not there.
[[noreturn]] void ThrowNoScalableTable(std::string_view resource, bool is_index);

// STS.
[[noreturn]] void ThrowInvalidRoleArn();
[[noreturn]] void ThrowPolicyNoJson();
[[noreturn]] void ThrowPolicyMalformed();
[[noreturn]] void ThrowPackedPolicyTooLarge(int64_t percent);

// CloudFormation.
[[noreturn]] void ThrowStackNotFound(std::string_view name);
// DescribeStackResources and the like word it in another way.
[[noreturn]] void ThrowStackNotFoundShort(std::string_view name);
[[noreturn]] void ThrowStackNotFoundFor(std::string_view physical_id);
[[noreturn]] void ThrowStackExists(std::string_view name);
[[noreturn]] void ThrowStackState(std::string_view id, std::string_view state,
                                  std::string_view verb);
[[noreturn]] void ThrowNoUpdates();
[[noreturn]] void ThrowTemplate(std::string_view sentence);
// A text that is no JSON or YAML.
[[noreturn]] void ThrowTemplateFormat(std::string_view sentence);
[[noreturn]] void ThrowTemplateChoice();
[[noreturn]] void ThrowTemplateUrl();
[[noreturn]] void ThrowTemplateTooLarge(size_t most);
[[noreturn]] void ThrowCapabilities(std::string_view required);
[[noreturn]] void ThrowChangeSetNotFound(std::string_view name);
[[noreturn]] void ThrowChangeSetExists(std::string_view name);
[[noreturn]] void ThrowChangeSetState(std::string_view id, std::string_view status);
[[noreturn]] void ThrowStackResourceNotFound(std::string_view logical_id, std::string_view stack);
[[noreturn]] void ThrowTerminationProtected(std::string_view name);
[[noreturn]] void ThrowExportInUse(std::string_view name, std::string_view importer);
[[noreturn]] void ThrowExportExists(std::string_view name, std::string_view exporter);
[[noreturn]] void ThrowUndeclaredParameters(std::string_view names);
// `member`: "stackName", "changeSetName".
[[noreturn]] void ThrowInvalidStackName(std::string_view member, std::string_view name);
// What stands in a stack's events and reasons.
std::string ResourceExists(std::string_view type, std::string_view identifier);
[[noreturn]] void ThrowResourceExists(std::string_view type, std::string_view identifier);
[[noreturn]] void ThrowTooMany(std::string_view things, size_t most);

}  // namespace pumice::services
