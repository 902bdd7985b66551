// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/check_table.h"

#include <string>

#include "engine/error/api_error.h"
#include "engine/schema/table_rules.h"
#include "protocol/deploy/template_error.h"
#include "protocol/json.h"
#include "protocol/operations/table_input.h"
#include "protocol/shapes/shape.h"
#include "protocol/validator.h"

namespace pumice::deploy {

void CheckDesiredTable(const DesiredTable& table, UnusedDefinitions unused) {
  const std::string input = NodeJson(table.create);
  JsonDocument document;
  // What is too large for a request is for the endpoint to refuse.
  if (!document.Parse(input)) return;
  try {
    ValidateInput(*FindOperationShape("CreateTable")->input, document.root());
    TableDescription description = ReadTableDescription(document.root());
    if (unused == UnusedDefinitions::kAllowed) DropUnusedDefinitions(&description);
    CheckTable(description, TableChange::kCreate);
  } catch (const ApiError& error) {
    const std::string& place = table.logical_id.empty() ? table.name : table.logical_id;
    throw TemplateError(table.mark, place, error.message());
  }
}

}  // namespace pumice::deploy
