// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/service_fault.h"

#include "engine/error/policies.h"
#include "engine/error/validation.h"

namespace pumice::services {
namespace {

constexpr std::string_view kValidationError = "ValidationError";
constexpr std::string_view kValidationException = "ValidationException";
constexpr std::string_view kMalformedPolicy = "MalformedPolicyDocument";
constexpr std::string_view kNotThere = "] does not exist";
constexpr std::string_view kObjectNotFound = "ObjectNotFoundException";
constexpr std::string_view kPlaceEnd = ": ";  // behind the place of a template's fault

}  // namespace

void ThrowMalformedInput(std::string_view path) {
  throw ServiceFault("MalformedInput", path.empty()
                                           ? "The parameters cannot be read"
                                           : Text("The value of ", path, " cannot be read"));
}

// "Could not find operation X for version Y": what Query services answer.
void ThrowInvalidAction(std::string_view operation, std::string_view version) {
  throw ServiceFault("InvalidAction",
                     Text("Could not find operation ", operation, " for version ", version));
}

// "Common Error Types".
void ThrowMissingAction() {
  throw ServiceFault("MissingAction", "The request is missing an action or a required parameter.");
}

void ThrowMalformedCbor() {
  throw ServiceFault("SerializationException", "The body is no well-formed CBOR");
}

void ThrowInvalidToken(std::string_view code) {
  throw ServiceFault(code, "The specified token is not valid");
}

void ThrowAlarmNotFound(std::string_view arn_or_name) {
  throw ServiceFault("ResourceNotFound", Text("Unknown alarm: ", arn_or_name), 404);
}

void ThrowTaggedNotFound(std::string_view arn, int status) {
  throw ServiceFault("ResourceNotFoundException", Text("Unknown resource: ", arn), status);
}

void ThrowTooManyTags(std::string_view code, size_t most) {
  throw ServiceFault(code, Text("A resource can have at most ", std::to_string(most), " tags"));
}

void ThrowReservedTag(std::string_view code, std::string_view key) {
  throw ServiceFault(code, Text("Tag keys that begin with aws: are reserved: ", key));
}

void ThrowBrokenRule(std::string_view code, std::string_view sentence) {
  throw ServiceFault(code, std::string(sentence));
}

void ThrowNoScalableTarget(std::string_view service, std::string_view resource,
                           std::string_view dimension) {
  throw ServiceFault(kObjectNotFound,
                     Text("No scalable target registered for service namespace: ", service,
                          ", resource ID: ", resource, ", scalable dimension: ", dimension));
}

void ThrowNoScalingPolicy(std::string_view name, std::string_view service,
                          std::string_view resource, std::string_view dimension) {
  throw ServiceFault(kObjectNotFound,
                     Text("No scaling policy found for service namespace: ", service,
                          ", resource ID: ", resource, ", scalable dimension: ", dimension)
                         .append(", policy name: ")
                         .append(name));
}

void ThrowNoScalableTable(std::string_view resource, bool is_index) {
  throw ServiceFault(kValidationException, Text("DynamoDB ", is_index ? "index" : "table",
                                                " does not exist: ", resource));
}

// What users quote of AssumeRoleWithSAML.
void ThrowInvalidRoleArn() { throw ServiceFault(kValidationError, "Request ARN is invalid"); }

void ThrowPolicyNoJson() { throw ServiceFault(kMalformedPolicy, std::string(kPolicyNotJson)); }

void ThrowPolicyMalformed() { throw ServiceFault(kMalformedPolicy, "Syntax errors in policy."); }

void ThrowPackedPolicyTooLarge(int64_t percent) {
  throw ServiceFault("PackedPolicyTooLarge",
                     Text("Packed policy consumes ", std::to_string(percent),
                          "% of allotted space, please use smaller policy."));
}

void ThrowStackNotFound(std::string_view name) {
  throw ServiceFault(kValidationError, Text("Stack with id ", name, " does not exist"));
}

void ThrowStackNotFoundShort(std::string_view name) {
  throw ServiceFault(kValidationError, Text("Stack [", name, kNotThere));
}

void ThrowStackNotFoundFor(std::string_view physical_id) {
  throw ServiceFault(kValidationError, Text("Stack for ", physical_id, " does not exist"));
}

void ThrowStackExists(std::string_view name) {
  throw ServiceFault("AlreadyExistsException", Text("Stack [", name, "] already exists"));
}

void ThrowStackState(std::string_view id, std::string_view state, std::string_view verb) {
  throw ServiceFault(
      kValidationError,
      Text("Stack:", id, " is in ", state, " state and can not be ").append(verb).append("."));
}

void ThrowNoUpdates() { throw ServiceFault(kValidationError, "No updates are to be performed."); }

void ThrowTemplate(std::string_view sentence) {
  // CloudFormation's own sentences are told as it does, without the place before them.
  constexpr std::string_view kOwn[] = {
      "Template format error: ", "Template error: ",
      "Parameters: [",           "Parameter ",
      "No export named ",        "Circular dependency between resources: ",
      "Invalid template "};
  const std::string told = Text(kPlaceEnd, sentence);
  for (const std::string_view own : kOwn) {
    const size_t at = told.find(Text(kPlaceEnd, own));
    if (at == std::string::npos) continue;
    throw ServiceFault(kValidationError, told.substr(at + kPlaceEnd.size()));
  }
  throw ServiceFault(kValidationError, Text("Template error: ", sentence));
}

void ThrowTemplateFormat(std::string_view sentence) {
  throw ServiceFault(kValidationError, Text("Template format error: ", sentence));
}

void ThrowTemplateChoice() {
  throw ServiceFault(kValidationError, "Either Template URL or Template Body must be specified.");
}

// pumice's own: there is no S3 to read from.
void ThrowTemplateUrl() {
  throw ServiceFault(kValidationError,
                     "TemplateURL is not supported: pumice reads no S3. Send TemplateBody");
}

void ThrowTemplateTooLarge(size_t most) {
  throw ServiceFault(kValidationError,
                     Text("1 validation error detected: Value at 'templateBody' failed to satisfy "
                          "constraint: Member must have length less than or equal to ",
                          std::to_string(most)));
}

void ThrowCapabilities(std::string_view required) {
  throw ServiceFault("InsufficientCapabilitiesException",
                     Text("Requires capabilities : [", required, "]"));
}

void ThrowChangeSetNotFound(std::string_view name) {
  throw ServiceFault("ChangeSetNotFound", Text("ChangeSet [", name, kNotThere), 404);
}

void ThrowChangeSetExists(std::string_view name) {
  throw ServiceFault("AlreadyExistsException", Text("ChangeSet ", name, " already exists"));
}

void ThrowChangeSetState(std::string_view id, std::string_view status) {
  throw ServiceFault(
      "InvalidChangeSetStatus",
      Text("ChangeSet [", id, "] cannot be executed in its current status of [", status, "]"));
}

void ThrowStackResourceNotFound(std::string_view logical_id, std::string_view stack) {
  throw ServiceFault(kValidationError,
                     Text("Resource ", logical_id, " does not exist for stack ", stack));
}

void ThrowTerminationProtected(std::string_view name) {
  throw ServiceFault(
      kValidationError,
      Text("Stack [", name, "] cannot be deleted while TerminationProtection is enabled"));
}

void ThrowExportInUse(std::string_view name, std::string_view importer) {
  throw ServiceFault(kValidationError,
                     Text("Export ", name, " cannot be deleted as it is in use by ", importer));
}

void ThrowExportExists(std::string_view name, std::string_view exporter) {
  throw ServiceFault(kValidationError,
                     Text("Export with name ", name, " is already exported by stack ", exporter));
}

std::string ResourceExists(std::string_view type, std::string_view identifier) {
  return Text("Resource of type '", type, "' with identifier '", identifier, "' already exists.");
}

void ThrowResourceExists(std::string_view type, std::string_view identifier) {
  throw ServiceFault(kValidationError, ResourceExists(type, identifier));
}

void ThrowUndeclaredParameters(std::string_view names) {
  throw ServiceFault(kValidationError,
                     Text("Parameters: [", names, "] do not exist in the template"));
}

void ThrowInvalidStackName(std::string_view member, std::string_view name) {
  throw ServiceFault(kValidationError,
                     Text("1 validation error detected: Value '", name, "' at '", member,
                          "' failed to satisfy constraint: Member must satisfy regular expression "
                          "pattern: [a-zA-Z][-a-zA-Z0-9]*"));
}

void ThrowTooMany(std::string_view things, size_t most) {
  throw ServiceFault("LimitExceededException",
                     Text("Limit for ", things, " has been exceeded: ", std::to_string(most)));
}

}  // namespace pumice::services
