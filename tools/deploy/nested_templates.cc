// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/nested_templates.h"

#include "protocol/deploy/read_document.h"
#include "tools/deploy/template_file.h"

namespace pumice::deploy {

bool NameNestedTemplates(Node* root) {
  bool any = false;
  Node* const resources = root->Find("Resources");
  if (resources == nullptr) return any;
  for (Node::Member& member : resources->members()) {
    Node& resource = member.second;
    const Node* const type = resource.Find("Type");
    if (type == nullptr || type->text() != "AWS::CloudFormation::Stack") continue;
    const Node* const metadata = resource.Find("Metadata");
    const Node* const path = metadata == nullptr ? nullptr : metadata->Find("aws:asset:path");
    Node* const properties = resource.Find("Properties");
    if (path == nullptr || properties == nullptr || !properties->is_map()) continue;
    properties->Set("TemplateURL", *path);
    any = true;
  }
  return any;
}

std::string ReadNestedTemplate(const std::filesystem::path& root, const std::filesystem::path& path,
                               const Mark& mark) {
  std::string text = ReadFileWithin(root, path, mark);
  Node nested = ReadDocument(text, path.lexically_normal().string());
  if (NameNestedTemplates(&nested)) text = NodeJson(nested);
  return text;
}

}  // namespace pumice::deploy
