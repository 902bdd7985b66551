#include "protocol/sigv4.h"

#include <array>
#include <string>
#include <utility>

#include "engine/item/api_error.h"

namespace pumice {
namespace {

// The parts of a credential: key/date/region/service/aws4_request.
constexpr size_t kScopeParts = 5;

std::string_view Trim(std::string_view text) {
  const size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

[[noreturn]] void ThrowMissingToken() {
  throw ApiError(ErrorCode::kMissingAuthenticationToken, "Request is missing Authentication Token");
}

[[noreturn]] void ThrowInvalid(std::string message) {
  throw ApiError(ErrorCode::kInvalidSignature, std::move(message));
}

[[noreturn]] void ThrowIncomplete(std::string message) {
  throw ApiError(ErrorCode::kIncompleteSignature, std::move(message));
}

// The value of `name` among "name=value" pairs. Null data where there is none.
std::string_view FindParameter(std::string_view pairs, char separator, std::string_view name) {
  while (!pairs.empty()) {
    const size_t end = pairs.find(separator);
    const std::string_view pair = Trim(pairs.substr(0, end));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return pair.substr(name.size() + 1);
    }
    if (end == std::string_view::npos) break;
    pairs.remove_prefix(end + 1);
  }
  return {};
}

// Where the next slash of a credential stands, and how long it is: a query may spell it %2F.
std::pair<size_t, size_t> FindSlash(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') return {i, 1};
    if (text[i] == '%' && i + 2 < text.size() && text[i + 1] == '2' &&
        (text[i + 2] == 'F' || text[i + 2] == 'f')) {
      return {i, 3};
    }
  }
  return {std::string_view::npos, 0};
}

Caller ParseCredential(std::string_view credential) {
  std::array<std::string_view, kScopeParts> parts;
  std::string_view rest = credential;
  size_t count = 0;
  for (bool more = true; more; ++count) {
    const auto [slash, size] = FindSlash(rest);
    if (count < kScopeParts) parts[count] = rest.substr(0, slash);
    more = slash != std::string_view::npos;
    if (more) rest.remove_prefix(slash + size);
  }
  if (count != kScopeParts) {
    ThrowIncomplete(std::string("Credential must have exactly 5 slash-delimited elements, e.g. "
                                "keyid/date/region/service/term, got '")
                        .append(credential)
                        .append("'"));
  }
  const auto [access_key, date, region, service, terminator] = parts;
  if (region.empty()) ThrowInvalid("Credential should be scoped to a valid region, not ''. ");
  if (service != "dynamodb") {
    ThrowInvalid("Credential should be scoped to correct service: 'dynamodb'. ");
  }
  if (terminator != "aws4_request") {
    ThrowInvalid(
        std::string("Credential should be scoped with a valid terminator: 'aws4_request', not '")
            .append(terminator)
            .append("'. "));
  }
  return {access_key, region};
}

Caller ParseHeader(const HttpRequest& request, std::string_view authorization) {
  const size_t space = authorization.find(' ');
  const std::string_view parameters =
      space == std::string_view::npos ? std::string_view() : authorization.substr(space + 1);
  std::string missing;
  for (std::string_view name : {"Credential", "Signature", "SignedHeaders"}) {
    if (!FindParameter(parameters, ',', name).empty()) continue;
    missing.append("Authorization header requires '").append(name).append("' parameter. ");
  }
  if (request.Header("X-Amz-Date").empty() && request.Header("Date").empty()) {
    missing +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (!missing.empty()) {
    ThrowIncomplete(missing.append("Authorization=").append(authorization));
  }
  return ParseCredential(FindParameter(parameters, ',', "Credential"));
}

Caller ParseQuery(std::string_view query) {
  std::string missing;
  for (std::string_view name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature",
                                "X-Amz-SignedHeaders", "X-Amz-Date"}) {
    if (!FindParameter(query, '&', name).empty()) continue;
    missing.append("AWS query-string parameters must include '").append(name).append("'. ");
  }
  if (!missing.empty()) ThrowIncomplete(missing + "Re-examine the query-string parameters.");
  return ParseCredential(FindParameter(query, '&', "X-Amz-Credential"));
}

}  // namespace

Caller ParseCaller(const HttpRequest& request) {
  constexpr std::string_view kAlgorithmPrefix = "AWS4-";
  const std::string_view authorization = Trim(request.Header("Authorization"));
  const size_t question = request.target.find('?');
  const std::string_view query =
      question == std::string_view::npos ? std::string_view() : request.target.substr(question + 1);
  const std::string_view algorithm = FindParameter(query, '&', "X-Amz-Algorithm");
  if (!authorization.empty() && !algorithm.empty()) {
    ThrowInvalid(
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
  }
  if (authorization.starts_with(kAlgorithmPrefix)) return ParseHeader(request, authorization);
  if (algorithm.starts_with(kAlgorithmPrefix)) return ParseQuery(query);
  ThrowMissingToken();
}

}  // namespace pumice
