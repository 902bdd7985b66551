// SPDX-License-Identifier: Apache-2.0

#include "protocol/sigv4.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "protocol/wire_errors.h"

namespace pumice {
namespace {

// The parts of a credential: key/date/region/service/aws4_request.
constexpr size_t kScopeParts = 5;

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// Reads "name=value" pairs: the values of the names, null data for those that are not there.
template <size_t kCount>
std::array<std::string_view, kCount> FindParameters(
    std::string_view pairs, char separator, const std::array<std::string_view, kCount>& names) {
  std::array<std::string_view, kCount> values;
  while (!pairs.empty()) {
    const size_t end = pairs.find(separator);
    const std::string_view pair = Trim(pairs.substr(0, end));
    const size_t equals = pair.find('=');
    for (size_t i = 0; i < kCount && equals != std::string_view::npos; ++i) {
      if (values[i].empty() && pair.substr(0, equals) == names[i])
        values[i] = pair.substr(equals + 1);
    }
    if (end == std::string_view::npos) break;
    pairs.remove_prefix(end + 1);
  }
  return values;
}

// Where the next slash of a credential stands, and how long it is: a query may spell it %2F.
std::pair<size_t, size_t> FindSlash(std::string_view text, bool has_escapes) {
  if (!has_escapes) return {text.find('/'), 1};
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') return {i, 1};
    if (text[i] == '%' && i + 2 < text.size() && text[i + 1] == '2' &&
        (text[i + 2] == 'F' || text[i + 2] == 'f')) {
      return {i, 3};
    }
  }
  return {std::string_view::npos, 0};
}

struct Credential {
  std::array<std::string_view, kScopeParts> parts;
  size_t count = 0;  // may be more than there is room for
};

Credential SplitCredential(std::string_view text) {
  Credential credential;
  std::string_view rest = text;
  const bool has_escapes = text.find('%') != std::string_view::npos;
  for (bool more = true; more; ++credential.count) {
    const auto [slash, size] = FindSlash(rest, has_escapes);
    if (credential.count < kScopeParts) credential.parts[credential.count] = rest.substr(0, slash);
    more = slash != std::string_view::npos;
    if (more) rest.remove_prefix(slash + size);
  }
  return credential;
}

Caller ParseCredential(std::string_view text, std::string_view wanted_service) {
  const Credential credential = SplitCredential(text);
  if (credential.count != kScopeParts) ThrowCredentialParts(text);
  const auto [access_key, date, region, service, terminator] = credential.parts;
  if (region.empty()) ThrowCredentialRegion();
  if (service != wanted_service) ThrowCredentialService(wanted_service);
  if (terminator != "aws4_request") ThrowCredentialTerminator(terminator);
  return {access_key, region};
}

Caller ParseHeader(const HttpRequest& request, std::string_view authorization,
                   std::string_view service) {
  const size_t space = authorization.find(' ');
  const std::string_view parameters =
      space == std::string_view::npos ? std::string_view() : authorization.substr(space + 1);
  constexpr std::array<std::string_view, 3> kNames = {"Credential", "Signature", "SignedHeaders"};
  const auto values = FindParameters(parameters, ',', kNames);
  MissingSignatureParts missing;
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (!values[i].empty()) continue;
    missing.AddHeaderParameter(kNames[i]);
  }
  if (request.Header("X-Amz-Date").empty() && request.Header("Date").empty()) {
    missing.AddDate();
  }
  if (!missing.empty()) missing.ThrowForHeader(authorization);
  return ParseCredential(values[0], service);
}

Caller ParseQuery(std::string_view query, std::string_view service) {
  constexpr std::array<std::string_view, 5> kNames = {"X-Amz-Algorithm", "X-Amz-Credential",
                                                      "X-Amz-Signature", "X-Amz-SignedHeaders",
                                                      "X-Amz-Date"};
  const auto values = FindParameters(query, '&', kNames);
  MissingSignatureParts missing;
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (!values[i].empty()) continue;
    missing.AddQueryParameter(kNames[i]);
  }
  if (!missing.empty()) missing.ThrowForQuery();
  return ParseCredential(values[1], service);
}

}  // namespace

Caller ParseCaller(const HttpRequest& request, std::string_view service) {
  constexpr std::string_view kAlgorithmPrefix = "AWS4-";
  const std::string_view authorization = Trim(request.Header("Authorization"));
  const size_t question = request.target.find('?');
  const std::string_view query =
      question == std::string_view::npos ? std::string_view() : request.target.substr(question + 1);
  const auto [algorithm] =
      FindParameters(query, '&', std::array<std::string_view, 1>{"X-Amz-Algorithm"});
  if (!authorization.empty() && !algorithm.empty()) ThrowTwoSignatures();
  if (authorization.starts_with(kAlgorithmPrefix))
    return ParseHeader(request, authorization, service);
  if (algorithm.starts_with(kAlgorithmPrefix)) return ParseQuery(query, service);
  ThrowNoSignature();
}

std::string_view SignedService(const HttpRequest& request) {
  const std::string_view authorization = Trim(request.Header("Authorization"));
  const size_t question = request.target.find('?');
  if (authorization.empty() && question != std::string_view::npos) {
    const auto [presigned] = FindParameters(request.target.substr(question + 1), '&',
                                            std::array<std::string_view, 1>{"X-Amz-Credential"});
    return SplitCredential(presigned).parts[3];
  }
  const auto [credential] =
      FindParameters(authorization.substr(std::min(authorization.find(' '), authorization.size())),
                     ',', std::array<std::string_view, 1>{"Credential"});
  return SplitCredential(credential).parts[3];
}

}  // namespace pumice
