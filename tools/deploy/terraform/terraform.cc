// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/terraform.h"

#include <utility>

#include "protocol/deploy/template_error.h"
#include "tools/deploy/terraform/module.h"
#include "tools/deploy/terraform/table_collector.h"

namespace pumice::deploy {

DesiredTables ReadTerraformFolder(const std::string& folder, const ReadOptions& options) {
  using namespace terraform;
  DesiredTables desired;
  Session session = {.options = options,
                     .root = folder,
                     .budget = {},
                     .reader = {},
                     .sources = ModuleSources(folder),
                     .notes = {},
                     .passed_over = {}};
  Mark mark;
  const std::shared_ptr<const Configuration> configuration = session.reader.Read(folder, mark);
  GivenValues given = ReadGivenValues(folder, configuration->variables, options, &session.notes);
  Module root(&session, configuration, std::move(given));
  TableCollector collector(options, &desired);
  root.Evaluate([&](const ResourceInstance& instance) {
    collector.Add({instance.type, instance.address, instance.region, instance.mark, instance.node,
                   instance.keep});
  });
  collector.Finish();
  desired.outputs = root.Outputs();
  for (const auto& [type, count] : session.passed_over) desired.passed_over[type] += count;
  desired.notes.insert(desired.notes.begin(), session.notes.begin(), session.notes.end());
  return desired;
}

}  // namespace pumice::deploy
