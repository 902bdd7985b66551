// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/serverless_template.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/serverless/framework_resources.h"
#include "tools/deploy/serverless/merge_nodes.h"
#include "tools/deploy/serverless/variables.h"

namespace pumice::deploy {
namespace {

// CloudFormation's own limit of resources; of anything else it takes fewer.
constexpr size_t kMaxMembers = 500;

// Whether pumice makes something of resources of this type, so that every variable counts.
bool IsMade(std::string_view type) {
  constexpr std::array<std::string_view, 5> kMade{
      "AWS::DynamoDB::", "AWS::ApplicationAutoScaling::", "AWS::CloudWatch::Alarm",
      "AWS::CloudFormation::Stack", "AWS::Serverless::SimpleTable"};
  return std::ranges::any_of(kMade, [&](std::string_view made) { return type.starts_with(made); });
}

void CheckSize(const Node& map, std::string_view place) {
  if (map.members().size() > kMaxMembers) {
    throw TemplateError(map.mark(), place, "has more than 500 members");
  }
}

class Reader {
 public:
  Reader(const Node& config, const std::filesystem::path& folder, const ReadOptions& options)
      : config_(config), options_(options), variables_(config, folder, options) {}

  ServerlessStack Read() {
    CheckProvider();
    ServerlessStack stack;
    stack.name = StackName();
    stack.region = variables_.Region();
    template_ = Node::Map(config_.mark());
    resources_ = Node::Map(config_.mark());
    ReadSections();
    Extend();
    AddFrameworkResources(&variables_, &resources_);
    stack.tags = ReadTags();
    template_.Set("Resources", std::move(resources_));
    stack.resources = std::move(template_);
    stack.notes = variables_.notes();
    if (stack.region != options_.region) {
      const Mark& written = variables_.LookAt("provider.region").mark();
      stack.notes.push_back((written.file == nullptr ? config_.mark() : written).Text() +
                            ": the region is " + stack.region + ", and tables are made in " +
                            options_.region);
    }
    return stack;
  }

 private:
  void CheckProvider() {
    if (!config_.is_map()) {
      throw TemplateError(config_.mark(), "", "is no map of service, provider and resources");
    }
    const Node& provider = variables_.LookAt("provider");
    const std::string name = provider.is_map() ? variables_.TextAt("provider.name") : "";
    const std::string& given = name.empty() ? provider.text() : name;
    if (!given.empty() && given != "aws") {
      throw TemplateError(provider.mark(), "provider", given + " has no DynamoDB: aws has");
    }
    if (const Node* const syntax = provider.Find("variableSyntax")) {
      throw TemplateError(syntax->mark(), "provider.variableSyntax",
                          "variables are read in the form ${...} only");
    }
  }

  std::string StackName() {
    if (!options_.stack_name.empty()) return options_.stack_name;
    std::string name = variables_.TextAt("provider.stackName");
    if (!name.empty()) return name;
    const Node& service = variables_.LookAt("service");
    name = service.is_map() ? variables_.TextAt("service.name") : variables_.TextAt("service");
    if (name.empty()) throw TemplateError(config_.mark(), "service", "is missing");
    return name + "-" + variables_.Stage();
  }

  void ReadSections() {
    const Node& resources = variables_.LookAt("resources");
    if (!resources.is_list()) return ReadSection(resources);
    if (resources.items().size() > kMaxMembers) {
      throw TemplateError(resources.mark(), "resources", "has more than 500 members");
    }
    for (const Node& section : resources.items()) ReadSection(variables_.Look(section));
  }

  void ReadSection(const Node& section) {
    if (section.is_null()) return;
    if (!section.is_map()) throw TemplateError(section.mark(), "resources", "is no map");
    CheckSize(section, "resources");
    for (const Node::Member& member : section.members()) {
      if (member.first == "Resources") {
        ReadResources(variables_.Look(member.second));
      } else if (member.first == "extensions") {
        extensions_.push_back(&variables_.Look(member.second));
      } else {
        Node part = Node::Map(section.mark());
        part.Set(member.first, variables_.Resolve(member.second));
        CheckSize(part.members()[0].second, "resources." + member.first);
        MergeNodes(&template_, std::move(part));
      }
    }
  }

  void ReadResources(const Node& resources) {
    if (resources.is_null()) return;
    if (!resources.is_map()) {
      throw TemplateError(resources.mark(), "resources.Resources", "is no map");
    }
    CheckSize(resources, "resources.Resources");
    Node read = Node::Map(resources.mark());
    for (const Node::Member& member : resources.members()) {
      const Node& resource = variables_.Look(member.second);
      read.members().emplace_back(member.first, variables_.Resolve(resource, HowStrict(resource)));
    }
    MergeNodes(&resources_, std::move(read));
    CheckSize(resources_, "resources.Resources");
  }

  Variables::Unknown HowStrict(const Node& resource) {
    const Node* const type = resource.Find("Type");
    const bool is_made = type == nullptr || IsMade(variables_.Look(*type).text());
    return is_made ? Variables::Unknown::kRefused : Variables::Unknown::kLeft;
  }

  // "resources.extensions" changes what the Framework made, or a resource of the file.
  void Extend() {
    for (const Node* const extensions : extensions_) {
      CheckSize(*extensions, "resources.extensions");
      for (const Node::Member& member : extensions->members()) {
        Node* const resource = resources_.Find(member.first);
        if (resource == nullptr) continue;
        MergeNodes(resource, variables_.Resolve(member.second, HowStrict(*resource)));
      }
    }
  }

  std::map<std::string, std::string> ReadTags() {
    std::map<std::string, std::string> tags;
    const Node& given = variables_.LookAt("provider.stackTags");
    if (!given.is_map()) return tags;
    CheckSize(given, "provider.stackTags");
    const Node resolved = variables_.Resolve(given);
    for (const Node::Member& tag : resolved.members()) tags[tag.first] = tag.second.text();
    return tags;
  }

  const Node& config_;
  const ReadOptions& options_;
  Variables variables_;
  Node template_;
  Node resources_;
  std::vector<const Node*> extensions_;
};

}  // namespace

ServerlessStack ReadServerlessStack(const std::string& path, const ReadOptions& options) {
  const std::filesystem::path file(path);
  const std::string extension = file.extension().string();
  const bool is_read = extension == ".yml" || extension == ".yaml" || extension == ".json";
  if (!is_read) {
    const Mark start{std::make_shared<const std::string>(path), 0, 0};
    throw TemplateError(start, "",
                        "is a program, which pumice does not run: `serverless print > "
                        "serverless.yml` writes what it comes to");
  }
  const Node config = ReadDocument(ReadTemplateFile(path), path);
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  return MakeServerlessStack(config, folder, options);
}

ServerlessStack MakeServerlessStack(const Node& config, const std::filesystem::path& folder,
                                    const ReadOptions& options) {
  return Reader(config, folder, options).Read();
}

}  // namespace pumice::deploy
