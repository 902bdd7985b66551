// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/change_record.h"

#include "engine/error/service.h"
#include "engine/item/value_writer.h"

namespace pumice {
namespace {

constexpr std::string_view kByTtl = "by_ttl";
constexpr std::string_view kEvent = "event";
constexpr std::string_view kKeys = "keys";
constexpr std::string_view kNewImage = "new";
constexpr std::string_view kOldImage = "old";

ChangeEvent EventOf(const ItemImages& images) {
  if (!images.old_item) return ChangeEvent::kInsert;
  return images.new_item ? ChangeEvent::kModify : ChangeEvent::kRemove;
}

ChangeEvent DecodeEvent(std::string_view bytes) {
  if (bytes.size() == 1 &&
      static_cast<uint8_t>(bytes[0]) <= static_cast<uint8_t>(ChangeEvent::kRemove)) {
    return static_cast<ChangeEvent>(bytes[0]);
  }
  ThrowDamagedRecord();
}

void WriteKeys(const KeySchema& key, ItemView item, ValueWriter* writer) {
  const size_t map = writer->BeginMap();
  for (auto attribute = item.begin(); attribute != item.end(); ++attribute) {
    if (key.Find(attribute->name) != nullptr) writer->CopyAttribute(attribute.encoded());
  }
  writer->End(map);
}

}  // namespace

size_t ChangeRecord::Size() const {
  return ItemSize(keys) + (new_image ? ItemSize(*new_image) : 0) +
         (old_image ? ItemSize(*old_image) : 0);
}

void AppendChange(const KeySchema& key, StreamView view, const ItemImages& images,
                  std::string* out) {
  ValueWriter writer(out);  // names ascend
  if (images.by_ttl) {
    writer.Name(kByTtl);
    writer.Bool(true);
  }
  writer.Name(kEvent);
  const char event = static_cast<char>(EventOf(images));
  writer.Binary({&event, 1});
  writer.Name(kKeys);
  WriteKeys(key, images.new_item ? *images.new_item : *images.old_item, &writer);
  const bool both = view == StreamView::kNewAndOldImages;
  if (images.new_item && (both || view == StreamView::kNewImage)) {
    writer.Name(kNewImage);
    writer.Map(*images.new_item);
  }
  if (images.old_item && (both || view == StreamView::kOldImage)) {
    writer.Name(kOldImage);
    writer.Map(*images.old_item);
  }
}

// Records are as many as writes, and guarded by the checksums of RocksDB's blocks as rows are; what
// a damaged one would be indexed by is looked at all the same.
ChangeRecord DecodeChange(std::string_view bytes) {
  ChangeRecord record;
  for (const Attribute& attribute : MapView(bytes)) {
    if (attribute.name == kByTtl) record.by_ttl = attribute.value.AsBool();
    if (attribute.name == kEvent) {
      record.event = DecodeEvent(attribute.value.payload());
    }
    if (attribute.name == kKeys) record.keys = attribute.value.AsMap();
    if (attribute.name == kNewImage) record.new_image = attribute.value.AsMap();
    if (attribute.name == kOldImage) record.old_image = attribute.value.AsMap();
  }
  return record;
}

}  // namespace pumice
