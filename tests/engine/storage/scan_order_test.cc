// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/scan_order.h"

#include <catch2/catch.hpp>
#include <string>

namespace pumice::test {
namespace {

// Each made by Python: hashlib.md5(b"Outliers" + key).hexdigest()[:16]
TEST_CASE("A string's place in a Scan is that of its MD5", "[scan_order]") {
  CHECK(ScanOrder("") == 0x65a4c05294be8932);
  CHECK(ScanOrder("Nina") == 0xc287cf867a1fa779);
  CHECK(ScanOrder("Jazz") == 0xbcc702550dbaa27e);
  CHECK(ScanOrder("alpha") == 0x8c42952354cec309);
}

// MD5 takes blocks of 64 bytes, and leaves 9 of the last one for its end.
TEST_CASE("Keys of every length have their place, around each block's end", "[scan_order]") {
  const auto order = [](size_t size) { return ScanOrder(std::string(size, 'x')); };
  CHECK(order(46) == 0xed31dd6710f66383);
  CHECK(order(47) == 0x1b9678ca5368f04e);
  CHECK(order(48) == 0x9fd2a8c783020de3);
  CHECK(order(55) == 0xcf693db98c357639);
  CHECK(order(56) == 0xc36eface28d607c4);
  CHECK(order(111) == 0xeee4ba27b3203409);
  CHECK(order(112) == 0x508b97470561512b);
  CHECK(order(2048) == 0x5a7a7253e4a6d72a);
}

}  // namespace
}  // namespace pumice::test
