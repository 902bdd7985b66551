// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "tools/deploy/terraform/table_collector.h"

namespace pumice::deploy::terraform {

// The table of an aws_dynamodb_table. What pumice cannot honour is told in `notes`. Throws
// TemplateError.
DesiredTable MakeTable(const Resource& resource, std::vector<std::string>* notes);

// The index of a block, or of an aws_dynamodb_global_secondary_index, with the definitions of
// attributes that it brings in `attributes`. Throws TemplateError.
Node MakeIndex(const Resource& resource, bool is_provisioned, Node* attributes);

// "main.tf:3:1: aws_dynamodb_table.music: MESSAGE".
std::string NoteOf(const Resource& resource, const std::string& message);

}  // namespace pumice::deploy::terraform
