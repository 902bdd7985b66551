// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/reserved_words.h"

#include <catch2/catch.hpp>

namespace pumice::test {
namespace {

TEST_CASE("Reserved words are found whatever their case", "[reserved_words]") {
  CHECK(IsReservedWord("ABORT"));
  CHECK(IsReservedWord("abort"));
  CHECK(IsReservedWord("Zone"));
  CHECK(IsReservedWord("LOCALTIMESTAMP"));
  CHECK(IsReservedWord("flattern"));
  CHECK_FALSE(IsReservedWord("abor"));
  CHECK_FALSE(IsReservedWord("aborts"));
  CHECK_FALSE(IsReservedWord("pk"));
  CHECK_FALSE(IsReservedWord("message"));
  CHECK_FALSE(IsReservedWord(""));
  CHECK_FALSE(IsReservedWord("a_name_longer_than_any_reserved_word"));
}

}  // namespace
}  // namespace pumice::test
