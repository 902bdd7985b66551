// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/local_flags.h"

#include <catch2/catch.hpp>

#include <filesystem>

namespace pumice::test {
namespace {

using Arguments = std::vector<std::string>;

TEST_CASE("DynamoDB Local's flags become pumice's", "[local_flags]") {
  CHECK(TranslateLocalFlags({"-port", "8001", "-inMemory"}) ==
        Arguments{"--port", "8001", "--lenient-definitions", "--spaces=access-key+region"});
  CHECK(TranslateLocalFlags({"-dbPath", "/data"}) ==
        Arguments{"--data-dir", "/data", "--lenient-definitions", "--spaces=access-key+region"});
  CHECK(TranslateLocalFlags({"-delayTransientStatuses", "-inMemory"}) ==
        Arguments{"--transition-delay=2s", "--lenient-definitions", "--spaces=access-key+region"});
  CHECK(TranslateLocalFlags({"-cors", "a.example,b.example", "-inMemory"}) ==
        Arguments{"--cors", "a.example,b.example", "--lenient-definitions",
                  "--spaces=access-key+region"});
  CHECK(TranslateLocalFlags({"-help"}) == Arguments{"--help"});
  CHECK(TranslateLocalFlags({"-version"}) == Arguments{"--version"});
}

TEST_CASE("Flags for what pumice always does go away", "[local_flags]") {
  CHECK(TranslateLocalFlags({"-inMemory", "-sharedDb", "-disableTelemetry"}) ==
        Arguments{"--lenient-definitions"});
  CHECK(TranslateLocalFlags({"-optimizeDbBeforeStartup", "-dbPath", "d", "-sharedDb"}) ==
        Arguments{"--data-dir", "d", "--lenient-definitions"});
}

TEST_CASE("What starts the jar goes away", "[local_flags]") {
  CHECK(TranslateLocalFlags({"-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar",
                             "-sharedDb", "-inMemory"}) == Arguments{"--lenient-definitions"});
  // It does as the jar does, also without flags.
  const std::string folder = (std::filesystem::current_path() / "pumice-data").string();
  CHECK(TranslateLocalFlags({"-jar", "DynamoDBLocal.jar"}) ==
        Arguments{"--lenient-definitions", "--spaces=access-key+region", "--data-dir", folder});
  CHECK(TranslateLocalFlags({"-Dother=1"}) == Arguments{"-Dother=1"});
}

TEST_CASE("Without -inMemory data is kept in the working directory, as the jar keeps it",
          "[local_flags]") {
  const std::string folder = (std::filesystem::current_path() / "pumice-data").string();
  const Arguments kept = {"--lenient-definitions", "--data-dir", folder};
  CHECK(TranslateLocalFlags({"-sharedDb"}) == kept);
  CHECK(TranslateLocalFlags({"-sharedDb", "--data-dir=d"}) ==
        Arguments{"--data-dir=d", "--lenient-definitions"});
  CHECK(TranslateLocalFlags({"--port", "1"}) == Arguments{"--port", "1"});
}

TEST_CASE("Without -sharedDb callers are kept apart, as the jar keeps them", "[local_flags]") {
  CHECK(TranslateLocalFlags({"-inMemory", "--spaces", "region"}) ==
        Arguments{"--spaces", "region", "--lenient-definitions"});
  CHECK(TranslateLocalFlags({"-inMemory", "--spaces=shared"}) ==
        Arguments{"--spaces=shared", "--lenient-definitions"});
}

TEST_CASE("Other arguments stay as they are", "[local_flags]") {
  CHECK(TranslateLocalFlags({"--port", "1", "-x", "-inMemory", "y"}) ==
        Arguments{"--port", "1", "-x", "y", "--lenient-definitions", "--spaces=access-key+region"});
}

TEST_CASE("What DynamoDB Local refuses is refused", "[local_flags]") {
  CHECK_THROWS_WITH(TranslateLocalFlags({"-inMemory", "-dbPath", "d"}),
                    "-inMemory and -dbPath exclude each other");
  CHECK_THROWS_WITH(TranslateLocalFlags({"-optimizeDbBeforeStartup"}),
                    "-optimizeDbBeforeStartup needs -dbPath");
  CHECK_THROWS_WITH(TranslateLocalFlags({"-port"}), "-port needs a value");
  CHECK_THROWS_WITH(TranslateLocalFlags({"-inMemory", "-jar"}), "-jar needs a value");
}

}  // namespace
}  // namespace pumice::test
