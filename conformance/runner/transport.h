// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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

  // Sends `request`, the JSON of a control request, to the service's clock; an empty one only asks
  // for the time. Returns the time that it tells then, in milliseconds since the epoch; nothing if
  // its clock does not take this. Throws TransportError.
  virtual std::optional<int64_t> MoveClock(std::string_view request) = 0;
};

// Makes a transport for one file's cases. Throws TransportError.
using TransportFactory = std::function<std::unique_ptr<Transport>()>;

// Whether it is one of DynamoDB Streams', which AWS serves under a host of its own.
bool IsStreamsOperation(std::string_view operation);

// Where pumice takes control requests for its clock (protocol/control.h).
inline constexpr std::string_view kClockPath = "/_pumice/clock";

// The time that the answer to a control request tells; nothing if the request was refused.
std::optional<int64_t> ReadClockAnswer(const Answer& answer);

}  // namespace pumice::conformance
