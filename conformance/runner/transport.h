#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pumice::conformance {

struct Answer {
  int status = 0;
  std::string body;
};

// No answer came; what() says why.
class TransportError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A way to a DynamoDB: one call in, one answer out. For one thread.
class Transport {
 public:
  virtual ~Transport() = default;

  // `operation` is its plain name, "GetRecords". Throws TransportError.
  virtual Answer Call(std::string_view operation, std::string_view body) = 0;
};

// Makes a transport for one file's cases. Throws TransportError.
using TransportFactory = std::function<std::unique_ptr<Transport>()>;

// The X-Amz-Target header: "DynamoDB_20120810.GetItem", or the streams' one.
std::string TargetHeader(std::string_view operation);
bool IsStreamsOperation(std::string_view operation);

}  // namespace pumice::conformance
