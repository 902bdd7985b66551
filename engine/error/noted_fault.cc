// SPDX-License-Identifier: Apache-2.0

#include "engine/error/noted_fault.h"

#include "engine/error/validation.h"

namespace pumice {

void NotedFault::Throw() const { ThrowValidation(sentence_); }

}  // namespace pumice
