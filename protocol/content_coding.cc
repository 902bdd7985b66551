// SPDX-License-Identifier: Apache-2.0

#include "protocol/content_coding.h"

#include <optional>
#include <utility>

#include "protocol/ascii.h"
#include "protocol/compression.h"
#include "protocol/real_number.h"
#include "protocol/wire_errors.h"

namespace pumice {
namespace {

constexpr std::string_view kGzip = "gzip";
constexpr std::string_view kDeflate = "deflate";

// Of a body, where "x-gzip" is the same (RFC 9110, 8.4.1.3). The service takes it in no
// Accept-Encoding.
bool IsGzip(std::string_view name) {
  return EqualIgnoringCase(name, kGzip) || EqualIgnoringCase(name, "x-gzip");
}

// Calls `visit` with each element of the lists in the headers of that name.
template <typename Visit>
void ForEachElement(const HttpRequest& request, std::string_view name, Visit visit) {
  for (const HttpHeader& header : request.headers) {
    if (!EqualIgnoringCase(header.name, name)) continue;
    std::string_view left = header.value;
    while (!left.empty()) {
      const std::string_view element = TakeUntil(',', &left);
      if (!element.empty()) visit(element);
    }
  }
}

// The weight of an element's parameters, "q=0.5"; 1 without one, nothing where it is no number from
// 0 to 1.
std::optional<double> Weight(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view parameter = TakeUntil(';', &parameters);
    if (!EqualIgnoringCase(TakeUntil('=', &parameter), "q")) continue;
    const std::string_view number = TrimBlanks(parameter);
    double weight = 0;
    const auto [end, error] = ReadFixed(number.data(), number.data() + number.size(), &weight);
    if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
    if (!(weight >= 0 && weight <= 1)) return std::nullopt;
    return weight;
  }
  return 1;
}

}  // namespace

ContentCoding AcceptedCoding(const HttpRequest& request) {
  ContentCoding best = ContentCoding::kIdentity;
  double best_weight = 0;
  bool refuses_gzip = false;
  bool any_is_best = false;
  ForEachElement(request, "Accept-Encoding", [&](std::string_view element) {
    const std::string_view name = TakeUntil(';', &element);
    const bool any = name == "*";
    const bool gzip = EqualIgnoringCase(name, kGzip);
    if (!any && !gzip && !EqualIgnoringCase(name, kDeflate)) return;
    const std::optional<double> weight = Weight(element);
    if (!weight) return;
    if (gzip && *weight == 0) refuses_gzip = true;
    if (*weight <= best_weight) return;
    best_weight = *weight;
    best = any || gzip ? ContentCoding::kGzip : ContentCoding::kDeflate;
    any_is_best = any;
  });
  // What is refused by its name is not among "*".
  return any_is_best && refuses_gzip ? ContentCoding::kIdentity : best;
}

std::string_view DecodeBody(const HttpRequest& request, size_t max_size, std::string* inflated) {
  constexpr size_t kMaxCodings = 4;
  if (request.body.size() > max_size) throw BodyTooLarge();
  size_t codings = 0;
  ForEachElement(request, "Content-Encoding", [&](std::string_view name) {
    codings += IsGzip(name) || EqualIgnoringCase(name, kDeflate);
  });
  if (codings > kMaxCodings) ThrowUndecodableBody();
  std::string_view body = request.body;
  for (; codings > 0; --codings) {
    std::string plain;
    const Inflated result = Inflate(body, max_size, &plain);
    if (result == Inflated::kTooLarge) throw BodyTooLarge();
    if (result == Inflated::kCorrupt) ThrowUndecodableBody();
    *inflated = std::move(plain);
    body = *inflated;
  }
  return body;
}

}  // namespace pumice
