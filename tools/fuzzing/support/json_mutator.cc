// SPDX-License-Identifier: Apache-2.0

#include "tools/fuzzing/support/json_mutator.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "tools/fuzzing/support/json_tree.h"

// libFuzzer's own changes, which know the dictionary and what comparisons asked for.
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace pumice::fuzzing {
namespace {

constexpr size_t kMaxNodes = 4000;

// "$a*70000" is a string that long: tools/fuzzing/README.md.
constexpr std::array<std::string_view, 46> kScalars = {
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1",
    "2147483647",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "18446744073709551616",
    "1e308",
    "-1e308",
    "1e-400",
    "0.5",
    "-0.0",
    "100",
    "1000001",
    R"("")",
    R"("0")",
    R"("-0")",
    R"("1E125")",
    R"("9.9999999999999999999999999999999999999E+125")",
    R"("1E-130")",
    R"("99999999999999999999999999999999999999")",
    R"("0.1e-129")",
    R"("a")",
    R"("AA==")",
    R"("AAB=")",
    R"("\u0000")",
    R"("\ud800")",
    R"("\ud83d\ude00")",
    "\"\xC3\"",
    "\"\xF0\x9F\x98\"",
    "\"\xFF\xFE\"",
    "\"\xED\xA0\x80\"",
    R"("$a*255")",
    R"("$a*256")",
    R"("$a*1025")",
    R"("$a*2049")",
    R"("$b*70000")",
    R"("$c*410000")",
    "{}",
    "[]"};

constexpr std::array<std::string_view, 28> kNames = {R"("S")",
                                                     R"("N")",
                                                     R"("B")",
                                                     R"("BOOL")",
                                                     R"("NULL")",
                                                     R"("SS")",
                                                     R"("NS")",
                                                     R"("BS")",
                                                     R"("L")",
                                                     R"("M")",
                                                     R"("pk")",
                                                     R"("sk")",
                                                     R"("a")",
                                                     R"("")",
                                                     R"("TableName")",
                                                     R"("Limit")",
                                                     R"("ExclusiveStartKey")",
                                                     R"("IndexName")",
                                                     R"("ReturnValues")",
                                                     R"("ReturnConsumedCapacity")",
                                                     R"("Select")",
                                                     R"("Segment")",
                                                     R"("TotalSegments")",
                                                     R"("ConditionExpression")",
                                                     R"("ExpressionAttributeValues")",
                                                     R"("ExpressionAttributeNames")",
                                                     R"("ConsistentRead")",
                                                     R"("$n*65536")"};

class Mutator {
 public:
  Mutator(JsonTree* tree, std::optional<JsonTree>* donor, Random& random)
      : tree_(tree), nodes_(AllNodes(tree)), random_(random) {
    if (donor->has_value()) donors_ = AllNodes(&**donor);
  }

  void Change() {
    if (nodes_.size() > kMaxNodes) return ChangeScalar(Any(nodes_));
    switch (Below(12)) {
      case 0:
      case 1:
        return ChangeScalar(Any(nodes_));
      case 2:
        return Assign(Any(nodes_), Scalar(Pick(kScalars)));
      case 3:
        return Remove();
      case 4:
        return Repeat();
      case 5:
        return Swap();
      case 6:
      case 7:
        return Take();
      case 8:
        return Rename();
      case 9:
        return Wrap(Any(nodes_), 1 + Below(3));
      case 10:
        return Insert();
      default:
        return Below(8) == 0 ? Wrap(Any(nodes_), 20 + Below(40)) : ChangeNumber();
    }
  }

 private:
  size_t Below(size_t bound) { return random_() % bound; }
  template <typename List>
  const typename List::value_type& Pick(const List& list) {
    return list[Below(list.size())];
  }
  JsonTree* Any(const std::vector<JsonTree*>& nodes) { return nodes[Below(nodes.size())]; }

  static JsonTree Scalar(std::string_view text) {
    JsonTree tree;
    tree.scalar = text;
    return tree;
  }

  // By way of a copy, since a node may come to stand in itself.
  static void Assign(JsonTree* to, JsonTree value) { *to = std::move(value); }

  JsonTree* AnyCollection() {
    std::vector<JsonTree*> found;
    for (JsonTree* node : nodes_) {
      if (!node->elements.empty()) found.push_back(node);
    }
    return found.empty() ? nullptr : Any(found);
  }

  void ChangeScalar(JsonTree* node) {
    if (node->kind != JsonTree::Kind::kScalar) return;
    const bool quoted = node->IsString() && node->scalar.size() >= 2;
    std::string bytes = quoted ? node->scalar.substr(1, node->scalar.size() - 2) : node->scalar;
    const size_t size = bytes.size();
    bytes.resize(size + 16);
    bytes.resize(LLVMFuzzerMutate(reinterpret_cast<uint8_t*>(bytes.data()), size, bytes.size()));
    std::erase(bytes, '\n');
    node->scalar = quoted ? "\"" + bytes + "\"" : bytes;
  }

  // To a neighbour, or to a number of another size.
  void ChangeNumber() {
    JsonTree* node = Any(nodes_);
    if (node->kind != JsonTree::Kind::kScalar) return;
    const std::string digits = std::to_string(Below(2) == 0 ? Below(50) : Below(1u << 31));
    node->scalar = node->IsString() ? "\"" + digits + "\"" : digits;
  }

  void Remove() {
    JsonTree* node = AnyCollection();
    if (node == nullptr) return;
    const size_t i = Below(node->elements.size());
    node->elements.erase(node->elements.begin() + static_cast<ptrdiff_t>(i));
    if (!node->names.empty()) node->names.erase(node->names.begin() + static_cast<ptrdiff_t>(i));
  }

  void Repeat() {
    JsonTree* node = AnyCollection();
    if (node == nullptr) return;
    const size_t i = Below(node->elements.size());
    for (size_t n = Below(16) == 0 ? 30 : 1; n > 0; --n) {
      JsonTree copy = node->elements[i];
      node->elements.push_back(std::move(copy));
      if (!node->names.empty()) node->names.push_back(std::string(node->names[i]));
    }
  }

  void Swap() {
    JsonTree* a = Any(nodes_);
    JsonTree* b = Any(nodes_);
    JsonTree copy_of_a = *a;
    JsonTree copy_of_b = *b;
    // One of them may be inside the other; then what the first assignment leaves of it counts.
    *a = std::move(copy_of_b);
    for (JsonTree* node : AllNodes(tree_)) {
      if (node == b) {
        *b = std::move(copy_of_a);
        return;
      }
    }
  }

  void Take() {
    const std::vector<JsonTree*>& from = donors_.empty() ? nodes_ : donors_;
    Assign(Any(nodes_), JsonTree(*Any(from)));
  }

  void Rename() {
    JsonTree* node = AnyCollection();
    if (node == nullptr || node->names.empty()) return;
    std::string& name = node->names[Below(node->names.size())];
    if (Below(3) == 0) {
      name = std::string(Pick(node->names));  // twice in one object
    } else {
      name = Pick(kNames);
    }
  }

  void Insert() {
    JsonTree* node = AnyCollection();
    if (node == nullptr) return;
    const std::vector<JsonTree*>& from = donors_.empty() ? nodes_ : donors_;
    JsonTree value = Below(2) == 0 ? Scalar(Pick(kScalars)) : JsonTree(*Any(from));
    if (node->kind == JsonTree::Kind::kObject) node->names.emplace_back(Pick(kNames));
    node->elements.push_back(std::move(value));
  }

  void Wrap(JsonTree* node, size_t levels) {
    const bool values =
        Below(2) == 0;  // {"L":[…]} around an attribute's value, or [ … ] around anything
    for (; levels > 0; --levels) {
      JsonTree list;
      list.kind = JsonTree::Kind::kArray;
      list.elements.push_back(*node);
      if (!values) {
        *node = std::move(list);
        continue;
      }
      JsonTree value;
      value.kind = JsonTree::Kind::kObject;
      value.names.emplace_back(R"("L")");
      value.elements.push_back(std::move(list));
      *node = std::move(value);
    }
  }

  JsonTree* tree_;
  std::vector<JsonTree*> nodes_;
  std::vector<JsonTree*> donors_;
  Random& random_;
};

}  // namespace

void MutateJson(std::string_view donor, size_t max_size, Random& random, std::string* text) {
  std::optional<JsonTree> tree = ParseTree(*text);
  if (!tree || random() % 16 == 0) {
    std::string bytes = *text;
    bytes.resize(text->size() + 16);
    bytes.resize(
        LLVMFuzzerMutate(reinterpret_cast<uint8_t*>(bytes.data()), text->size(), bytes.size()));
    std::replace(bytes.begin(), bytes.end(), '\n', ' ');
    if (bytes.size() <= max_size) *text = std::move(bytes);
    return;
  }
  std::optional<JsonTree> other = ParseTree(donor);
  for (size_t changes = 1 + random() % 3; changes > 0; --changes) {
    // Afresh for each: a change moves nodes.
    Mutator(&*tree, &other, random).Change();
  }
  std::string changed;
  AppendTree(*tree, &changed);
  if (changed.size() <= max_size) *text = std::move(changed);
}

}  // namespace pumice::fuzzing
