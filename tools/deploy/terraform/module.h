// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "tools/deploy/read_options.h"
#include "tools/deploy/terraform/configuration.h"
#include "tools/deploy/terraform/evaluator.h"
#include "tools/deploy/terraform/module_sources.h"
#include "tools/deploy/terraform/resource_body.h"

namespace pumice::deploy::terraform {

// What all modules of one evaluation share.
struct Session {
  const ReadOptions& options;
  std::filesystem::path root;
  Budget budget;
  ConfigurationReader reader;
  ModuleSources sources;
  std::vector<std::string> notes;
  std::map<std::string, size_t> passed_over;
  size_t modules = 0;
};

// An instance of a resource whose type has a schema.
struct ResourceInstance {
  std::string type;
  std::string address;  // "module.a.aws_dynamodb_table.music[0]"
  std::string region;   // another than the deployment's; empty: the deployment's
  Mark mark;
  Node node;          // its arguments; tags with the provider's default ones
  bool keep = false;  // lifecycle.prevent_destroy
};

// One instance of a module. Everything is evaluated when it is asked for, once.
class Module : public Scope {
 public:
  static constexpr size_t kMaxModules = 1'000;
  static constexpr int64_t kMaxInstances = 10'000;  // of one resource or module

  // The root. `session` must outlive it.
  Module(Session* session, std::shared_ptr<const Configuration> configuration, GivenValues given);
  ~Module() override;
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  // Evaluates variables, with their validations, and every resource that has a schema, in this
  // module and those that it calls. Throws TemplateError.
  void Evaluate(const std::function<void(const ResourceInstance&)>& visit);
  // Of the root. Throws TemplateError.
  std::vector<DesiredOutput> Outputs();

  Value Resolve(const Expression& root, std::span<const Step> steps, size_t* used,
                Evaluator* evaluator) override;
  std::string ReadFile(const std::string& path, const Mark& mark) override;
  bool HasFile(const std::string& path, const Mark& mark) override;

 private:
  std::filesystem::path FolderOf(const std::filesystem::path& file) const;
  // What count or for_each make of a block.
  struct Instance {
    std::string suffix;  // "[0]", "[\"a\"]"
    std::string name;    // the name to bind, "count" or "each"; empty: none
    Value bound;
  };
  enum class Repetition { kNone, kCount, kForEach };
  struct Instances {
    Repetition repetition = Repetition::kNone;
    std::vector<Instance> instances;
    std::optional<std::string> unknown;  // what they depend on
  };
  struct Child {
    Instance instance;
    std::unique_ptr<Module> module;
  };
  struct Children {
    Instances instances;
    std::vector<Child> modules;
  };

  Module(Module* parent, std::string address, const Block* call, Instance instance,
         std::shared_ptr<const Configuration> configuration);

  // The value of that key, computed once. Throws TemplateError for what needs itself.
  Value Once(const std::string& key, const Mark& mark, const std::function<Value()>& compute);
  std::string Place(const std::string& name) const;

  Value VariableValue(const std::string& name, const Mark& mark);
  Value ComputeVariable(const std::string& name, const Variable& variable);
  Value GivenVariable(const std::string& name, const Variable& variable);
  void Validate(const std::string& name);
  void ValidateOne(const std::string& name, const Block& rule);
  Value LocalValue(const std::string& name, const Mark& mark);
  Value OutputValue(const std::string& name, const Mark& mark);

  Instances Expand(const Block& block, const std::string& place);
  Instances ExpandForEach(const Argument& argument, const std::string& place);
  static Value Gather(const Instances& instances, std::vector<Value> values);

  Value ResourceValue(const std::string& name, const Mark& mark);
  Value DataValue(const std::string& name, const Mark& mark);
  std::vector<ResourceInstance> EvaluateResource(const Block& block, std::vector<Value>* values,
                                                 Instances* instances);
  ResourceInstance EvaluateInstance(const Block& block, const Instance& instance, Value* value);
  void ReadLifecycle(const Block& block, Evaluator* evaluator, ResourceInstance* made);
  Value OtherResource(const Block& block, const std::string& name);
  Value::Members TryArguments(const Body& body, Evaluator* evaluator);
  void AddProvider(const Block& block, Evaluator* evaluator, ResourceBody* body,
                   std::string* region);
  const Block* FindProvider(const Block& block) const;
  Value::Members Computed(const std::string& type, const Value::Members& members) const;

  Children& Call(const std::string& name, const Mark& mark);
  void MakeChildren(const std::string& name, const Block& call, Children* children);
  Value ModuleValue(const std::string& name, std::span<const Step> steps, size_t* used,
                    const Mark& mark, Evaluator* evaluator);
  static Value AllOutputs(Module* module, const Mark& mark);

  Session& session_;
  Module* const parent_;
  const std::string address_;  // "module.a[0]"; of the root: empty
  const Block* const call_;
  const Instance instance_;
  const std::shared_ptr<const Configuration> configuration_;
  const GivenValues given_;
  std::map<std::string, std::optional<Value>, std::less<>> values_;
  std::map<std::string, std::vector<ResourceInstance>, std::less<>> resources_;
  std::map<std::string, std::unique_ptr<Children>, std::less<>> children_;
};

}  // namespace pumice::deploy::terraform
