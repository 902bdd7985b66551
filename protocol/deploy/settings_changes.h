// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/deploy/desired_tables.h"
#include "protocol/deploy/plan.h"

namespace pumice::deploy {

// Adds to `planned` what CreateTable and UpdateTable do not do: TTL, point-in-time recovery, a
// Kinesis destination, Contributor Insights and, of a table that is there, tags and policy.
// `before`: what was wanted of it before, which is taken back where it is said no more; may be
// null. `table`: DescribeTable's Table; null: the table is yet to be made. Throws ServiceError.
void PlanSettings(const DesiredTable& desired, const DesiredTable* before, const Node* table,
                  const DynamoDbCall& call, PlannedTable* planned);

}  // namespace pumice::deploy
