// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// What evaluating a template may make, so that none grows without end.
class Budget {
 public:
  static constexpr size_t kMaxValues = 500'000;
  static constexpr size_t kMaxTextBytes = 64 * 1024 * 1024;
  // Evaluations within evaluations, such as a condition's of a condition's.
  static constexpr int kMaxDepth = 400;

  // Counts what was made. Throws TemplateError, at `mark`, beyond the bounds.
  void Count(size_t values, size_t text_bytes, const Mark& mark);
  // Counts a copy of `node`.
  void CountCopy(const Node& node, const Mark& mark);

  // One level of a recursion.
  class Level {
   public:
    // Throws TemplateError, at `mark`, if there are too many.
    Level(Budget* budget, const Mark& mark);
    ~Level() { --budget_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Budget& budget_;
  };

 private:
  size_t values_ = 0;
  size_t text_bytes_ = 0;
  int depth_ = 0;
};

}  // namespace pumice::deploy
