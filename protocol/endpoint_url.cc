// SPDX-License-Identifier: Apache-2.0

#include "protocol/endpoint_url.h"

#include <charconv>
#include <cstdint>
#include <stdexcept>

namespace pumice {
namespace {

constexpr std::string_view kAwsDomain = ".amazonaws.com";

[[noreturn]] void Refuse(std::string_view url) {
  throw std::invalid_argument("\"" + std::string(url) +
                              "\" is no endpoint: http://HOST:PORT or https://HOST is");
}

bool TakePrefix(std::string_view prefix, std::string_view* text) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

bool IsPort(std::string_view text) {
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port != 0;
}

}  // namespace

EndpointUrl ParseEndpointUrl(std::string_view url) {
  EndpointUrl parsed;
  std::string_view rest = url;
  parsed.is_https = TakePrefix("https://", &rest);
  if (!parsed.is_https && !TakePrefix("http://", &rest)) Refuse(url);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const size_t end_of_address = rest.starts_with('[') ? rest.find(']') : 0;
  if (end_of_address == std::string_view::npos) Refuse(url);
  const size_t colon = rest.find(':', end_of_address);
  parsed.host = rest.substr(0, colon);
  parsed.port = parsed.is_https ? "443" : "80";
  if (colon != std::string_view::npos) parsed.port = rest.substr(colon + 1);
  if (parsed.host.starts_with('[')) parsed.host = parsed.host.substr(1, parsed.host.size() - 2);
  const bool has_more = rest.find_first_of("/?#@ ") != std::string_view::npos;
  if (parsed.host.empty() || !IsPort(parsed.port) || has_more) Refuse(url);
  return parsed;
}

std::string EndpointUrl::HostHeader() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  std::string header = is_ipv6 ? "[" + host + "]" : host;
  if (port != (is_https ? "443" : "80")) header += ":" + port;
  return header;
}

bool EndpointUrl::IsAws() const { return host.ends_with(kAwsDomain); }

EndpointUrl EndpointUrl::ForStreams() const {
  EndpointUrl streams = *this;
  if (IsAws() && host.starts_with("dynamodb.")) streams.host = "streams." + host;
  return streams;
}

}  // namespace pumice
