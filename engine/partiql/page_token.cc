// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/page_token.h"

#include "engine/error/reads.h"
#include "engine/item/number.h"
#include "engine/item/value_writer.h"
#include "engine/partiql/statement_request.h"

// version | hash of the request | index of the read | per key attribute: length and bytes of its
// name, type, length and bytes of its value | seal of all before it. Numbers as text, so that what
// is decoded is parsed, not trusted.
namespace pumice::partiql {
namespace {

// The first byte, which no other kind of token begins with.
constexpr char kVersion = '\x02';
constexpr size_t kHashSize = sizeof(uint64_t);
// More than any key of table and index together has.
constexpr size_t kMaxKeyAttributes = 16;

void AppendFixed(uint64_t value, size_t bytes, std::string* out) {
  for (size_t i = 0; i < bytes; ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}

void AppendSized(std::string_view bytes, std::string* out) {
  AppendFixed(bytes.size(), 4, out);
  out->append(bytes);
}

// Reads what may be any bytes.
class TokenReader {
 public:
  explicit TokenReader(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  std::string_view Bytes(size_t size) {
    if (size > rest_.size()) ThrowInvalidNextToken();
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  uint64_t Fixed(size_t size) {
    uint64_t value = 0;
    const std::string_view bytes = Bytes(size);
    for (size_t i = 0; i < size; ++i) {
      value |= uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    }
    return value;
  }
  std::string_view Sized() { return Bytes(Fixed(4)); }

 private:
  std::string_view rest_;
};

void AppendAttribute(const Attribute& attribute, std::string* out) {
  AppendSized(attribute.name, out);
  out->push_back(static_cast<char>(attribute.value.type()));
  if (attribute.value.type() != ValueType::kNumber) {
    return AppendSized(attribute.value.payload(), out);
  }
  std::string number;
  Number::AppendText(attribute.value.payload(), &number);
  AppendSized(number, out);
}

// The names must ascend, as an item's do.
void ReadAttribute(TokenReader* reader, std::string_view* last_name, ValueWriter* writer) {
  const std::string_view name = reader->Sized();
  if (name.empty() || name <= *last_name) ThrowInvalidNextToken();
  *last_name = name;
  writer->Name(name);
  const auto type = static_cast<ValueType>(reader->Bytes(1)[0]);
  const std::string_view value = reader->Sized();
  if (type == ValueType::kString) return writer->String(value);
  if (type == ValueType::kBinary) return writer->Binary(value);
  Number number;
  if (type != ValueType::kNumber || number.Parse(value) != NumberError::kNone) {
    ThrowInvalidNextToken();
  }
  writer->Number(number);
}

}  // namespace

std::string EncodePageToken(const PageStart& start, const StatementRequest& request,
                            const TokenSeal& seal) {
  std::string token(1, kVersion);
  AppendFixed(HashRequest({&request, 1}), kHashSize, &token);
  AppendFixed(start.read_index, 4, &token);
  for (const Attribute& attribute : ItemView(start.last_key)) AppendAttribute(attribute, &token);
  AppendFixed(seal.Of(token), kHashSize, &token);
  return token;
}

PageStart DecodePageToken(std::string_view token, const StatementRequest& request,
                          const TokenSeal& seal) {
  if (token.size() <= kHashSize) ThrowInvalidNextToken();
  const std::string_view body = token.substr(0, token.size() - kHashSize);
  if (TokenReader(token.substr(body.size())).Fixed(kHashSize) != seal.Of(body)) {
    ThrowInvalidNextToken();
  }

  TokenReader reader(body);
  if (reader.Bytes(1)[0] != kVersion) ThrowInvalidNextToken();
  if (reader.Fixed(kHashSize) != HashRequest({&request, 1})) {
    ThrowOtherNextToken();
  }
  PageStart start;
  start.read_index = static_cast<uint32_t>(reader.Fixed(4));
  ValueWriter writer(&start.last_key);
  std::string_view last_name;
  for (size_t i = 0; !reader.at_end(); ++i) {
    if (i == kMaxKeyAttributes) ThrowInvalidNextToken();
    ReadAttribute(&reader, &last_name, &writer);
  }
  return start;
}

}  // namespace pumice::partiql
