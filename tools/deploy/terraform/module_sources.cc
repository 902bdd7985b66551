// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/module_sources.h"

#include <memory>
#include <system_error>

#include "protocol/deploy/json_document.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy::terraform {

ModuleSources::ModuleSources(const std::filesystem::path& root) : root_(root) {
  const std::filesystem::path path = root / ".terraform" / "modules" / "modules.json";
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return;
  const Node list =
      ReadJsonDocument(ReadTemplateFile(path.string()), std::make_shared<const std::string>(path));
  const Node* const modules = list.Find("Modules");
  if (modules == nullptr) return;
  for (const Node& module : modules->items()) {
    const Node* const key = module.Find("Key");
    const Node* const folder = module.Find("Dir");
    if (key != nullptr && folder != nullptr) installed_[key->text()] = folder->text();
  }
}

std::filesystem::path ModuleSources::Find(const std::string& key, const std::string& source,
                                          const std::filesystem::path& folder,
                                          const Mark& mark) const {
  if (source.starts_with("./") || source.starts_with("../") || source == "." || source == "..")
    return (folder / source).lexically_normal();
  const auto found = installed_.find(key);
  if (found == installed_.end()) {
    throw TemplateError(mark, "module." + key,
                        "the source \"" + source +
                            "\" is no local path: run terraform init, or deploy what terraform "
                            "show -json tells of a plan");
  }
  return (root_ / found->second).lexically_normal();
}

}  // namespace pumice::deploy::terraform
