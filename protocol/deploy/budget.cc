// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/budget.h"

#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

size_t TextBytes(const Node& node) {
  size_t bytes = node.text().size();
  for (const Node& item : node.items()) bytes += TextBytes(item);
  for (const Node::Member& member : node.members()) {
    bytes += member.first.size() + TextBytes(member.second);
  }
  return bytes;
}

}  // namespace

void Budget::Count(size_t values, size_t text_bytes, const Mark& mark) {
  values_ += values;
  text_bytes_ += text_bytes;
  if (values_ > kMaxValues) {
    throw TemplateError(mark, "", "the template comes to more than 500000 values");
  }
  if (text_bytes_ > kMaxTextBytes) {
    throw TemplateError(mark, "", "the template comes to more than 64 MiB of text");
  }
}

void Budget::CountCopy(const Node& node, const Mark& mark) {
  Count(node.Count(), TextBytes(node), mark);
}

Budget::Level::Level(Budget* budget, const Mark& mark) : budget_(*budget) {
  if (budget_.depth_ == kMaxDepth) {
    throw TemplateError(mark, "", "evaluates more than 400 levels deep");
  }
  ++budget_.depth_;
}

}  // namespace pumice::deploy
