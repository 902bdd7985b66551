// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/template_form.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "protocol/deploy/template_error.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using deploy::FindTemplates;
using deploy::FoundTemplate;
using deploy::TemplateError;
using deploy::TemplateForm;

std::string_view NameOf(TemplateForm form) {
  switch (form) {
    case TemplateForm::kCloudFormation:
      return "CloudFormation";
    case TemplateForm::kCdk:
      return "CDK";
    case TemplateForm::kTerraform:
      return "Terraform";
    case TemplateForm::kTerraformJson:
      return "Terraform JSON";
    case TemplateForm::kServerless:
      return "serverless";
    case TemplateForm::kTableJson:
      return "table";
    case TemplateForm::kDataModel:
      return "model";
  }
  return "";
}

// A folder, and what forms are found in it.
class Folder {
 public:
  void Write(const std::string& name, std::string_view text) {
    const std::filesystem::path path = directory_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }

  // "form path, form path", paths within the folder; or the fault.
  std::string Forms(const std::string& name) {
    std::string text;
    try {
      for (const FoundTemplate& found : FindTemplates((directory_ / name).string())) {
        text.append(text.empty() ? "" : ", ").append(NameOf(found.form));
        text.append(" ").append(found.path);
      }
    } catch (const TemplateError& error) {
      text = error.what();
    }
    const std::string root = directory_.string();
    for (size_t at = text.find(root); at != std::string::npos; at = text.find(root)) {
      text.replace(at, root.size(), ".");
    }
    return text;
  }

 private:
  TemporaryDirectory directory_;
};

TEST_CASE("A file's form is told by its content and name", "[template_form]") {
  Folder folder;
  folder.Write("a.yaml", "Resources: {}");
  CHECK(folder.Forms("a.yaml") == "CloudFormation ./a.yaml");
  folder.Write("b.json", R"({"AWSTemplateFormatVersion": "2010-09-09"})");
  CHECK(folder.Forms("b.json") == "CloudFormation ./b.json");
  folder.Write("plan.json", R"({"format_version": "1.2", "planned_values": {}})");
  CHECK(folder.Forms("plan.json") == "Terraform JSON ./plan.json");
  folder.Write("state.json", R"({"format_version": "1.0", "values": {}})");
  CHECK(folder.Forms("state.json") == "Terraform JSON ./state.json");
  folder.Write("infra/main.tf", "locals {}");
  CHECK(folder.Forms("infra/main.tf") == "Terraform ./infra");
  folder.Write("serverless.yml", "anything: at all");
  CHECK(folder.Forms("serverless.yml") == "serverless ./serverless.yml");
  folder.Write("sls.yml", "service: a\nprovider: {name: aws}");
  CHECK(folder.Forms("sls.yml") == "serverless ./sls.yml");
  folder.Write("model.json", R"({"DataModel": []})");
  CHECK(folder.Forms("model.json") == "model ./model.json");
  folder.Write("table.yml", "TableName: T");
  CHECK(folder.Forms("table.yml") == "table ./table.yml");
  folder.Write("cdk.out/manifest.json", R"({"version": "36.0.0", "artifacts": {}})");
  CHECK(folder.Forms("cdk.out/manifest.json") == "CDK ./cdk.out");
}

TEST_CASE("A folder's form is told by what is in it", "[template_form]") {
  Folder folder;
  folder.Write("app/cdk.out/manifest.json", "{}");
  CHECK(folder.Forms("app") == "CDK ./app/cdk.out");
  CHECK(folder.Forms("app/cdk.out") == "CDK ./app/cdk.out");
  folder.Write("unsynthesized/cdk.json", "{}");
  CHECK(folder.Forms("unsynthesized") ==
        "./unsynthesized: is a CDK app without cdk.out: run cdk synth first");
  folder.Write("infra/main.tf", "");
  folder.Write("infra/config.json", "{}");
  CHECK(folder.Forms("infra") == "Terraform ./infra");
  folder.Write("service/serverless.yaml", "");
  folder.Write("service/package.json", "{}");
  CHECK(folder.Forms("service") == "serverless ./service/serverless.yaml");
  folder.Write("tables/b.json", R"([{"TableName": "B"}])");
  folder.Write("tables/a.yml", "Resources: {}");
  folder.Write("tables/README.md", "");
  folder.Write("tables/below/c.json", "not looked at");
  CHECK(folder.Forms("tables") == "CloudFormation ./tables/a.yml, table ./tables/b.json");
}

TEST_CASE("What is of no form is refused", "[template_form]") {
  Folder folder;
  const std::string forms =
      "CloudFormation, SAM, CDK's cdk.out, Terraform, serverless.yml, a table as JSON, or a model "
      "of NoSQL Workbench";
  folder.Write("a.json", "{}");
  CHECK(folder.Forms("a.json") == "./a.json: is none of " + forms);
  folder.Write("empty/README.md", "");
  CHECK(folder.Forms("empty") == "./empty: holds nothing of " + forms);
  CHECK(folder.Forms("nowhere") == "./nowhere: cannot be opened: is the path right?");
}

}  // namespace
}  // namespace pumice::test
