// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "tools/deploy/read_options.h"
#include "tools/deploy/terraform/evaluator.h"

namespace pumice::deploy::terraform {

// Adds the attributes of a resource that follow from its arguments, such as a table's arn.
void AddKnownAttributes(const std::string& type, const ReadOptions& options,
                        Value::Members* members);

// The same for data sources: aws_region, aws_caller_identity, aws_partition, aws_dynamodb_table.
void AddKnownData(const std::string& type, const ReadOptions& options, Value::Members* members);

// The JSON of a data source aws_iam_policy_document. Throws TemplateError.
Value PolicyDocument(const Body& body, Evaluator* evaluator);

}  // namespace pumice::deploy::terraform
