// SPDX-License-Identifier: Apache-2.0

#include "engine/access/token_seal.h"

#include <cstring>
#include <random>
#include <string>

#include "engine/storage/keyspace.h"
#include "engine/storage/store.h"

namespace pumice {
namespace {

constexpr std::string_view kName = "token key";

SipHashKey DrawKey() {
  std::random_device device;
  SipHashKey key;
  for (uint64_t& word : key) word = uint64_t{device()} << 32 | device();
  return key;
}

SipHashKey LoadKey(Store* store) {
  SipHashKey key;
  PinnedValue stored;
  if (store->Get(keyspace::MetaKey(kName), &stored) && stored.view().size() == sizeof(key)) {
    std::memcpy(key.data(), stored.view().data(), sizeof(key));
    return key;
  }
  key = DrawKey();
  WriteBatch batch;
  batch.Put(keyspace::MetaKey(kName), {reinterpret_cast<const char*>(key.data()), sizeof(key)});
  store->Commit(&batch);
  return key;
}

}  // namespace

TokenSeal::TokenSeal(Store* store) : key_(LoadKey(store)) {}

}  // namespace pumice
