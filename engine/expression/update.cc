// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/update.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <optional>
#include <utility>

#include "engine/error/expressions.h"
#include "engine/error/items.h"
#include "engine/item/number.h"
#include "engine/item/number_fault.h"
#include "engine/item/value_writer.h"
#include "engine/schema/limits.h"

namespace pumice {
namespace {

void CheckNumber(NumberError error) {
  switch (error) {
    case NumberError::kNone:
      return;
    case NumberError::kSyntax:
      ThrowUpdateOperandType();
    // The service's word for a sum that takes more digits than a number can have.
    case NumberError::kTooManyDigits:
      CheckMagnitude(NumberError::kOverflow);
      return;
    case NumberError::kOverflow:
    case NumberError::kUnderflow:
      CheckMagnitude(error);
  }
}

Number ToNumber(ValueView value) {
  if (value.type() != ValueType::kNumber) ThrowUpdateOperandType();
  return Number::FromBytes(value.payload());
}

Number Combine(Op op, ValueView left, ValueView right) {
  const Number a = ToNumber(left);
  const Number b = ToNumber(right);
  Number result;
  CheckNumber(op == Op::kPlus ? a.Add(b, &result) : a.Subtract(b, &result));
  return result;
}

// Lists and maps nested in one another, the value itself included.
int NestingLevels(ValueView value) {
  int deepest = 0;
  if (value.type() == ValueType::kList) {
    for (const ValueView element : value.AsList()) {
      deepest = std::max(deepest, NestingLevels(element));
    }
  } else if (value.type() == ValueType::kMap) {
    for (const Attribute& attribute : value.AsMap()) {
      deepest = std::max(deepest, NestingLevels(attribute.value));
    }
  } else {
    return 0;
  }
  return deepest + 1;
}

// An item that may be kept is at most four times as long encoded as what it is charged for: an
// attribute costs a type, two lengths and a byte of name at least, and only the name is charged.
constexpr size_t kMaxEncodedSize = 4 * limits::kItemSize;

// Writes the new item while it walks the old one beside the tree of paths. Stops where the item can
// no longer be kept: the sum of what the paths ask for may be hundreds of times as much.
class Updater {
 public:
  Updater(const ParsedUpdate& update, const Binding& binding, const PathTree& tree,
          ItemView old_item, bool exists, std::string* out)
      : update_(update),
        binding_(binding),
        tree_(tree),
        old_item_(old_item),
        exists_(exists),
        out_(out),
        writer_(out) {}

  void WriteItem() { WriteAttributes(tree_.root(), old_item_, 1); }

 private:
  // `levels` counts the lists and maps that are open, the item among them.
  void WriteAttributes(const PathTree::Node& node, MapView map, int levels) {
    const char* copied = map.payload().data();
    const char* const map_end = copied + map.payload().size();
    auto attribute = map.begin();
    const auto end = map.end();
    for (uint32_t i = node.first_child; i != PathTree::kNone; i = tree_.node(i).next_sibling) {
      const PathTree::Node& child = tree_.node(i);
      const std::string_view name = child.element.name;
      while (attribute != end && attribute->name < name) ++attribute;
      const char* const here = attribute != end ? attribute.encoded().data() : map_end;
      out_->append(copied, static_cast<size_t>(here - copied));
      copied = here;
      std::optional<ValueView> old_value;
      if (attribute != end && attribute->name == name) {
        old_value = attribute->value;
        copied = old_value->end();
        ++attribute;
      }
      const size_t start = out_->size();
      writer_.Name(name);
      if (!WriteValue(child, old_value, levels)) out_->resize(start);
    }
    out_->append(copied, static_cast<size_t>(map_end - copied));
  }

  // Indexes mean the old list's elements; what is set beyond its end is appended.
  void WriteElements(const PathTree::Node& node, ListView list, int levels) {
    uint32_t i = node.first_child;
    uint32_t index = 0;
    for (const ValueView element : list) {
      if (i != PathTree::kNone && tree_.node(i).element.index == index) {
        WriteValue(tree_.node(i), element, levels);
        i = tree_.node(i).next_sibling;
      } else {
        writer_.Copy(element);
      }
      ++index;
    }
    for (; i != PathTree::kNone; i = tree_.node(i).next_sibling) {
      WriteValue(tree_.node(i), std::nullopt, levels);
    }
  }

  // Writes the new value at a node of the tree; false where there is none.
  bool WriteValue(const PathTree::Node& node, std::optional<ValueView> old_value, int levels) {
    if (node.leaf != PathTree::kNone) {
      return WriteResult(update_.actions[node.leaf], old_value, levels);
    }
    const bool wants_list = tree_.node(node.first_child).element.is_index;
    if (!exists_ && !old_value && OnlyRemoves(node)) return false;
    if (!old_value || old_value->type() != (wants_list ? ValueType::kList : ValueType::kMap)) {
      ThrowInvalidUpdatePath();
    }
    if (wants_list) {
      const size_t mark = writer_.BeginList();
      WriteElements(node, old_value->AsList(), levels + 1);
      writer_.End(mark);
    } else {
      const size_t mark = writer_.BeginMap();
      WriteAttributes(node, old_value->AsMap(), levels + 1);
      writer_.End(mark);
    }
    return true;
  }

  // Whether all actions below a node of the tree, which is no deeper than a path, are REMOVE.
  bool OnlyRemoves(const PathTree::Node& node) const {
    if (node.leaf != PathTree::kNone) {
      return update_.actions[node.leaf].clause == UpdateClause::kRemove;
    }
    for (uint32_t i = node.first_child; i != PathTree::kNone; i = tree_.node(i).next_sibling) {
      if (!OnlyRemoves(tree_.node(i))) return false;
    }
    return true;
  }

  bool WriteResult(const UpdateAction& action, std::optional<ValueView> old_value, int levels) {
    switch (action.clause) {
      case UpdateClause::kSet:
        WriteSet(action.operand, levels);
        return true;
      case UpdateClause::kRemove:
        return false;
      case UpdateClause::kAdd:
        WriteSum(old_value, binding_.value(update_.tree.node(action.operand)));
        return true;
      case UpdateClause::kDelete:
        return old_value &&
               WriteDifference(*old_value, binding_.value(update_.tree.node(action.operand)));
    }
    return false;
  }

  // Called before `bytes` are written. All that is computed becomes part of the item, and is there
  // twice while an operator joins it.
  void CheckSize(size_t bytes, const ValueWriter* writer) const {
    const bool fits = writer == &writer_ ? out_->size() + bytes <= kMaxEncodedSize
                                         : computed_bytes_ + bytes <= 2 * kMaxEncodedSize;
    if (!fits) ThrowUpdatedItemTooLarge();
  }

  void Copy(ValueView value, ValueWriter* writer) {
    CheckSize(value.encoded().size(), writer);
    writer->Copy(value);
  }

  void WriteSet(NodeId operand, int levels) {
    const size_t start = out_->size();
    WriteOperand(operand, &writer_);
    const ValueView value(out_->data() + start);
    if (NestingLevels(value) + levels > kMaxNesting) {
      ThrowNestingTooDeep();
    }
  }

  void WriteSum(std::optional<ValueView> old_value, ValueView operand) {
    if (!old_value) return Copy(operand, &writer_);
    if (old_value->type() != operand.type()) ThrowTypeMismatch();
    CheckSize(operand.encoded().size(), &writer_);
    if (operand.type() == ValueType::kList) {
      return WriteConcatenation(*old_value, operand, &writer_);
    }
    if (operand.type() == ValueType::kNumber) {
      return writer_.Number(Combine(Op::kPlus, *old_value, operand));
    }
    const SetView a = old_value->AsSet();
    const SetView b = operand.AsSet();
    std::vector<std::string_view> elements;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(elements));
    writer_.Set(operand.type(), elements);
  }

  bool WriteDifference(ValueView old_value, ValueView operand) {
    if (old_value.type() != operand.type()) ThrowTypeMismatch();
    const SetView a = old_value.AsSet();
    const SetView b = operand.AsSet();
    std::vector<std::string_view> elements;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(elements));
    if (elements.empty()) return false;
    writer_.Set(operand.type(), elements);
    return true;
  }

  void WriteOperand(NodeId id, ValueWriter* writer) {
    const Node& node = update_.tree.node(id);
    if (node.op != Op::kPlus && node.op != Op::kMinus && node.op != Op::kListAppend) {
      return Copy(Resolve(id), writer);
    }
    const std::span<const NodeId> operands = update_.tree.operands(node);
    const size_t mark = computed_.size();
    const ValueView left = Resolve(operands[0]);
    const ValueView right = Resolve(operands[1]);
    if (node.op != Op::kListAppend) {
      writer->Number(Combine(node.op, left, right));
    } else {
      if (left.type() != ValueType::kList || right.type() != ValueType::kList) {
        ThrowUpdateOperandType();
      }
      WriteConcatenation(left, right, writer);
    }
    ForgetComputed(mark);
  }

  void WriteConcatenation(ValueView left, ValueView right, ValueWriter* writer) {
    CheckSize(left.payload().size() + right.payload().size(), writer);
    const size_t mark = writer->BeginList();
    for (const ValueView element : left.AsList()) writer->Copy(element);
    for (const ValueView element : right.AsList()) writer->Copy(element);
    writer->End(mark);
  }

  // The operand of ADD or DELETE has another type than the attribute.
  [[noreturn]] void ThrowTypeMismatch() const {
    if (update_.legacy) ThrowAttributeUpdateType();
    ThrowUpdateOperandType();
  }

  // An operand's value in the old item.
  ValueView Resolve(NodeId id) {
    for (;;) {
      const Node& node = update_.tree.node(id);
      if (node.op == Op::kValue) return binding_.value(node);
      if (node.op == Op::kPath) {
        const std::optional<ValueView> value = FindPath(old_item_, binding_.path(node));
        if (!value) ThrowMissingOperand();
        return *value;
      }
      if (node.op != Op::kIfNotExists) return Compute(id);
      const std::span<const NodeId> operands = update_.tree.operands(node);
      const Node& path = update_.tree.node(operands[0]);
      const std::optional<ValueView> value = FindPath(old_item_, binding_.path(path));
      if (value) return *value;
      id = operands[1];
    }
  }

  ValueView Compute(NodeId id) {
    std::string& result = computed_.emplace_back();
    ValueWriter writer(&result);
    WriteOperand(id, &writer);
    computed_bytes_ += result.size();
    return ValueView(result.data());
  }

  // Operands from the one at `mark` on are part of their operator's result now.
  void ForgetComputed(size_t mark) {
    for (; computed_.size() > mark; computed_.pop_back())
      computed_bytes_ -= computed_.back().size();
  }

  const ParsedUpdate& update_;
  const Binding& binding_;
  const PathTree& tree_;
  const ItemView old_item_;
  const bool exists_;
  std::string* out_;
  ValueWriter writer_;
  std::deque<std::string> computed_;  // operands of operands that are not written yet
  size_t computed_bytes_ = 0;
};

std::string_view ClauseTypeName(ValueType type) {
  switch (type) {
    case ValueType::kString:
      return "STRING";
    case ValueType::kNumber:
      return "NUMBER";
    case ValueType::kBinary:
      return "BINARY";
    case ValueType::kBool:
      return "BOOLEAN";
    case ValueType::kNull:
      return "NULL";
    case ValueType::kList:
      return "LIST";
    case ValueType::kMap:
      return "MAP";
    default:
      return ValueTypeName(type);
  }
}

// The operands of ADD and DELETE.
void CheckClauseOperand(UpdateClause clause, ValueType type) {
  const bool is_add = clause == UpdateClause::kAdd;
  if (IsSet(type) || (is_add && type == ValueType::kNumber)) return;
  ThrowClauseOperandType(is_add ? "ADD" : "DELETE", ClauseTypeName(type));
}

}  // namespace

// The service binds the paths first, then the operands, both from the text's end to its beginning.
BoundUpdate::BoundUpdate(std::shared_ptr<const ParsedUpdate> update, Placeholders& placeholders)
    : update_(std::move(update)), binding_(update_->tree, ExpressionKind::kUpdate) {
  for (size_t i = path_count(); i-- > 0;) {
    binding_.BindNode(update_->tree, update_->actions[i].path, placeholders);
    tree_.Add(ExpressionKind::kUpdate, path(i), static_cast<uint32_t>(i));
  }
  for (size_t i = path_count(); i-- > 0;) {
    const UpdateAction& action = update_->actions[i];
    if (action.clause == UpdateClause::kRemove) continue;
    for (NodeId id = action.path + 1; id <= action.operand; ++id) {
      binding_.BindNode(update_->tree, id, placeholders);
    }
    if (action.clause == UpdateClause::kSet || update_->legacy) continue;
    CheckClauseOperand(action.clause, binding_.value(update_->tree.node(action.operand)).type());
  }
  binding_.CheckOperatorCount(update_->tree);
}

void BoundUpdate::Apply(ItemView old_item, std::string* new_item, bool exists) const {
  Updater(*update_, binding_, tree_, old_item, exists, new_item).WriteItem();
}

size_t BoundUpdate::MaxSizeOf(ItemView item, size_t size) const {
  // Measured on the service: what the update does not write counts for less than these.
  constexpr size_t kAnyUpdate = 3;
  constexpr size_t kWrites = 19;  // SET or ADD
  constexpr size_t kRemoves = 2;  // REMOVE or DELETE
  if (size + kAnyUpdate + kWrites + kRemoves <= limits::kItemSize) return limits::kItemSize;
  size_t overhead = kAnyUpdate;
  const auto has = [&](UpdateClause one, UpdateClause other) {
    return std::ranges::any_of(update_->actions, [&](const UpdateAction& action) {
      return action.clause == one || action.clause == other;
    });
  };
  if (has(UpdateClause::kSet, UpdateClause::kAdd)) overhead += kWrites;
  if (has(UpdateClause::kRemove, UpdateClause::kDelete)) overhead += kRemoves;
  size_t not_written = 0;
  for (const Attribute& attribute : item) {
    if (Touches(attribute.name)) continue;
    not_written += attribute.name.size() + ValueSize(attribute.value);
  }
  return limits::kItemSize + std::min(not_written, overhead) - overhead;
}

bool BoundUpdate::Touches(std::string_view name) const {
  for (uint32_t i = tree_.root().first_child; i != PathTree::kNone;
       i = tree_.node(i).next_sibling) {
    if (tree_.node(i).element.name == name) return true;
  }
  return false;
}

}  // namespace pumice
