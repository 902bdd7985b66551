// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/cdk_manifest.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/table_text.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/template_file.h"

namespace pumice::deploy {
namespace {

constexpr size_t kMaxArtifacts = 2'000;
constexpr int kMaxAssemblies = 1'000;
constexpr int kMaxDepth = 10;  // assemblies within each other

std::map<std::string, std::string> TextsOf(const Node& node, std::string_view member) {
  std::map<std::string, std::string> texts;
  const Node* const map = node.Find(member);
  if (map == nullptr) return texts;
  for (const Node::Member& each : map->members()) texts[each.first] = each.second.text();
  return texts;
}

CdkStack ReadStack(const std::string& id, const Node& artifact,
                   const std::filesystem::path& folder) {
  static const Node none;
  const Node* const found = artifact.Find("properties");
  const Node& properties = found == nullptr ? none : *found;
  CdkStack stack;
  stack.id = id;
  stack.name = TextOf(properties, "stackName");
  if (stack.name.empty()) stack.name = id;
  stack.template_file = TextOf(properties, "templateFile");
  if (stack.template_file.empty()) {
    throw TemplateError(artifact.mark(), id, "properties.templateFile is missing");
  }
  stack.folder = folder;
  stack.mark = artifact.mark();
  if (const Node* const dependencies = artifact.Find("dependencies")) {
    for (const Node& each : dependencies->items()) stack.dependencies.push_back(each.text());
  }
  stack.parameters = TextsOf(properties, "parameters");
  stack.tags = TextsOf(properties, "tags");
  return stack;
}

// Each after those of the same assembly that it depends on.
std::vector<CdkStack> Ordered(std::vector<CdkStack> stacks) {
  std::set<std::string> left;
  for (const CdkStack& stack : stacks) left.insert(stack.id);
  std::vector<CdkStack> ordered;
  while (!stacks.empty()) {
    const auto ready = std::ranges::find_if(stacks, [&](const CdkStack& stack) {
      return std::ranges::none_of(stack.dependencies,
                                  [&](const std::string& id) { return left.contains(id); });
    });
    if (ready == stacks.end()) {
      throw TemplateError(stacks[0].mark, stacks[0].id, "depends on itself");
    }
    left.erase(ready->id);
    ordered.push_back(std::move(*ready));
    stacks.erase(ready);
  }
  return ordered;
}

class ManifestReader {
 public:
  explicit ManifestReader(const std::filesystem::path& root) : root_(root) {}

  void Read(const std::filesystem::path& folder, const Mark& mark, int depth) {
    if (++assemblies_ > kMaxAssemblies || depth > kMaxDepth) {
      throw TemplateError(mark, "", "more than 1000 assemblies, or more than 10 within each other");
    }
    const std::filesystem::path path = folder / "manifest.json";
    const Node manifest = ReadDocument(ReadFileWithin(root_, path, mark), path.string());
    const Node* const artifacts = manifest.Find("artifacts");
    if (artifacts == nullptr || artifacts->members().size() > kMaxArtifacts) {
      throw TemplateError(manifest.mark(), "artifacts", "must be a map of at most 2000 members");
    }
    std::vector<CdkStack> stacks;
    for (const Node::Member& member : artifacts->members()) {
      if (TextOf(member.second, "type") != "aws:cloudformation:stack") continue;
      stacks.push_back(ReadStack(member.first, member.second, folder));
    }
    const auto assets = ReadAssets(*artifacts, folder);
    for (CdkStack& stack : Ordered(std::move(stacks))) {
      stack.assets = assets;
      stacks_.push_back(std::move(stack));
    }
    if (stacks_.size() > kMaxArtifacts) {
      throw TemplateError(manifest.mark(), "artifacts", "more than 2000 stacks");
    }
    for (const Node::Member& member : artifacts->members()) {
      if (TextOf(member.second, "type") != "cdk:cloud-assembly") continue;
      ReadAssembly(member.first, member.second, folder, depth);
    }
  }

  std::vector<CdkStack> Take() { return std::move(stacks_); }

 private:
  void ReadAssembly(const std::string& id, const Node& artifact,
                    const std::filesystem::path& folder, int depth) {
    const Node* const properties = artifact.Find("properties");
    const std::string name = properties == nullptr ? "" : TextOf(*properties, "directoryName");
    if (name.empty()) {
      throw TemplateError(artifact.mark(), id, "properties.directoryName is missing");
    }
    Read(folder / name, artifact.mark(), depth + 1);
  }

  // Where nested stacks find their templates.
  std::shared_ptr<const std::map<std::string, std::string>> ReadAssets(
      const Node& artifacts, const std::filesystem::path& folder) const {
    auto assets = std::make_shared<std::map<std::string, std::string>>();
    for (const Node::Member& member : artifacts.members()) {
      if (TextOf(member.second, "type") != "cdk:asset-manifest") continue;
      const Node* const properties = member.second.Find("properties");
      const std::string name = properties == nullptr ? "" : TextOf(*properties, "file");
      if (name.empty()) continue;
      const std::filesystem::path path = folder / name;
      const Node manifest =
          ReadDocument(ReadFileWithin(root_, path, member.second.mark()), path.string());
      const Node* const files = manifest.Find("files");
      if (files == nullptr) continue;
      for (const Node::Member& file : files->members()) AddAsset(file.second, assets.get());
    }
    return assets;
  }

  static void AddAsset(const Node& file, std::map<std::string, std::string>* assets) {
    const Node* const source = file.Find("source");
    const Node* const destinations = file.Find("destinations");
    if (source == nullptr || destinations == nullptr) return;
    for (const Node::Member& destination : destinations->members()) {
      (*assets)[TextOf(destination.second, "objectKey")] = TextOf(*source, "path");
    }
  }

  const std::filesystem::path root_;
  int assemblies_ = 0;
  std::vector<CdkStack> stacks_;
};

}  // namespace

std::vector<CdkStack> ReadCdkManifest(const std::filesystem::path& root,
                                      const std::filesystem::path& folder) {
  ManifestReader reader(root);
  reader.Read(folder, {}, /*depth=*/1);
  return reader.Take();
}

}  // namespace pumice::deploy
