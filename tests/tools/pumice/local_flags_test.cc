// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/local_flags.h"

#include <catch2/catch.hpp>

namespace pumice {
namespace {

using Arguments = std::vector<std::string>;

}  // namespace

TEST_CASE("DynamoDB Local's flags become pumice's") {
  CHECK(TranslateLocalFlags({"-port", "8001"}) == Arguments{"--port", "8001"});
  CHECK(TranslateLocalFlags({"-dbPath", "/data"}) == Arguments{"--data-dir", "/data"});
  CHECK(TranslateLocalFlags({"-delayTransientStatuses"}) == Arguments{"--transition-delay=2s"});
  CHECK(TranslateLocalFlags({"-cors", "a.example,b.example"}) ==
        Arguments{"--cors", "a.example,b.example"});
  CHECK(TranslateLocalFlags({"-help"}) == Arguments{"--help"});
  CHECK(TranslateLocalFlags({"-version"}) == Arguments{"--version"});
}

TEST_CASE("flags for what pumice always does go away") {
  CHECK(TranslateLocalFlags({"-inMemory", "-sharedDb", "-disableTelemetry"}).empty());
  CHECK(TranslateLocalFlags({"-optimizeDbBeforeStartup", "-dbPath", "d", "-sharedDb"}) ==
        Arguments{"--data-dir", "d"});
}

TEST_CASE("other arguments stay as they are") {
  CHECK(TranslateLocalFlags({"--port", "1", "-x", "-inMemory", "y"}) ==
        Arguments{"--port", "1", "-x", "y"});
}

TEST_CASE("what DynamoDB Local refuses is refused") {
  CHECK_THROWS_WITH(TranslateLocalFlags({"-inMemory", "-dbPath", "d"}),
                    "-inMemory and -dbPath exclude each other");
  CHECK_THROWS_WITH(TranslateLocalFlags({"-optimizeDbBeforeStartup"}),
                    "-optimizeDbBeforeStartup needs -dbPath");
  CHECK_THROWS_WITH(TranslateLocalFlags({"-port"}), "-port needs a value");
}

}  // namespace pumice
