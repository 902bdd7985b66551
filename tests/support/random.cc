// SPDX-License-Identifier: Apache-2.0

#include "tests/support/random.h"

#include <utility>

namespace pumice::test {

std::string Random::Bytes(size_t max_size) {
  static constexpr unsigned char kSpecial[] = {0x00, 0x01, 0x02, 0x7f, 0x80, 0xfe, 0xff, 'a'};
  std::string bytes;
  for (size_t size = Below(max_size + 1); size > 0; --size) {
    bytes.push_back(static_cast<char>(OneIn(2) ? kSpecial[Below(sizeof(kSpecial))] : Below(256)));
  }
  return bytes;
}

std::string Random::Word(size_t max_size) {
  std::string word;
  for (size_t size = Below(max_size + 1); size > 0; --size) {
    word.push_back(static_cast<char>('a' + Below(26)));
  }
  return word;
}

std::string Random::NumberText() {
  if (OneIn(20)) return Pick<std::string>({"0", "-0", "0.000", "0E5", "+0", "00"});
  std::string digits(1, static_cast<char>('1' + Below(9)));
  for (size_t more = OneIn(3) ? 37 : Below(38); more > 0; --more) {
    digits.push_back(static_cast<char>('0' + (OneIn(3) ? 0 : Below(10))));
  }
  // The power of ten of the first digit: mostly ordinary, sometimes at the ends of the range.
  const int64_t first = OneIn(4)   ? Pick<int64_t>({-130, -129, 124, 125})
                        : OneIn(2) ? Between(-6, 8)
                                   : Between(-130, 125);

  std::string text = Pick<std::string>({"", "", "-", "+", "-"});
  const size_t whole = Below(digits.size() + 1);  // digits before the point
  text += std::string(Few(4), '0') + digits.substr(0, whole);
  if (whole < digits.size() || OneIn(4)) {
    if (whole == 0) text += '0';
    text += '.' + digits.substr(whole) + std::string(Few(4), '0');
  }
  const int64_t exponent = first - (static_cast<int64_t>(whole) - 1);
  if (exponent == 0 && OneIn(2)) return text;
  text += OneIn(2) ? 'e' : 'E';
  if (exponent >= 0 && OneIn(2)) text += '+';
  return text + std::to_string(exponent);
}

Value Random::Scalar() {
  switch (Below(5)) {
    case 0:
      return S(Bytes(12));
    case 1:
      return N(NumberText());
    case 2:
      return B(Bytes(OneIn(10) ? 400 : 12));
    case 3:
      return Bool(OneIn(2));
    default:
      return Null();
  }
}

Value Random::AnyValue(int depth) {
  if (depth == 0 || OneIn(2)) return Scalar();
  switch (Below(5)) {
    case 0: {
      std::vector<std::string> elements = {Bytes(5)};
      for (size_t more = Few(6); more > 0; --more) elements.push_back(Bytes(5));
      return OneIn(2) ? SS(elements) : BS(elements);
    }
    case 1: {
      std::vector<std::string> elements = {NumberText()};
      for (size_t more = Few(6); more > 0; --more) elements.push_back(NumberText());
      return NS(elements);
    }
    case 2:
    case 3: {
      std::vector<Value> elements;
      for (size_t more = Few(6); more > 0; --more) elements.push_back(AnyValue(depth - 1));
      return L(elements);
    }
    default:
      return M(AnyItem(5, depth - 1).attributes());
  }
}

Item Random::AnyItem(size_t max_attributes, int depth) {
  Attributes attributes;
  for (size_t more = Below(max_attributes + 1); more > 0; --more) {
    attributes.insert_or_assign(OneIn(4) ? Bytes(6) : Word(6), AnyValue(depth));
  }
  return Item(std::move(attributes));
}

}  // namespace pumice::test
