// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/template_sections.h"

#include <algorithm>
#include <string_view>

#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

constexpr std::string_view kSections[] = {"AWSTemplateFormatVersion",
                                          "Conditions",
                                          "Description",
                                          "Globals",
                                          "Hooks",
                                          "Mappings",
                                          "Metadata",
                                          "Outputs",
                                          "Parameters",
                                          "Resources",
                                          "Rules",
                                          "Transform"};

void CheckNames(const Node& root) {
  for (const Node::Member& member : root.members()) {
    if (std::ranges::find(kSections, member.first) != std::end(kSections)) continue;
    throw TemplateError(member.second.mark(), "",
                        "Invalid template property or properties [" + member.first + "]");
  }
  const Node* const version = root.Find("AWSTemplateFormatVersion");
  if (version != nullptr && version->text() != "2010-09-09") {
    throw TemplateError(version->mark(), "",
                        "Template format error: unsupported value for AWSTemplateFormatVersion.");
  }
}

Node Section(const Node& root, std::string_view name) {
  const Node* const section = root.Find(name);
  if (section == nullptr || section->is_null()) return Node::Map(root.mark());
  if (!section->is_map()) {
    std::string message = "must be a map, not ";
    throw TemplateError(section->mark(), name, message.append(KindName(section->kind())));
  }
  return *section;
}

void AddTransform(const Node& transform, TemplateSections* sections) {
  const Node* const name = transform.is_map() ? transform.Find("Name") : &transform;
  if (name == nullptr || !name->is_string()) {
    throw TemplateError(transform.mark(), "Transform", "must be the names of transforms");
  }
  sections->transforms.push_back(name->text());
  sections->language_extensions |= name->text() == "AWS::LanguageExtensions";
  sections->serverless |= name->text() == "AWS::Serverless-2016-10-31";
}

}  // namespace

TemplateSections ReadSections(const Node& root) {
  if (!root.is_map()) {
    throw TemplateError(root.mark(), "", "Template format error: unsupported structure.");
  }
  CheckNames(root);
  TemplateSections sections;
  if (const Node* const text = root.Find("Description")) sections.description = text->text();
  if (const Node* const transform = root.Find("Transform")) {
    if (transform->is_list()) {
      for (const Node& each : transform->items()) AddTransform(each, &sections);
    } else {
      AddTransform(*transform, &sections);
    }
  }
  sections.parameters = Section(root, "Parameters");
  sections.mappings = Section(root, "Mappings");
  sections.conditions = Section(root, "Conditions");
  sections.resources = Section(root, "Resources");
  sections.outputs = Section(root, "Outputs");
  sections.rules = Section(root, "Rules");
  sections.globals = Section(root, "Globals");
  if (sections.resources.members().empty()) {
    throw TemplateError(root.mark(), "",
                        "Template format error: At least one Resources member must be defined.");
  }
  CheckQuota(sections.resources, "resources", kMaxStackResources);
  CheckQuota(sections.parameters, "parameters", kMaxStackParameters);
  CheckQuota(sections.mappings, "mappings", kMaxStackMappings);
  CheckQuota(sections.outputs, "outputs", kMaxStackOutputs);
  return sections;
}

void CheckQuota(const Node& section, std::string_view what, size_t max) {
  const size_t count = section.members().size();
  if (count <= max) return;
  std::string message = "Template format error: Number of ";
  message.append(what).append(", ").append(std::to_string(count));
  message.append(", is greater than maximum allowed, ").append(std::to_string(max));
  throw TemplateError(section.mark(), "", message);
}

}  // namespace pumice::deploy
