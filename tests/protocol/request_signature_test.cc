// SPDX-License-Identifier: Apache-2.0

#include "protocol/request_signature.h"

#include <catch2/catch.hpp>

namespace pumice::test {
namespace {

// The worked example of the AWS General Reference, "Signature Version 4 signing process": ListUsers
// of IAM.
TEST_CASE("A request is signed as AWS's documentation works it out", "[request_signature]") {
  RequestToSign request{"GET", "/", "Action=ListUsers&Version=2010-05-08", {}, ""};
  request.headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"},
                     {"host", "iam.amazonaws.com"},
                     {"x-amz-date", "20150830T123600Z"}};
  const Credentials credentials{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""};
  CHECK(SignRequest(request, credentials, {"20150830T123600Z", "us-east-1", "iam"}) ==
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

}  // namespace
}  // namespace pumice::test
