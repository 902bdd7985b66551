// SPDX-License-Identifier: Apache-2.0

#include "engine/item/value_writer.h"

#include <cassert>

namespace pumice {

void ValueWriter::Set(ValueType type, std::span<const std::string_view> elements) {
  const size_t mark = Begin(type);
  for (const std::string_view element : elements) AppendBytes(element);
  End(mark);
}

size_t ValueWriter::Begin(ValueType type) {
  out_->push_back(static_cast<char>(type));
  out_->push_back(0);  // the length's first byte, the only one of a short payload
  return out_->size();
}

void ValueWriter::End(size_t mark) {
  assert(mark > 0 && mark <= out_->size());
  std::string length;
  encoding::AppendVarint(static_cast<uint32_t>(out_->size() - mark), &length);
  (*out_)[mark - 1] = length[0];
  if (length.size() > 1) out_->insert(mark, length, 1);
}

}  // namespace pumice
