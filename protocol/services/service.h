// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "protocol/json.h"
#include "protocol/services/answer_writer.h"
#include "protocol/services/service_shapes.h"

namespace pumice {

class Database;

namespace services {

// Carries out an operation of DynamoDB in the same space, for the same caller: its input and its
// output as JSON. Throws ServiceError (pumice/service_error.h).
using DynamoDbCall = std::function<std::string(std::string_view operation, std::string_view input)>;

// Whom a call is for. Borrows.
struct ServiceCaller {
  Database& database;
  std::string_view region;
  std::string_view account;
  std::string_view access_key;
  const DynamoDbCall& dynamodb;
  std::string_view session_token = {};  // that comes with the access key; empty: none
};

// One call of an operation. Its handler writes the members of the answer's structure, which is open
// already.
struct ServiceCall {
  const ServiceCaller& caller;
  // An object that ValidateInput has passed, with what its shape knows only (KnownMembers).
  const JsonValue& input;
  AnswerWriter& answer;
};

// Throws ServiceFault, ApiError. Calls of services' operations come one at a time.
using ServiceHandler = void (*)(ServiceCall& call);

struct ServiceOperation {
  std::string_view name;
  ServiceHandler handler;
};

// A service beside DynamoDB.
struct Service {
  std::string_view signing_name;     // in credentials' scopes: "monitoring"
  std::string_view target_prefix;    // of X-Amz-Target, and of RPC v2's paths; empty: none
  std::string_view version;          // of the Query protocol: "2010-08-01"; empty: it has none
  std::string_view xml_namespace;    // of the Query protocol
  std::string_view validation_code;  // what a violated constraint is
  std::string_view message_key;      // of errors in JSON
  std::span<const ServiceShape> shapes;
  std::span<const ServiceOperation> operations;  // one for each shape
};

// One file each.
const Service& ApplicationAutoScaling();
const Service& CloudFormation();
const Service& CloudWatch();
const Service& Sts();

std::span<const Service* const> AllServices();
// Null: there is none.
const Service* FindServiceBySigningName(std::string_view name);
const Service* FindServiceByTarget(std::string_view target_prefix);
const Service* FindServiceByVersion(std::string_view version);

// Carries out a service's operation whose input is `input`, JSON that came from anywhere. Throws
// ServiceFault, ApiError.
void CallService(const Service& service, std::string_view operation, std::string_view input,
                 const ServiceCaller& caller, AnswerWriter* answer);

}  // namespace services
}  // namespace pumice
