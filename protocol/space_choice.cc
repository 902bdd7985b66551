// SPDX-License-Identifier: Apache-2.0

#include "protocol/space_choice.h"

#include <algorithm>

#include "engine/error/spaces.h"
#include "engine/schema/table_schema.h"
#include "engine/spaces.h"
#include "protocol/ascii.h"
#include "protocol/wire_errors.h"

namespace pumice {
namespace {

constexpr char kJoint = '+';
constexpr std::string_view kLocalHost = ".localhost";
constexpr size_t kAccountDigits = 12;

bool IsAccount(std::string_view access_key) {
  return access_key.size() == kAccountDigits &&
         std::all_of(access_key.begin(), access_key.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

// The member that a word stands for; null: none.
bool* FindMember(std::string_view word, SpaceMode* mode) {
  if (word == "account") return &mode->account;
  if (word == "access-key") return &mode->access_key;
  if (word == "region") return &mode->region;
  return nullptr;
}

std::string_view HostSpace(std::string_view host, std::string* buffer) {
  host = host.substr(0, host.find(':'));
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.size() <= kLocalHost.size() || !EndsWithIgnoringCase(host, kLocalHost)) return {};
  buffer->assign(host.substr(0, host.size() - kLocalHost.size()));
  std::transform(buffer->begin(), buffer->end(), buffer->begin(), ToLowerAscii);
  return *buffer;
}

// Empty: there is none.
std::string_view HeaderSpace(const HttpRequest& request) {
  const HttpHeader* found = nullptr;
  for (const HttpHeader& header : request.headers) {
    if (!EqualIgnoringCase(header.name, "X-Pumice-Space")) continue;
    // Whoever added one did not know of the other, and would look in the wrong space.
    if (found != nullptr && found->value != header.value) ThrowSeveralSpacesChosen();
    found = &header;
  }
  return found == nullptr ? std::string_view() : found->value;
}

}  // namespace

std::optional<SpaceMode> ParseSpaceMode(std::string_view text) {
  SpaceMode mode;
  if (text == "shared") return mode;
  while (true) {
    const size_t joint = text.find(kJoint);
    bool* const member = FindMember(text.substr(0, joint), &mode);
    if (member == nullptr || *member) return std::nullopt;
    *member = true;
    if (joint == std::string_view::npos) return mode;
    text.remove_prefix(joint + 1);
  }
}

std::string_view AccountOf(const SpaceMode& mode, const Caller& caller) {
  return mode.account && IsAccount(caller.access_key) ? caller.access_key : kLocalAccount;
}

std::string_view NamedSpace(const HttpRequest& request, std::string* buffer) {
  const std::string_view named = HeaderSpace(request);
  return named.empty() ? HostSpace(request.Header("Host"), buffer) : named;
}

std::string_view SpaceOf(const SpaceMode& mode, const Caller& caller, std::string* buffer) {
  if (mode.shared()) return kDefaultSpace;
  buffer->clear();
  const auto add = [&](bool is_wanted, std::string_view part) {
    if (!is_wanted) return;
    if (!buffer->empty()) buffer->push_back(kJoint);
    buffer->append(part);
  };
  add(mode.account, AccountOf(mode, caller));
  add(mode.access_key, caller.access_key);
  add(mode.region, caller.region);
  if (!IsSpaceName(*buffer)) ThrowUnrecognizedClient();
  return *buffer;
}

}  // namespace pumice
