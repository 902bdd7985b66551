// SPDX-License-Identifier: Apache-2.0

// Plans and states in JSON.

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "protocol/deploy/template_error.h"
#include "tools/deploy/terraform/resource_values.h"
#include "tools/deploy/terraform/table_collector.h"
#include "tools/deploy/terraform/terraform.h"

namespace pumice::deploy {
namespace terraform {
namespace {

constexpr int kMaxModuleDepth = 50;

// What the configuration within a plan says of the arguments that the plan does not know yet: the
// tables that "resource_arn = aws_dynamodb_table.music.arn" means.
class References {
 public:
  explicit References(const Node& root) {
    const Node* const configuration = root.Find("configuration");
    const Node* const module = configuration ? configuration->Find("root_module") : nullptr;
    if (module != nullptr) Read(*module, "", 0);
  }

  // The first resource that an argument refers to, by address without indexes; empty: none.
  std::string Find(const std::string& address, std::string_view argument) const {
    const auto found = found_.find(WithoutIndexes(address) + "." + std::string(argument));
    return found == found_.end() ? "" : found->second;
  }

  static std::string WithoutIndexes(const std::string& address) {
    std::string plain;
    int depth = 0;
    for (const char c : address) {
      if (c == '[') ++depth;
      if (depth == 0) plain += c;
      if (c == ']') --depth;
    }
    return plain;
  }

 private:
  void Read(const Node& module, const std::string& prefix, int depth) {
    if (depth > kMaxModuleDepth) return;
    if (const Node* const resources = module.Find("resources")) {
      for (const Node& resource : resources->items()) ReadResource(resource, prefix);
    }
    if (const Node* const calls = module.Find("module_calls")) {
      for (const Node::Member& call : calls->members()) {
        const Node* const inner = call.second.Find("module");
        if (inner != nullptr) Read(*inner, prefix + "module." + call.first + ".", depth + 1);
      }
    }
  }

  void ReadResource(const Node& resource, const std::string& prefix) {
    const Node* const expressions = resource.Find("expressions");
    if (expressions == nullptr) return;
    for (const Node::Member& expression : expressions->members()) {
      const Node* const references = expression.second.Find("references");
      if (references == nullptr || references->items().empty()) continue;
      // The longest stands first: "aws_dynamodb_table.music.arn".
      std::string first = WithoutIndexes(references->items()[0].text());
      const size_t dot = first.find('.', first.find('.') + 1);
      if (!first.starts_with("aws_dynamodb_table.") || dot == std::string::npos) continue;
      found_[prefix + TextOf(resource, "address") + "." + expression.first] =
          prefix + first.substr(0, dot);
    }
  }

  std::map<std::string, std::string> found_;
};

class JsonReader {
 public:
  JsonReader(const Node& root, const ReadOptions& options)
      : root_(root), options_(options), references_(root), collector_(options, &desired_) {}

  DesiredTables Read() {
    if (const Node* const values = Values()) {
      if (const Node* const module = values->Find("root_module")) ReadModule(*module, 0);
      if (const Node* const outputs = values->Find("outputs")) ReadOutputs(*outputs);
    } else {
      ReadState();
    }
    Resolve();
    collector_.Finish();
    return std::move(desired_);
  }

 private:
  const Node* Values() const {
    const Node* const planned = root_.Find("planned_values");
    return planned != nullptr ? planned : root_.Find("values");
  }

  void ReadModule(const Node& module, int depth) {
    if (depth > kMaxModuleDepth)
      throw TemplateError(module.mark(), TextOf(module, "address"), "modules nest too deep");
    if (const Node* const resources = module.Find("resources")) {
      for (const Node& resource : resources->items()) {
        const Node* const values = resource.Find("values");
        if (TextOf(resource, "mode") == "data" || values == nullptr) continue;
        Add(TextOf(resource, "type"), TextOf(resource, "address"), resource.mark(), *values);
      }
    }
    if (const Node* const modules = module.Find("child_modules")) {
      for (const Node& child : modules->items()) ReadModule(child, depth + 1);
    }
  }

  // terraform.tfstate.
  void ReadState() {
    for (const Node& resource : root_.Find("resources")->items()) {
      const Node* const instances = resource.Find("instances");
      if (TextOf(resource, "mode") == "data" || instances == nullptr) continue;
      const std::string module = TextOf(resource, "module");
      const std::string address = (module.empty() ? "" : module + ".") + TextOf(resource, "type") +
                                  "." + TextOf(resource, "name");
      for (const Node& instance : instances->items()) {
        const Node* const attributes = instance.Find("attributes");
        const Node* const key = instance.Find("index_key");
        if (attributes == nullptr) continue;
        Add(TextOf(resource, "type"),
            key == nullptr ? address : address + "[" + NodeJson(*key) + "]", resource.mark(),
            *attributes);
      }
    }
    if (const Node* const outputs = root_.Find("outputs")) ReadOutputs(*outputs);
  }

  void Add(std::string type, std::string address, const Mark& mark, const Node& values) {
    if (!values.is_map()) throw TemplateError(values.mark(), address, "values must be an object");
    Resource resource = {std::move(type), std::move(address), TextOf(values, "region"), mark,
                         values};
    if (resource.region == options_.region) resource.region.clear();
    if (resource.type == "aws_dynamodb_table") {
      // Of instances the first one stands for all, where only the resource is known.
      const std::string name = TextOf(values, "name");
      names_.try_emplace(References::WithoutIndexes(resource.address), name);
      indexed_.try_emplace(resource.address, name);
    }
    resources_.push_back(std::move(resource));
  }

  // Finds the tables that a plan knows only by reference, and hands all to the collector.
  void Resolve() {
    for (Resource& resource : resources_) {
      for (const char* const argument : {"table_name", "resource_arn"}) {
        if (Given(resource.values, argument) != nullptr) continue;
        const std::string target = references_.Find(resource.address, argument);
        if (target.empty()) continue;
        const std::string name = NameOf(target, resource.address);
        if (name.empty()) continue;
        const bool is_arn = std::string_view(argument) == "resource_arn";
        resource.values.Set(argument, Node::String(is_arn ? Arn(name) : name, resource.mark));
      }
      collector_.Add(std::move(resource));
    }
  }

  // The table of an address without indexes, for a resource with the same indexes perhaps.
  std::string NameOf(const std::string& target, const std::string& address) const {
    const size_t bracket = address.find_last_of('[');
    if (address.ends_with(']') && bracket != std::string::npos) {
      const auto same = indexed_.find(target + address.substr(bracket));
      if (same != indexed_.end()) return same->second;
    }
    const auto found = names_.find(target);
    return found == names_.end() ? "" : found->second;
  }

  std::string Arn(const std::string& name) const {
    return "arn:aws:dynamodb:" + options_.region + ":" + options_.account + ":table/" + name;
  }

  void ReadOutputs(const Node& outputs) {
    for (const Node::Member& member : outputs.members()) {
      DesiredOutput output;
      output.name = member.first;
      const Node* const value = member.second.Find("value");
      if (IsTrue(member.second, "sensitive")) {
        output.value = "(sensitive value)";
      } else if (value == nullptr) {
        output.value = "(known after apply)";
      } else {
        output.value = value->is_scalar() ? value->text() : NodeJson(*value);
      }
      desired_.outputs.push_back(std::move(output));
    }
  }

  const Node& root_;
  const ReadOptions& options_;
  const References references_;
  DesiredTables desired_;
  TableCollector collector_;
  std::vector<Resource> resources_;
  std::map<std::string, std::string> names_;    // of tables, by address without indexes
  std::map<std::string, std::string> indexed_;  // by address
};

bool IsState(const Node& root) {
  const Node* const resources = root.Find("resources");
  return root.Find("terraform_version") != nullptr && root.Find("lineage") != nullptr &&
         resources != nullptr && resources->is_list();
}

}  // namespace
}  // namespace terraform

bool IsTerraformJson(const Node& root) {
  if (terraform::IsState(root)) return true;
  if (root.Find("format_version") == nullptr) return false;
  return root.Find("planned_values") != nullptr || root.Find("values") != nullptr ||
         root.Find("terraform_version") != nullptr;
}

DesiredTables ReadTerraformJson(const Node& root, const ReadOptions& options) {
  const Node* const version = root.Find("format_version");
  if (!terraform::IsState(root)) {
    if (version == nullptr ||
        (!version->text().starts_with("1.") && !version->text().starts_with("0.")))
      throw TemplateError(root.mark(), "format_version", "a plan or state in JSON has 1.x here");
    if (root.Find("planned_values") == nullptr && root.Find("values") == nullptr) return {};
  }
  return terraform::JsonReader(root, options).Read();
}

}  // namespace pumice::deploy
