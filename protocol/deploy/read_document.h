// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// Bounds of what is read: of one file and, for values, of one document after its aliases.
inline constexpr size_t kMaxDocumentBytes = 16 * 1024 * 1024;
inline constexpr size_t kMaxDocumentValues = 500'000;

// Reads JSON (text that begins with '{' or '[') or YAML, one document. CloudFormation's short
// forms become their long ones: !Ref x is {"Ref": x}, !GetAtt x is {"Fn::GetAtt": x}. YAML's
// aliases and merge keys (<<) are resolved. A member that stands twice is an error.
//
// `file` is the name that marks carry; empty: none. Throws TemplateError for bad syntax and for
// what exceeds the bounds (depth: Node::kMaxDepth).
Node ReadDocument(std::string_view text, std::string_view file);

// Reads a file of the user's. Throws TemplateError if that cannot be done, or it is too large.
std::string ReadTemplateFile(const std::string& path);

}  // namespace pumice::deploy
