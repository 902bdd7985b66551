// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string_view>

#include "engine/access/sip_hash.h"

namespace pumice {

class Store;

// Tells the tokens that this data handed out (a NextToken, a ShardIterator) from bytes that
// somebody made up: a checksum with a key that is drawn at random when the data is created and kept
// with it, so that tokens outlive a restart. Thread-safe.
class TokenSeal {
 public:
  // Takes the store's key; draws and commits one where there is none. Throws ApiError (kInternal)
  // if the store cannot.
  explicit TokenSeal(Store* store);
  explicit TokenSeal(const SipHashKey& key) : key_(key) {}

  // The checksum of a token of one kind. `bytes` must begin with what no other kind's begin with.
  uint64_t Of(std::string_view bytes) const { return SipHash<1, 3>::Of(key_, bytes); }

 private:
  SipHashKey key_;
};

}  // namespace pumice
