// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/module.h"

#include <utility>

#include "protocol/deploy/template_error.h"
#include "tools/deploy/template_file.h"
#include "tools/deploy/terraform/decimal.h"
#include "tools/deploy/terraform/json_value.h"
#include "tools/deploy/terraform/type.h"

namespace pumice::deploy::terraform {

Module::Module(Session* session, std::shared_ptr<const Configuration> configuration,
               GivenValues given)
    : session_(*session),
      parent_(nullptr),
      call_(nullptr),
      configuration_(std::move(configuration)),
      given_(std::move(given)) {}

Module::Module(Module* parent, std::string address, const Block* call, Instance instance,
               std::shared_ptr<const Configuration> configuration)
    : session_(parent->session_),
      parent_(parent),
      address_(std::move(address)),
      call_(call),
      instance_(std::move(instance)),
      configuration_(std::move(configuration)) {}

Module::~Module() = default;

std::string Module::Place(const std::string& name) const {
  return address_.empty() ? name : address_ + "." + name;
}

Value Module::Once(const std::string& key, const Mark& mark,
                   const std::function<Value()>& compute) {
  const auto [entry, is_new] = values_.try_emplace(key);
  if (!is_new) {
    if (entry->second) return *entry->second;
    throw TemplateError(mark, Place(key), "this needs itself");
  }
  try {
    entry->second = compute();
  } catch (...) {
    // Whoever asks again, such as try(), gets the same fault.
    values_.erase(entry);
    throw;
  }
  return *entry->second;
}

// Variables.

Value Module::VariableValue(const std::string& name, const Mark& mark) {
  const auto found = configuration_->variables.find(name);
  if (found == configuration_->variables.end())
    throw TemplateError(mark, Place("var." + name), "there is no such variable");
  return Once("var." + name, mark, [&] { return ComputeVariable(name, found->second); });
}

Value Module::ComputeVariable(const std::string& name, const Variable& variable) {
  Value value = GivenVariable(name, variable);
  const Argument* const otherwise = variable.block->body.Find("default");
  if (value.is_null() && !variable.nullable && otherwise != nullptr)
    value = Evaluator(this, &session_.budget, Place("var." + name)).Evaluate(*otherwise->value);
  if (value.is_null() && !variable.nullable)
    throw TemplateError(variable.block->mark, Place("var." + name), "the value must not be null");
  std::string fault;
  session_.budget.Charge(value.count(), variable.block->mark);
  std::optional<Value> converted = Convert(value, variable.type, &fault);
  if (!converted) throw TemplateError(variable.block->mark, Place("var." + name), fault);
  return *std::move(converted);
}

// What the call gives, or the options; else the default.
Value Module::GivenVariable(const std::string& name, const Variable& variable) {
  const std::string place = Place("var." + name);
  if (parent_ != nullptr) {
    if (const Argument* const argument = call_->body.Find(name)) {
      Evaluator evaluator(parent_, &session_.budget, parent_->Place("module." + call_->labels[0]));
      if (!instance_.name.empty()) evaluator.Bind(instance_.name, instance_.bound);
      return evaluator.Evaluate(*argument->value);
    }
  }
  Evaluator evaluator(this, &session_.budget, place);
  const auto given = given_.find(name);
  if (given != given_.end()) {
    return given->second.expression == nullptr ? given->second.value
                                               : evaluator.Evaluate(*given->second.expression);
  }
  if (const Argument* const otherwise = variable.block->body.Find("default"))
    return evaluator.Evaluate(*otherwise->value);
  throw TemplateError(variable.block->mark, place,
                      parent_ == nullptr
                          ? "the variable has no value: give it with --var " + name + "=…"
                          : "the module's call gives the variable no value");
}

void Module::Validate(const std::string& name) {
  const Variable& variable = configuration_->variables.find(name)->second;
  for (const Block& rule : variable.block->body.blocks) ValidateOne(name, rule);
}

void Module::ValidateOne(const std::string& name, const Block& rule) {
  const Argument* const condition = rule.body.Find("condition");
  const Argument* const message = rule.body.Find("error_message");
  Evaluator evaluator(this, &session_.budget, Place("var." + name));
  if (condition == nullptr || message == nullptr)
    evaluator.Fail(rule.mark, "a validation needs condition and error_message");
  const Value holds = evaluator.Evaluate(*condition->value);
  if (holds.is_unknown()) return;
  const std::optional<bool> result = AsBool(holds);
  if (!result) evaluator.Fail(condition->value->mark, "the condition must be true or false");
  if (*result) return;
  const Value text = evaluator.Evaluate(*message->value);
  evaluator.Fail(condition->value->mark, AsText(text).value_or("the value is not valid"));
}

Value Module::LocalValue(const std::string& name, const Mark& mark) {
  const auto found = configuration_->locals.find(name);
  if (found == configuration_->locals.end())
    throw TemplateError(mark, Place("local." + name), "there is no such local value");
  return Once("local." + name, mark, [&] {
    return Evaluator(this, &session_.budget, Place("local." + name))
        .Evaluate(*found->second->value);
  });
}

// Outputs.

Value Module::OutputValue(const std::string& name, const Mark& mark) {
  const auto found = configuration_->outputs.find(name);
  if (found == configuration_->outputs.end())
    throw TemplateError(mark, Place("output." + name), "the module has no such output");
  return Once("output." + name, mark, [&] {
    const Argument* const value = found->second->body.Find("value");
    if (value == nullptr)
      throw TemplateError(found->second->mark, Place("output." + name), "value is required");
    return Evaluator(this, &session_.budget, Place("output." + name)).Evaluate(*value->value);
  });
}

std::vector<DesiredOutput> Module::Outputs() {
  std::vector<DesiredOutput> outputs;
  for (const Block* const block : configuration_->output_order) {
    DesiredOutput output;
    output.name = block->labels[0];
    const Value value = OutputValue(output.name, block->mark);
    session_.budget.Charge(value.count(), block->mark);
    const Argument* const sensitive = block->body.Find("sensitive");
    const Argument* const description = block->body.Find("description");
    if (description != nullptr) output.description = description->value->value.text();
    if (sensitive != nullptr && sensitive->value->value.is_true()) {
      output.value = "(sensitive value)";
    } else if (!value.is_known()) {
      output.value = "(known after apply)";
    } else if (const std::optional<std::string> text = AsText(value)) {
      output.value = *text;
    } else {
      AppendJson(value, &output.value);
    }
    outputs.push_back(std::move(output));
  }
  return outputs;
}

// Modules.

Module::Children& Module::Call(const std::string& name, const Mark& mark) {
  const auto found = configuration_->calls.find(name);
  if (found == configuration_->calls.end())
    throw TemplateError(mark, Place("module." + name), "there is no such module");
  const auto [entry, is_new] = children_.try_emplace(name);
  if (is_new) {
    auto children = std::make_unique<Children>();
    try {
      MakeChildren(name, *found->second, children.get());
    } catch (...) {
      children_.erase(entry);
      throw;
    }
    entry->second = std::move(children);
  } else if (entry->second == nullptr) {
    throw TemplateError(mark, Place("module." + name), "this needs itself");
  }
  return *entry->second;
}

void Module::MakeChildren(const std::string& name, const Block& call, Children* children) {
  const std::string place = Place("module." + name);
  const Argument* const source = call.body.Find("source");
  if (source == nullptr || source->value->kind != Expression::Kind::kLiteral ||
      !source->value->value.is_string())
    throw TemplateError(call.mark, place, "a module needs a source, as a string");
  std::string key = name;
  for (const Module* caller = this; caller->parent_ != nullptr; caller = caller->parent_)
    key = caller->call_->labels[0] + "." + key;
  const auto configuration =
      session_.reader.Read(session_.sources.Find(key, source->value->value.text(),
                                                 configuration_->folder, source->value->mark),
                           source->value->mark);
  for (const Module* caller = this; caller != nullptr; caller = caller->parent_) {
    if (caller->configuration_ == configuration)
      throw TemplateError(source->value->mark, place, "the module calls itself");
  }
  for (const Argument& argument : call.body.arguments) {
    const bool own = argument.name == "source" || argument.name == "version" ||
                     argument.name == "count" || argument.name == "for_each" ||
                     argument.name == "providers" || argument.name == "depends_on";
    if (!own && !configuration->variables.contains(argument.name))
      throw TemplateError(argument.mark, place, "the module has no variable " + argument.name);
  }
  children->instances = Expand(call, place);
  if (children->instances.unknown) {
    throw TemplateError(call.mark, place,
                        *children->instances.unknown + " is known only after terraform apply");
  }
  for (const Instance& instance : children->instances.instances) {
    if (++session_.modules > kMaxModules)
      throw BoundsError(call.mark, place, "there are more than 1,000 modules");
    children->modules.push_back(
        {instance, std::unique_ptr<Module>(
                       new Module(this, place + instance.suffix, &call, instance, configuration))});
  }
}

Value Module::AllOutputs(Module* module, const Mark& mark) {
  Value::Members outputs;
  for (const auto& output : module->configuration_->outputs)
    outputs.emplace(output.first, module->OutputValue(output.first, mark));
  return Value::Map(std::move(outputs));
}

// Takes an output alone where one is asked for: others of the module may need what asks.
Value Module::ModuleValue(const std::string& name, std::span<const Step> steps, size_t* used,
                          const Mark& mark, Evaluator* evaluator) {
  Children& children = Call(name, mark);
  const bool is_one = children.instances.repetition == Repetition::kNone;
  const size_t output = is_one ? 1 : 2;
  if (steps.size() > output && steps[output].kind == Step::Kind::kAttribute &&
      (is_one || steps[1].kind == Step::Kind::kIndex)) {
    *used = output + 1;
    if (is_one) return children.modules[0].module->OutputValue(steps[1].name, steps[1].mark);
    const Value key = evaluator->Evaluate(*steps[1].key);
    if (key.is_unknown()) return key;
    for (Child& child : children.modules) {
      const Value* const own =
          child.instance.bound.Find(child.instance.name == "count" ? "index" : "key");
      if (own != nullptr && AsText(*own) == AsText(key))
        return child.module->OutputValue(steps[2].name, steps[2].mark);
    }
    evaluator->Fail(steps[1].mark, "the module has no such instance");
  }
  *used = 1;
  std::vector<Value> values;
  for (Child& child : children.modules) values.push_back(AllOutputs(child.module.get(), mark));
  return Gather(children.instances, std::move(values));
}

// Repetition.

Module::Instances Module::Expand(const Block& block, const std::string& place) {
  Instances made;
  if (const Argument* const for_each = block.body.Find("for_each"))
    return ExpandForEach(*for_each, place);
  const Argument* const count = block.body.Find("count");
  if (count == nullptr) {
    made.instances.emplace_back();
    return made;
  }
  made.repetition = Repetition::kCount;
  Evaluator evaluator(this, &session_.budget, place);
  const Value value = evaluator.Evaluate(*count->value);
  if (value.is_unknown()) {
    made.unknown = value.text();
    return made;
  }
  const std::optional<std::string> number = AsNumber(value);
  const std::optional<int64_t> whole = number ? WholeDecimal(*number) : std::nullopt;
  if (!whole || *whole < 0 || *whole > kMaxInstances)
    evaluator.Fail(count->value->mark, "count must be a whole number from 0 to 10,000");
  session_.budget.Charge(static_cast<size_t>(*whole), count->mark);
  for (int64_t i = 0; i < *whole; ++i) {
    made.instances.push_back(
        {"[" + std::to_string(i) + "]", "count", Value::Map({{"index", Value::Number(i)}})});
  }
  return made;
}

Module::Instances Module::ExpandForEach(const Argument& argument, const std::string& place) {
  Instances made;
  made.repetition = Repetition::kForEach;
  Evaluator evaluator(this, &session_.budget, place);
  const Value value = evaluator.Evaluate(*argument.value);
  const Mark& mark = argument.value->mark;
  if (value.is_unknown() || (value.is_set() && !value.is_known())) {
    made.unknown = *value.FirstUnknown();
    return made;
  }
  const auto add = [&](const std::string& key, const Value& item) {
    session_.budget.Charge(1, mark);
    std::string suffix = "[";
    AppendJson(Value::String(key), &suffix);
    made.instances.push_back(
        {suffix + "]", "each", Value::Map({{"key", Value::String(key)}, {"value", item}})});
  };
  if (value.count() > static_cast<size_t>(kMaxInstances) * 50 ||
      value.items().size() + value.members().size() > static_cast<size_t>(kMaxInstances))
    evaluator.Fail(mark, "for_each must have at most 10,000 elements");
  if (value.is_map()) {
    for (const auto& member : value.members()) add(member.first, member.second);
    return made;
  }
  if (!value.is_set()) evaluator.Fail(mark, "for_each needs a map or a set of strings (toset)");
  for (const Value& item : value.items()) {
    if (!item.is_string()) evaluator.Fail(mark, "for_each needs a map or a set of strings");
    add(item.text(), item);
  }
  return made;
}

Value Module::Gather(const Instances& instances, std::vector<Value> values) {
  if (instances.repetition == Repetition::kNone) return values.at(0);
  if (instances.repetition == Repetition::kCount) return Value::List(std::move(values));
  Value::Members members;
  for (size_t i = 0; i < values.size(); ++i)
    members.emplace(instances.instances[i].bound.Find("key")->text(), std::move(values[i]));
  return Value::Map(std::move(members));
}

// Everything.

void Module::Evaluate(const std::function<void(const ResourceInstance&)>& visit) {
  for (const auto& variable : configuration_->variables) {
    (void)VariableValue(variable.first, variable.second.block->mark);
    Validate(variable.first);
  }
  for (const Block* const block : configuration_->resource_order) {
    if (FindResourceSchema(block->labels[0]) == nullptr) {
      ++session_.passed_over[block->labels[0]];
      continue;
    }
    const std::string name = block->labels[0] + "." + block->labels[1];
    (void)ResourceValue(name, block->mark);
    for (const ResourceInstance& instance : resources_[name]) visit(instance);
  }
  for (const Block* const call : configuration_->call_order) {
    for (Child& child : Call(call->labels[0], call->mark).modules) child.module->Evaluate(visit);
  }
}

// Names.

Value Module::Resolve(const Expression& root, std::span<const Step> steps, size_t* used,
                      Evaluator* evaluator) {
  const std::string& name = root.name;
  if (name == "each" || name == "count" || name == "self")
    evaluator->Fail(root.mark, "\"" + name + "\" is not known here");
  const auto attribute = [&](size_t index) -> const std::string& {
    if (index >= steps.size() || steps[index].kind != Step::Kind::kAttribute)
      evaluator->Fail(root.mark, "\"" + name + "\" is not known here, or a name must follow it");
    return steps[index].name;
  };
  *used = 1;
  const std::string& first = attribute(0);
  if (name == "var") return VariableValue(first, root.mark);
  if (name == "local") return LocalValue(first, root.mark);
  if (name == "module") return ModuleValue(first, steps, used, root.mark, evaluator);
  if (name == "path") {
    if (first != "module") return Value::String(".");
    const std::string path = configuration_->folder.lexically_relative(session_.root).string();
    return Value::String(path.empty() ? "." : path);
  }
  if (name == "terraform" || name == "tofu") {
    if (first != "workspace" || !session_.options.environment) return Value::String("default");
    return Value::String(session_.options.environment("TF_WORKSPACE").value_or("default"));
  }
  const bool is_data = name == "data" || name == "ephemeral";
  if (!is_data) return ResourceValue(name + "." + first, root.mark);
  *used = 2;
  return DataValue(first + "." + attribute(1), root.mark);
}

// Files.

// A module from beside the root may have files of its own.
std::filesystem::path Module::FolderOf(const std::filesystem::path& file) const {
  const std::filesystem::path relative =
      file.lexically_normal().lexically_relative(configuration_->folder.lexically_normal());
  const bool is_own = !relative.empty() && *relative.begin() != "..";
  return is_own ? configuration_->folder : session_.root;
}

std::string Module::ReadFile(const std::string& path, const Mark& mark) {
  const std::filesystem::path file = session_.root / path;
  return ReadFileWithin(FolderOf(file), file, mark);
}

bool Module::HasFile(const std::string& path, const Mark& mark) {
  const std::filesystem::path file = session_.root / path;
  CheckWithin(FolderOf(file), file, mark);
  std::error_code error;
  return std::filesystem::is_regular_file(file, error);
}

}  // namespace pumice::deploy::terraform
