// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/item/value.h"
#include "engine/schema/key_schema.h"
#include "engine/schema/table_schema.h"

namespace pumice {

// One item before and after a write that changed it; one of them may be missing.
struct ItemImages {
  std::optional<ItemView> old_item;
  std::optional<ItemView> new_item;
  bool by_ttl = false;  // the service itself did it
};

enum class ChangeEvent : uint8_t { kInsert, kModify, kRemove };

// What a stream tells of a change.
struct ChangeRecord {
  ChangeEvent event = ChangeEvent::kInsert;
  bool by_ttl = false;
  ItemView keys;
  std::optional<ItemView> new_image;
  std::optional<ItemView> old_image;

  // SizeBytes: of the keys and of both images.
  size_t Size() const;
};

// Appends the record of a change as it is stored, an item, with the images that the view has.
void AppendChange(const KeySchema& key, StreamView view, const ItemImages& images,
                  std::string* out);

// Borrows from `bytes`.
ChangeRecord DecodeChange(std::string_view bytes);

}  // namespace pumice
