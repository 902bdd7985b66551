#include "conformance/runner/transport.h"

#include <algorithm>
#include <iterator>

namespace pumice::conformance {

bool IsStreamsOperation(std::string_view operation) {
  constexpr std::string_view kOperations[] = {"DescribeStream", "GetRecords", "GetShardIterator",
                                              "ListStreams"};
  return std::find(std::begin(kOperations), std::end(kOperations), operation) !=
         std::end(kOperations);
}

std::string TargetHeader(std::string_view operation) {
  const std::string_view service =
      IsStreamsOperation(operation) ? "DynamoDBStreams_20120810." : "DynamoDB_20120810.";
  return std::string(service).append(operation);
}

}  // namespace pumice::conformance
