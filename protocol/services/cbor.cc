// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/cbor.h"

#include <bit>
#include <cmath>
#include <cstdint>

#include "protocol/json_writer.h"
#include "protocol/services/service_fault.h"

namespace pumice::services {
namespace {

enum Major : unsigned { kUnsigned, kNegative, kBytes, kText, kList, kMap, kTag, kSimple };

constexpr unsigned kIndefinite = 31;

double HalfToDouble(uint16_t half) {
  const int exponent = half >> 10 & 0x1f;
  const int mantissa = half & 0x3ff;
  double value = 0;
  if (exponent == 0) {
    value = std::ldexp(mantissa, -24);
  } else if (exponent == 31) {
    ThrowMalformedCbor();  // infinite or no number, which JSON does not have
  } else {
    value = std::ldexp(mantissa + 1024, exponent - 25);
  }
  return (half & 0x8000) != 0 ? -value : value;
}

class Reader {
 public:
  explicit Reader(std::string_view cbor) : rest_(cbor) {}

  bool at_end() const { return rest_.empty(); }

  void Value(int depth, std::string* out) {
    if (depth > kMaxCborDepth) ThrowMalformedCbor();
    const Head head = TakeHead();
    JsonWriter json(out);
    switch (head.major) {
      case kUnsigned:
        json.Raw()->append(std::to_string(head.argument));
        return;
      case kNegative:
        if (head.argument > uint64_t{INT64_MAX}) ThrowMalformedCbor();
        json.Integer(-1 - static_cast<int64_t>(head.argument));
        return;
      case kBytes:
        json.Base64(Text(head));
        return;
      case kText:
        json.String(Text(head));
        return;
      case kList:
        json.BeginArray();
        ForEach(head, [&] { Value(depth + 1, out); });
        json.EndArray();
        return;
      case kMap:
        json.BeginObject();
        ForEach(head, [&] {
          const Head key = TakeHead();
          if (key.major != kText) ThrowMalformedCbor();
          json.UserKey(Text(key));
          Value(depth + 1, out);
        });
        json.EndObject();
        return;
      case kTag:
        Value(depth + 1, out);
        return;
      case kSimple:
        Simple(head, &json);
    }
  }

 private:
  struct Head {
    unsigned major = 0;
    unsigned low = 0;
    uint64_t argument = 0;
    bool is_indefinite() const { return low == kIndefinite; }
  };

  uint8_t TakeByte() {
    if (rest_.empty()) ThrowMalformedCbor();
    const auto byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }

  Head TakeHead() {
    const uint8_t first = TakeByte();
    Head head{unsigned{first} >> 5, unsigned{first} & 31, unsigned{first} & 31};
    if (head.low < 24) return head;
    if (head.is_indefinite()) {
      if (head.major < kBytes || head.major > kMap) ThrowMalformedCbor();
      return head;
    }
    if (head.low > 27) ThrowMalformedCbor();
    head.argument = 0;
    for (int i = 0; i < 1 << (head.low - 24); ++i) head.argument = head.argument << 8 | TakeByte();
    return head;
  }

  bool TakeBreak() {
    if (rest_.empty() || rest_.front() != '\xff') return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view TakeBytes(uint64_t size) {
    if (size > rest_.size()) ThrowMalformedCbor();
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  // Of text or bytes, perhaps in chunks.
  std::string Text(const Head& head) {
    if (!head.is_indefinite()) return std::string(TakeBytes(head.argument));
    std::string text;
    while (!TakeBreak()) {
      const Head chunk = TakeHead();
      if (chunk.major != head.major || chunk.is_indefinite()) ThrowMalformedCbor();
      text.append(TakeBytes(chunk.argument));
    }
    return text;
  }

  // A count beyond what there is ends where the bytes do.
  template <typename Each>
  void ForEach(const Head& head, Each each) {
    if (head.is_indefinite()) {
      while (!TakeBreak()) each();
      return;
    }
    for (uint64_t i = 0; i < head.argument; ++i) each();
  }

  void Simple(const Head& head, JsonWriter* json) {
    switch (head.low) {
      case 20:
      case 21:
        json->Bool(head.low == 21);
        return;
      case 22:
      case 23:
        json->Raw()->append("null");
        return;
      case 25:
        return Number(HalfToDouble(static_cast<uint16_t>(head.argument)), json);
      case 26:
        return Number(std::bit_cast<float>(static_cast<uint32_t>(head.argument)), json);
      case 27:
        return Number(std::bit_cast<double>(head.argument), json);
      default:
        ThrowMalformedCbor();
    }
  }

  // Whole numbers as such: clients send them for integers.
  static void Number(double value, JsonWriter* json) {
    constexpr double kExact = 1LL << 53;
    if (!std::isfinite(value)) ThrowMalformedCbor();
    if (value == std::trunc(value) && std::abs(value) < kExact) {
      json->Integer(static_cast<int64_t>(value));
    } else {
      json->Double(value);
    }
  }

  std::string_view rest_;
};

}  // namespace

std::string CborToJson(std::string_view cbor) {
  std::string json;
  Reader reader(cbor);
  reader.Value(0, &json);
  if (!reader.at_end()) ThrowMalformedCbor();
  return json;
}

}  // namespace pumice::services
