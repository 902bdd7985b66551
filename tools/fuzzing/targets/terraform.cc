// SPDX-License-Identifier: Apache-2.0

// Terraform: a .tf file that is parsed and evaluated, or, if it begins with a brace, a plan or
// state in JSON.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/terraform/terraform.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

// A directory of this process's own, with the one file.
const std::filesystem::path& Folder() {
  static const std::filesystem::path kFolder = [] {
    std::string name = (std::filesystem::temp_directory_path() / "fuzz_terraform_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) Fail("no temporary directory");
    static const std::string kMade = name;
    std::atexit([] {
      std::error_code error;
      std::filesystem::remove_all(kMade, error);
    });
    return std::filesystem::path(name);
  }();
  return kFolder;
}

deploy::DesiredTables Read(std::string_view text) {
  const deploy::ReadOptions options;
  if (text.starts_with('{'))
    return deploy::ReadTerraformJson(deploy::ReadDocument(text, "plan.json"), options);
  std::ofstream(Folder() / "main.tf", std::ios::binary) << text;
  return deploy::ReadTerraformFolder(Folder().string(), options);
}

void CheckNode(const deploy::Node& node, std::string_view text) {
  if (!node.is_null() && IsUtf8(text))
    Check(IsStrictJson(NodeJson(node)), "an input that is no JSON: " + NodeJson(node), text);
}

}  // namespace
}  // namespace pumice::fuzzing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pumice::fuzzing;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const double begin = ThreadSeconds();
  try {
    const pumice::deploy::DesiredTables desired = Read(text);
    for (const pumice::deploy::DesiredTable& table : desired.tables) {
      Check(!table.name.empty(), "a table without a name", text);
      CheckNode(table.create, text);
      CheckNode(table.time_to_live, text);
      CheckNode(table.continuous_backups, text);
      for (const pumice::deploy::Node& item : table.items) CheckNode(item, text);
    }
    for (const pumice::deploy::DesiredCall& call : desired.calls) CheckNode(call.input, text);
  } catch (const pumice::deploy::TemplateError& error) {
    Check(!error.sentence().empty(), "a fault that says nothing", text);
  }
  Check(ThreadSeconds() - begin < kMaxAnswerSeconds, "reading takes longer than 2 s", text);
  return 0;
}
