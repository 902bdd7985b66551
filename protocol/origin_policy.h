// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/first_times.h"
#include "pumice/log.h"

namespace pumice {

// Which web pages may use an emulator. A browser lets any page on the web send requests to
// 127.0.0.1, and tells in the Origin header which page it was; clients that are no browsers send
// none.
//
// Pages of this machine may: http and https, any port, of localhost, *.localhost, 127.0.0.0/8 and
// [::1]. Others are refused, unless they are listed. Thread-safe.
class OriginPolicy {
 public:
  // `listed`: origins as browsers write them ("https://app.example.com"), or hosts with or without
  // a port; "*" is any.
  OriginPolicy(std::span<const std::string> listed, LogSink log);

  bool Allows(std::string_view origin) const;
  // The value of Access-Control-Allow-Origin for an allowed one.
  std::string AllowHeader(std::string_view origin) const;
  // Says in the log, once for each origin, that it is refused and which option allows it.
  void LogRefusal(std::string_view origin);

 private:
  const std::vector<std::string> listed_;
  bool any_ = false;
  const LogSink log_;
  FirstTimes logged_;
};

// Whether the value of a Host header is no name that somebody else could own: an address,
// localhost, *.localhost, a name without dots as containers have, or one below .local, .internal,
// .test or .home.arpa. A page whose own name is made to resolve to 127.0.0.1 (DNS rebinding) sends
// that name. An empty value is taken: no browser sends one.
bool IsLocalHost(std::string_view host);

}  // namespace pumice
