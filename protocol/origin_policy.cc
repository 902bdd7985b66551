// SPDX-License-Identifier: Apache-2.0

#include "protocol/origin_policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "protocol/ascii.h"

namespace pumice {
namespace {

bool IsNumber(std::string_view text, unsigned most) {
  unsigned number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  return !text.empty() && parsed.ec == std::errc() && parsed.ptr == end && number <= most;
}

// Takes ":8000" off the end of a host; false if what stands there is no port.
bool TakePort(std::string_view* host) {
  const size_t colon = host->rfind(':');
  if (colon == std::string_view::npos || colon < host->rfind(']') + 1) return true;
  const std::string_view port = host->substr(colon + 1);
  *host = host->substr(0, colon);
  return IsNumber(port, 65535);
}

bool IsIpv4(std::string_view host) {
  for (int part = 0; part < 4; ++part) {
    const size_t dot = host.find('.');
    if ((dot == std::string_view::npos) != (part == 3)) return false;
    if (!IsNumber(host.substr(0, dot), 255)) return false;
    host.remove_prefix(dot == std::string_view::npos ? host.size() : dot + 1);
  }
  return true;
}

bool IsIpv6(std::string_view host) {
  return host.size() > 2 && host.front() == '[' && host.back() == ']' &&
         host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") ==
             std::string_view::npos;
}

bool IsLocalhostName(std::string_view host) {
  return EqualIgnoringCase(host, "localhost") || EndsWithIgnoringCase(host, ".localhost");
}

bool IsLoopback(std::string_view host) {
  return IsLocalhostName(host) || host == "[::1]" || (host.starts_with("127.") && IsIpv4(host));
}

// The host and port of an origin on the web; empty if it is none.
std::string_view HostOfOrigin(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (EqualIgnoringCase(origin.substr(0, scheme.size()), scheme)) {
      return origin.substr(scheme.size());
    }
  }
  return {};
}

bool IsHostText(std::string_view host) {
  return std::all_of(host.begin(), host.end(), [](char c) {
    return (ToLowerAscii(c) >= 'a' && ToLowerAscii(c) <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.:[]").find(c) != std::string_view::npos;
  });
}

bool IsLoopbackOrigin(std::string_view origin) {
  std::string_view host = HostOfOrigin(origin);
  return !host.empty() && IsHostText(host) && TakePort(&host) && IsLoopback(host);
}

bool Matches(std::string_view listed, std::string_view origin) {
  if (EqualIgnoringCase(listed, origin)) return true;
  std::string_view host = HostOfOrigin(origin);
  if (host.empty()) return false;
  if (EqualIgnoringCase(listed, host)) return true;
  return TakePort(&host) && EqualIgnoringCase(listed, host);
}

std::vector<std::string> Trimmed(std::span<const std::string> texts) {
  std::vector<std::string> trimmed;
  for (const std::string& text : texts) trimmed.emplace_back(TrimBlanks(text));
  return trimmed;
}

}  // namespace

OriginPolicy::OriginPolicy(std::span<const std::string> listed, LogSink log)
    : listed_(Trimmed(listed)),
      any_(std::find(listed_.begin(), listed_.end(), "*") != listed_.end()),
      log_(std::move(log)) {}

bool OriginPolicy::Allows(std::string_view origin) const {
  return any_ || IsLoopbackOrigin(origin) ||
         std::any_of(listed_.begin(), listed_.end(),
                     [&](const std::string& listed) { return Matches(listed, origin); });
}

std::string OriginPolicy::AllowHeader(std::string_view origin) const {
  return any_ ? "*" : std::string(origin);
}

void OriginPolicy::LogRefusal(std::string_view origin) {
  if (!log_) return;
  const std::string name = Printable(origin);
  if (!logged_.Add(name)) return;
  log_(LogLevel::kWarning, "refused a web page of " + name +
                               ": if it is yours, start pumice with --cors " + name +
                               " (--cors '*' allows every page on the web)");
}

bool IsLocalHost(std::string_view host) {
  constexpr std::array<std::string_view, 4> kPrivateNames = {".local", ".internal", ".test",
                                                             ".home.arpa"};
  if (!TakePort(&host)) return false;
  if (IsIpv4(host) || IsIpv6(host) || IsLocalhostName(host)) return true;
  if (!IsHostText(host)) return false;
  if (host.find('.') == std::string_view::npos) return true;
  return std::any_of(kPrivateNames.begin(), kPrivateNames.end(),
                     [&](std::string_view name) { return EndsWithIgnoringCase(host, name); });
}

}  // namespace pumice
