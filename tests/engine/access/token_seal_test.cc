// SPDX-License-Identifier: Apache-2.0

#include "engine/access/token_seal.h"

#include <catch2/catch.hpp>

#include <string>

#include "engine/access/sip_hash.h"
#include "engine/storage/store.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

// The key 00 01 … 0f of the paper's test vectors.
constexpr SipHashKey kKey = {0x0706050403020100, 0x0f0e0d0c0b0a0908};

using SipHash24 = SipHash<2, 4>;

// The bytes 00 01 ….
std::string Ascending(size_t size) {
  std::string bytes;
  for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

TEST_CASE("SipHash as its authors' test vectors have it", "[token_seal]") {
  CHECK(SipHash24::Of(kKey, "") == 0x726fdb47dd0e0e31);
  CHECK(SipHash24::Of(kKey, Ascending(1)) == 0x74f839c593dc67fd);
  CHECK(SipHash24::Of(kKey, Ascending(7)) == 0xab0200f58b01d137);
  CHECK(SipHash24::Of(kKey, Ascending(8)) == 0x93f5f5799a932462);
  CHECK(SipHash24::Of(kKey, Ascending(15)) == 0xa129ca6149be45e5);
  CHECK(SipHash24::Of(kKey, Ascending(16)) == 0x3f2acc7f57c29bdb);
}

TEST_CASE("A seal holds across restarts of its data, and for no other data", "[token_seal]") {
  const TemporaryDirectory directory;
  const std::string path = (directory / "data").string();
  uint64_t first = 0;
  {
    const auto store = Store::OpenDirectory(path, /*fsync=*/false);
    first = TokenSeal(store.get()).Of("token");
    CHECK(TokenSeal(store.get()).Of("token") == first);
    CHECK(TokenSeal(store.get()).Of("tokem") != first);
    store->FlushLog();
  }
  const auto store = Store::OpenDirectory(path, /*fsync=*/false);
  CHECK(TokenSeal(store.get()).Of("token") == first);
  CHECK(TokenSeal(Store::OpenInMemory().get()).Of("token") != first);
  CHECK(TokenSeal(Store::OpenInMemory().get()).Of("token") !=
        TokenSeal(Store::OpenInMemory().get()).Of("token"));
}

}  // namespace
}  // namespace pumice::test
