// SPDX-License-Identifier: Apache-2.0

#include "protocol/origin_policy.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace pumice::test {
namespace {

bool Allows(std::string_view origin, std::vector<std::string> listed = {}) {
  return OriginPolicy(listed, {}).Allows(origin);
}

TEST_CASE("Pages of this machine are allowed", "[origin_policy]") {
  for (const std::string_view origin :
       {"http://localhost", "http://localhost:3000", "https://localhost:65535", "HTTP://LocalHost",
        "http://app.localhost:5173", "http://127.0.0.1:8000", "http://127.9.8.7", "https://[::1]",
        "http://[::1]:80"}) {
    CAPTURE(origin);
    CHECK(Allows(origin));
  }
}

TEST_CASE("Pages of others are not, whatever their name looks like", "[origin_policy]") {
  for (const std::string_view origin : {"http://example.com",
                                        "https://example.com",
                                        "null",
                                        "file://",
                                        "http://",
                                        "localhost",
                                        "http://localhost.example.com",
                                        "http://notlocalhost",
                                        "http://127.0.0.1.example.com",
                                        "http://127.0.0.1.",
                                        "http://127.0.0",
                                        "http://127.0.0.256",
                                        "http://1270.0.0.1",
                                        "http://128.0.0.1",
                                        "http://0.0.0.0",
                                        "http://192.168.0.1",
                                        "http://[::2]",
                                        "http://[::1",
                                        "http://[::1]x",
                                        "http://localhost:",
                                        "http://localhost:x",
                                        "http://localhost:65536",
                                        "http://localhost:80@example.com",
                                        "http://example.com:80/localhost",
                                        "http://example.com?.localhost",
                                        "http://example.com#.localhost",
                                        "http://example.com/.localhost",
                                        "http://x@.localhost:1/",
                                        "ftp://localhost",
                                        "http://localhost http://example.com",
                                        "javascript://localhost",
                                        "http://xn--localhost-",
                                        "https://.example",
                                        "http://localhost\\.example.com"}) {
    CAPTURE(origin);
    CHECK_FALSE(Allows(origin));
  }
}

TEST_CASE("Listed pages are allowed: by origin, by host, by host and port, all",
          "[origin_policy]") {
  const std::vector<std::string> listed = {"https://app.example.com", " www.example.org ",
                                           "api.example.net:8080", "null"};
  for (const std::string_view origin :
       {"https://app.example.com", "HTTPS://APP.EXAMPLE.COM", "http://www.example.org",
        "https://www.example.org:444", "http://api.example.net:8080", "null", "http://localhost"}) {
    CAPTURE(origin);
    CHECK(Allows(origin, listed));
  }
  for (const std::string_view origin :
       {"http://app.example.com", "https://app.example.com:444", "http://api.example.net",
        "http://example.org", "http://xwww.example.org", "file://"}) {
    CAPTURE(origin);
    CHECK_FALSE(Allows(origin, listed));
  }
  CHECK(Allows("http://anything", {"*"}));
  CHECK(Allows("null", {"x", "*"}));
  const std::vector<std::string> any = {"*"};
  CHECK(OriginPolicy(any, {}).AllowHeader("http://x") == "*");
  CHECK(OriginPolicy(listed, {}).AllowHeader("http://x") == "http://x");
}

TEST_CASE("A refused page is named in the log once, and not more than so many", "[origin_policy]") {
  std::vector<std::string> lines;
  OriginPolicy policy({}, [&](LogLevel level, std::string_view line) {
    CHECK(level == LogLevel::kWarning);
    lines.emplace_back(line);
  });
  policy.LogRefusal("http://evil.example");
  policy.LogRefusal("http://evil.example");
  policy.LogRefusal("bad\nline\xff");
  CHECK(lines == std::vector<std::string>{
                     "refused a web page of http://evil.example: if it is yours, start pumice with "
                     "--cors http://evil.example (--cors '*' allows every page on the web)",
                     "refused a web page of bad?line?: if it is yours, start pumice with --cors "
                     "bad?line? (--cors '*' allows every page on the web)"});
  for (int i = 0; i < 1000; ++i) policy.LogRefusal("http://" + std::to_string(i));
  CHECK(lines.size() == 256);
}

TEST_CASE("Only hosts that nobody else can own are local", "[origin_policy]") {
  for (const std::string_view host :
       {"", "localhost", "localhost:8000", "LOCALHOST", "a.b.localhost:1", "127.0.0.1:8000",
        "10.1.2.3", "[::1]:8000", "[fe80::1]", "dynamodb", "pumice:8000", "my-db_1",
        "host.docker.internal:8000", "dynamodb.local", "db.test",
        "pumice.default.svc.cluster.local", "router.home.arpa"}) {
    CAPTURE(host);
    CHECK(IsLocalHost(host));
  }
  for (const std::string_view host :
       {"example.com", "example.com:8000", "localhost.example.com", "127.0.0.1.example.com",
        "127.0.0.1.nip.io", "a:b:c", "evil/x", "evil com", "[::1].example.com", "example.com.",
        "notlocal.dev"}) {
    CAPTURE(host);
    CHECK_FALSE(IsLocalHost(host));
  }
}

}  // namespace
}  // namespace pumice::test
