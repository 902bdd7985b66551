// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "protocol/deploy/node.h"
#include "tools/deploy/terraform/evaluator.h"
#include "tools/deploy/terraform/resource_schema.h"

namespace pumice::deploy::terraform {

// A resource's body, evaluated: as expressions see it, and with the place of each argument, in the
// form of the "values" of terraform show -json (blocks are lists of maps).
struct ResourceBody {
  Value::Members members;
  Node node;
};

// Evaluates the arguments and blocks that the schema has, dynamic blocks too; refuses others.
// What may be unknown and is, is left out and told in `notes`. `body` may hold Terraform's own
// arguments besides (count, lifecycle …). Throws TemplateError.
ResourceBody ReadResourceBody(const Body& body, const BlockSchema& schema, const Mark& mark,
                              Evaluator* evaluator, std::vector<std::string>* notes);

}  // namespace pumice::deploy::terraform
