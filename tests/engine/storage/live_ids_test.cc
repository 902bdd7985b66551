// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/live_ids.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

namespace pumice::test {
namespace {

TEST_CASE("The gap around an id reaches from the id in use below it to the one above",
          "[live_ids]") {
  LiveIds ids;
  ids.StartAt(1);
  const auto reserve = [](uint32_t) {};
  for (int i = 0; i < 9; ++i) (void)ids.New(reserve);
  const auto check = [&](uint32_t id, uint32_t first, uint32_t end) {
    CAPTURE(id);
    const LiveIds::Gap gap = ids.GapAround(id);
    CHECK(gap.first == first);
    CHECK(gap.end == end);
  };
  SECTION("while every other id may be in use, it is the id alone") { check(5, 5, 6); }
  ids.Start();
  SECTION("among ids in use") { check(5, 5, 6); }
  SECTION("between ids in use") {
    for (const uint32_t id : {4, 5, 7, 8}) ids.Drop(id);
    check(4, 4, 6);
    check(5, 4, 6);
    check(6, 4, 9);
    check(8, 7, 9);
  }
  SECTION("at the ends: ids that are not given yet are no part of it") {
    for (const uint32_t id : {1, 2, 9}) ids.Drop(id);
    check(1, 0, 3);
    check(9, 9, 10);
  }
}

TEST_CASE("A range of ids is dropped if each was given and nobody holds one", "[live_ids]") {
  LiveIds ids;
  ids.StartAt(1);
  for (int i = 0; i < 9; ++i) (void)ids.New([](uint32_t) {});
  for (const uint32_t id : {2, 4, 5, 9}) ids.Drop(id);
  CHECK_FALSE(ids.AllDropped(4, 5));  // others may be in use, of whom nothing is known yet
  ids.Start();
  CHECK(ids.AllDropped(2, 2));
  CHECK(ids.AllDropped(4, 5));
  CHECK(ids.AllDropped(9, 9));
  CHECK_FALSE(ids.AllDropped(3, 3));
  CHECK_FALSE(ids.AllDropped(4, 6));
  CHECK_FALSE(ids.AllDropped(2, 9));
  CHECK_FALSE(ids.AllDropped(9, 10));  // not given yet
  for (uint32_t id = 1; id < 8; ++id) ids.Drop(id);
  CHECK(ids.AllDropped(1, 7));
  CHECK_FALSE(ids.AllDropped(1, 8));
}

}  // namespace
}  // namespace pumice::test
