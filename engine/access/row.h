// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cassert>
#include <string>
#include <string_view>

#include "engine/item/value.h"

namespace pumice {

// What the store holds under a row's key: the item's size by DynamoDB's rules as a varint, then the
// encoded item.
struct Row {
  uint32_t size = 0;
  ItemView item;
};

inline Row DecodeRow(std::string_view bytes) {
  assert(!bytes.empty());
  Row row;
  const char* const item = encoding::ReadVarint(bytes.data(), &row.size);
  assert(item <= bytes.data() + bytes.size());
  row.item = ItemView({item, static_cast<size_t>(bytes.data() + bytes.size() - item)});
  return row;
}

// The bytes that stand before the encoded item.
inline std::string RowHead(size_t item_size) {
  std::string head;
  encoding::AppendVarint(static_cast<uint32_t>(item_size), &head);
  return head;
}

}  // namespace pumice
