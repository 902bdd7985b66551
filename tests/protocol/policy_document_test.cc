// SPDX-License-Identifier: Apache-2.0

#include "protocol/policy_document.h"

#include <catch2/catch.hpp>

#include "tests/support/service.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

std::string Canonical(const std::string& text) {
  return CanonicalPolicy(Json(text), PolicyResource::kTable);
}

std::string Fault(const std::string& text, PolicyResource resource = PolicyResource::kTable) {
  const std::string prefix =
      "validation: One or more parameter values were invalid: Invalid policy document: ";
  const std::string error = ErrorOf([&] { CanonicalPolicy(Json(text), resource); });
  return error.starts_with(prefix) ? error.substr(prefix.size()) : error;
}

std::string Statement(const std::string& members) { return "{'Statement':[{" + members + "}]}"; }

TEST_CASE("A document takes its canonical form", "[policy_document]") {
  CHECK(Canonical(" { 'Statement' : { 'NotResource': ['*'], 'NotAction': ['dynamodb:Scan',"
                  "'dynamodb:Query'], 'NotPrincipal': {'Service':['a.amazonaws.com'],"
                  "'AWS':['111122223333','arn:aws:iam::1:user/u']}, 'Effect':'Deny', 'Sid':'s'},"
                  " 'Id':'i', 'Version':'2012-10-17' } ") ==
        Json("{'Version':'2012-10-17','Id':'i','Statement':[{'Sid':'s','Effect':'Deny',"
             "'NotPrincipal':{'AWS':['arn:aws:iam::111122223333:root','arn:aws:iam::1:user/u'],"
             "'Service':'a.amazonaws.com'},'NotAction':['dynamodb:Scan','dynamodb:Query'],"
             "'NotResource':'*'}]}"));
}

TEST_CASE("The canonical form is its own", "[policy_document]") {
  const std::string canonical = Canonical(
      Statement("'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'dynamodb:GetItem',"
                "'Resource':'*','Condition':{'Bool':{'aws:SecureTransport':'true'}}"));
  CHECK(CanonicalPolicy(canonical, PolicyResource::kTable) == canonical);
}

TEST_CASE("What was left out of a document is told", "[policy_document]") {
  CHECK(PolicyToTell(Json("{'Statement':[]}")) == Json("{'Version':'2008-10-17','Statement':[]}"));
  CHECK(PolicyToTell(Json("{'Version':'2012-10-17','Statement':[]}")) ==
        Json("{'Version':'2012-10-17','Statement':[]}"));
}

TEST_CASE("Documents of other forms are refused", "[policy_document]") {
  CHECK(Fault("[]") == "This policy contains invalid Json");
  CHECK(Fault("'text'") == "This policy contains invalid Json");
  CHECK(Fault("{}") == "Could not parse the policy: Statement is empty!");
  CHECK(Fault("{'Statement':null}") == "Could not parse the policy: Statement is empty!");
  CHECK(Fault("{'Statement':'all'}") == "Syntax error at member Statement");
  CHECK(Fault("{'Statement':[1]}") == "Syntax error at member Statement");
  CHECK(Fault("{'Version':1,'Statement':[{}]}") == "Syntax error at member Version");
  CHECK(Fault("{'Id':{},'Statement':[{}]}") == "Syntax error at member Id");
  CHECK(Fault(Statement("")) == "Missing required field Effect");
  CHECK(Fault(Statement("'Sid':7")) == "Syntax error at member Sid");
  const std::string head = "'Effect':'Deny',";
  CHECK(Fault(Statement(head + "'Principal':{}")) == "Syntax error at member Principal");
  CHECK(Fault(Statement(head + "'Principal':{'Robot':'x'}")) == "Syntax error at member Robot");
  CHECK(Fault(Statement(head + "'Principal':{'AWS':[]}")) == "Syntax error at member AWS");
  CHECK(Fault(Statement(head + "'Principal':'*','NotPrincipal':'*'")) ==
        "Syntax error at member NotPrincipal");
  const std::string to_all = head + "'Principal':'*',";
  CHECK(Fault(Statement(to_all + "'Action':[]")) == "Syntax error at member Action");
  CHECK(Fault(Statement(to_all + "'Action':[1]")) == "Syntax error at member Action");
  CHECK(Fault(Statement(to_all + "'Action':'dynamodb:*','Resource':'Things'")) ==
        "Syntax error at member Resource");
  CHECK(Fault(Statement(to_all + "'Action':'dynamodb:*','Resource':'*','Condition':[]")) ==
        "Syntax error at member Condition");
}

TEST_CASE("Actions are named in any case, and by patterns", "[policy_document]") {
  const auto with = [](const std::string& action) {
    return Fault(
        Statement("'Effect':'Deny','Principal':'*','Resource':'*','Action':'" + action + "'"));
  };
  for (const char* action : {"DynamoDB:getitem", "dynamodb:Get*", "dynamodb:*", "*"}) {
    CHECK(with(action) == "none");
  }
  for (const std::string action : {"GetItem", "dynamodb:", "s3:*", "dynamodb:Teleport"}) {
    CHECK(with(action) == "The following action names are invalid: \"" + action + "\"");
  }
}

TEST_CASE("A deep document is refused, and no more", "[policy_document]") {
  std::string deep = "{'Statement':";
  for (int i = 0; i < 5000; ++i) deep += "[";
  CHECK(Fault(deep) == "This policy contains invalid Json");
}

}  // namespace
}  // namespace pumice::test
