// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/configuration.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/terraform/parser.h"

namespace pumice::deploy::terraform {
namespace {

constexpr std::string_view kPassedOver[] = {"terraform", "moved", "import", "removed", "check"};

// The files of Terraform's that stand in a folder, by name.
std::vector<std::filesystem::path> FilesOf(const std::filesystem::path& folder, const Mark& mark) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  std::filesystem::directory_iterator entries(folder, error);
  if (error) throw TemplateError(mark, "", folder.string() + ": " + error.message());
  for (const auto& entry : entries) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.')) continue;
    if (name.ends_with(".tf.json")) {
      throw TemplateError(mark, "",
                          entry.path().string() +
                              ": Terraform's JSON syntax is not read; what terraform show -json "
                              "tells of a plan is");
    }
    const bool is_tf = name.ends_with(".tf") || name.ends_with(".tofu");
    if (is_tf && (name == "override.tf" || name.ends_with("_override.tf")))
      throw TemplateError(mark, "", entry.path().string() + ": override files are not read");
    if (is_tf) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) throw TemplateError(mark, "", folder.string() + ": there is no .tf file");
  return files;
}

// Puts the declarations of a body's blocks into their maps.
class Declarations {
 public:
  explicit Declarations(Configuration* configuration) : out_(*configuration) {}

  void Add(const Body& body) {
    if (!body.arguments.empty()) {
      throw TemplateError(body.arguments[0].mark, body.arguments[0].name,
                          "an argument must stand within a block");
    }
    for (const Block& block : body.blocks) Add(block);
  }

 private:
  void Add(const Block& block) {
    if (block.type == "locals") {
      for (const Argument& local : block.body.arguments)
        Put(&out_.locals, local.name, &local, local.mark, "local." + local.name);
    } else if (block.type == "variable") {
      Put(&out_.variables, Label(block, 1), ReadVariable(block), block.mark,
          "var." + Label(block, 1));
    } else if (block.type == "resource") {
      Put(&out_.resources, Label(block, 2), &block, block.mark, Label(block, 2));
      out_.resource_order.push_back(&block);
    } else if (block.type == "data" || block.type == "ephemeral") {
      Put(&out_.data, Label(block, 2), &block, block.mark, block.type + "." + Label(block, 2));
    } else if (block.type == "module") {
      Put(&out_.calls, Label(block, 1), &block, block.mark, "module." + Label(block, 1));
      out_.call_order.push_back(&block);
    } else if (block.type == "output") {
      Put(&out_.outputs, Label(block, 1), &block, block.mark, "output." + Label(block, 1));
      out_.output_order.push_back(&block);
    } else if (block.type == "provider") {
      out_.providers.push_back(&block);
    } else if (std::ranges::find(kPassedOver, block.type) == std::end(kPassedOver)) {
      throw TemplateError(block.mark, "", "there is no block named \"" + block.type + "\"");
    }
  }

  static std::string Label(const Block& block, size_t count) {
    if (block.labels.size() != count) {
      throw TemplateError(block.mark, block.type,
                          count == 1 ? "one label must follow" : "two labels must follow");
    }
    return count == 1 ? block.labels[0] : block.labels[0] + "." + block.labels[1];
  }

  template <typename T>
  void Put(Configuration::Names<T>* names, const std::string& name, T value, const Mark& mark,
           const std::string& place) {
    if (!names->emplace(name, std::move(value)).second)
      throw TemplateError(mark, place, "this is declared twice");
  }

  Configuration& out_;
};

}  // namespace

void ConfigurationReader::ReadFile(const std::filesystem::path& path,
                                   Configuration* configuration) {
  const auto name = std::make_shared<const std::string>(path.lexically_normal().string());
  Mark mark;
  mark.file = name;
  if (++files_ > kMaxFiles) throw TemplateError(mark, "", "there are more than 2,000 files");
  const std::string text = ReadTemplateFile(path.string());
  bytes_ += text.size();
  if (bytes_ > kMaxBytes) throw TemplateError(mark, "", "the files are larger than 64 MiB");
  configuration->files.push_back(ParseBody(text, name));
}

std::shared_ptr<const Configuration> ConfigurationReader::Read(const std::filesystem::path& folder,
                                                               const Mark& mark) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(folder, error);
  if (error) throw TemplateError(mark, "", folder.string() + ": " + error.message());
  std::shared_ptr<const Configuration>& read = read_[real.string()];
  if (read != nullptr) return read;
  auto configuration = std::make_shared<Configuration>();
  configuration->folder = folder;
  for (const std::filesystem::path& file : FilesOf(folder, mark))
    ReadFile(file, configuration.get());
  Declarations declarations(configuration.get());
  for (const Body& body : configuration->files) declarations.Add(body);
  read = std::move(configuration);
  return read;
}

}  // namespace pumice::deploy::terraform
