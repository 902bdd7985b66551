// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/resource_body.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tools/deploy/terraform/type.h"

namespace pumice::deploy::terraform {
namespace {

using Form = ArgumentSchema::Form;
using Flags = ArgumentSchema::Flags;

// Terraform's own, of every resource.
constexpr std::string_view kOwnArguments[] = {"count", "for_each", "provider", "depends_on"};
constexpr std::string_view kOwnBlocks[] = {"lifecycle", "timeouts", "provisioner", "connection"};

Type TypeOf(Form form) {
  Type element;
  element.kind = Type::Kind::kString;
  Type type;
  switch (form) {
    case Form::kString:
      type.kind = Type::Kind::kString;
      break;
    case Form::kNumber:
      type.kind = Type::Kind::kNumber;
      break;
    case Form::kBool:
      type.kind = Type::Kind::kBool;
      break;
    case Form::kStrings:
      type.kind = Type::Kind::kList;
      break;
    case Form::kStringMap:
      type.kind = Type::Kind::kMap;
      break;
  }
  type.element = std::make_shared<const Type>(element);
  return type;
}

// A value without unknown parts as a node.
Node NodeOf(const Value& value, const Mark& mark) {
  switch (value.kind()) {
    case Value::Kind::kBool:
      return Node::Bool(value.is_true(), mark);
    case Value::Kind::kNumber:
      return Node::Number(value.text(), mark);
    case Value::Kind::kString:
      return Node::String(value.text(), mark);
    case Value::Kind::kList:
    case Value::Kind::kSet: {
      Node list = Node::List(mark);
      for (const Value& item : value.items()) list.Add(NodeOf(item, mark));
      return list;
    }
    case Value::Kind::kMap: {
      Node map = Node::Map(mark);
      for (const auto& [name, member] : value.members())
        map.members().emplace_back(name, NodeOf(member, mark));
      return map;
    }
    default:
      return Node::Null(mark);
  }
}

class BodyReader {
 public:
  BodyReader(Evaluator* evaluator, std::vector<std::string>* notes)
      : evaluator_(*evaluator), notes_(*notes) {}

  ResourceBody Read(const Body& body, const BlockSchema& schema, const Mark& mark, bool is_outer) {
    ResourceBody read;
    read.node = Node::Map(mark);
    for (const Argument& argument : body.arguments) {
      if (is_outer && std::ranges::find(kOwnArguments, argument.name) != std::end(kOwnArguments))
        continue;
      ReadArgument(argument, schema, &read);
    }
    for (const ArgumentSchema& argument : schema.arguments) {
      const auto made = read.members.find(argument.name);
      if (made != read.members.end() && !made->second.is_null()) continue;
      if (argument.flags == Flags::kRequired)
        Fail(mark, "the argument \"" + std::string(argument.name) + "\" is required");
      read.members.try_emplace(std::string(argument.name));
    }
    ReadBlocks(body, schema, is_outer, &read);
    return read;
  }

 private:
  [[noreturn]] void Fail(const Mark& mark, const std::string& message) const {
    evaluator_.Fail(mark, message);
  }

  void ReadArgument(const Argument& argument, const BlockSchema& schema, ResourceBody* read) {
    const ArgumentSchema* const found = schema.FindArgument(argument.name);
    if (found == nullptr) {
      Fail(argument.mark,
           "there is no argument \"" + argument.name + "\" in " + std::string(schema.name));
    }
    const std::string outer = evaluator_.place();
    evaluator_.set_place(outer + "." + argument.name);
    const Mark& mark = argument.value->mark;
    std::string fault;
    std::optional<Value> value =
        Convert(evaluator_.Evaluate(*argument.value), TypeOf(found->form), &fault);
    if (!value) Fail(mark, fault);
    const Value known = Known(*value, *found, mark);
    if (!known.is_null()) read->node.members().emplace_back(argument.name, NodeOf(known, mark));
    read->members.insert_or_assign(argument.name, *std::move(value));
    evaluator_.set_place(outer);
  }

  // The value without what is not known.
  Value Known(const Value& value, const ArgumentSchema& schema, const Mark& mark) {
    if (value.is_known()) return value;
    const std::string& what = *value.FirstUnknown();
    if (schema.flags != Flags::kMayBeUnknown)
      Fail(mark, what + " is known only after terraform apply");
    notes_.push_back(mark.Text() + ": " + evaluator_.place() + ": " + what +
                     " is known only after terraform apply; it is left out");
    if (value.is_sequence()) {
      Value::Items items = value.items();
      std::erase_if(items, [](const Value& item) { return !item.is_known(); });
      return Value::List(std::move(items));
    }
    if (!value.is_map()) return {};
    Value::Members members = value.members();
    std::erase_if(members, [](const auto& member) { return !member.second.is_known(); });
    return Value::Map(std::move(members));
  }

  void ReadBlocks(const Body& body, const BlockSchema& schema, bool is_outer, ResourceBody* read) {
    std::map<std::string_view, std::pair<Value::Items, Node>> lists;
    for (const BlockSchema& block : schema.blocks)
      lists.emplace(block.name, std::pair(Value::Items(), Node::List(read->node.mark())));
    for (const Block& block : body.blocks) {
      if (is_outer && std::ranges::find(kOwnBlocks, block.type) != std::end(kOwnBlocks)) continue;
      const bool is_dynamic = block.type == "dynamic" && block.labels.size() == 1;
      const std::string& name = is_dynamic ? block.labels[0] : block.type;
      const BlockSchema* const found = schema.FindBlock(name);
      if (found == nullptr)
        Fail(block.mark, "there is no block \"" + name + "\" in " + std::string(schema.name));
      auto& list = lists.at(found->name);
      const auto add = [&](const Body& content, const Mark& mark) {
        const std::string outer = evaluator_.place();
        evaluator_.set_place(outer + "." + name);
        ResourceBody made = Read(content, *found, mark, false);
        list.first.push_back(Value::Map(std::move(made.members)));
        list.second.Add(std::move(made.node));
        evaluator_.set_place(outer);
      };
      if (is_dynamic) {
        ReadDynamic(block, add);
      } else {
        add(block.body, block.mark);
      }
    }
    for (auto& [name, list] : lists) {
      read->members.insert_or_assign(std::string(name), Value::List(std::move(list.first)));
      if (!list.second.items().empty())
        read->node.members().emplace_back(std::string(name), std::move(list.second));
    }
  }

  template <typename Add>
  void ReadDynamic(const Block& block, Add add) {
    const Argument* const for_each = block.body.Find("for_each");
    const Argument* const iterator = block.body.Find("iterator");
    if (for_each == nullptr || block.body.blocks.size() != 1 ||
        block.body.blocks[0].type != "content")
      Fail(block.mark, "a dynamic block needs for_each and one block content");
    std::string name = block.labels[0];
    if (iterator != nullptr) {
      if (iterator->value->kind != Expression::Kind::kName)
        Fail(iterator->value->mark, "iterator must be a name");
      name = iterator->value->name;
    }
    const Mark& mark = for_each->value->mark;
    const Value collection = evaluator_.Evaluate(*for_each->value);
    if (collection.is_unknown())
      Fail(mark, collection.text() + " is known only after terraform apply");
    const auto visit = [&](Value key, const Value& value) {
      evaluator_.budget().Charge(1, mark);
      evaluator_.Bind(name, Value::Map({{"key", std::move(key)}, {"value", value}}));
      add(block.body.blocks[0].body, block.mark);
      evaluator_.Unbind();
    };
    if (collection.is_map()) {
      for (const auto& [key, member] : collection.members()) visit(Value::String(key), member);
    } else if (collection.is_sequence()) {
      int64_t index = 0;
      for (const Value& item : collection.items())
        visit(collection.is_set() ? item : Value::Number(index++), item);
    } else {
      Fail(mark,
           "for_each needs a list, set or map, not " + std::string(KindName(collection.kind())));
    }
  }

  Evaluator& evaluator_;
  std::vector<std::string>& notes_;
};

}  // namespace

ResourceBody ReadResourceBody(const Body& body, const BlockSchema& schema, const Mark& mark,
                              Evaluator* evaluator, std::vector<std::string>* notes) {
  return BodyReader(evaluator, notes).Read(body, schema, mark, true);
}

}  // namespace pumice::deploy::terraform
