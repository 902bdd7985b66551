// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>

#include "protocol/deploy/template_error.h"

namespace pumice::deploy::terraform {

// What try() and can() do not catch: that something is outside of the subset that is evaluated.
class FinalError : public TemplateError {
 public:
  using TemplateError::TemplateError;
};

// The evaluation exceeds its bounds.
class BoundsError : public FinalError {
 public:
  using FinalError::FinalError;
};

// What one evaluation of a configuration may take, so that a hostile one ends soon: steps (an
// expression evaluated, a value made, 16 bytes of text), and how deep evaluations nest.
class Budget {
 public:
  static constexpr size_t kMaxSteps = 500'000;
  static constexpr int kMaxDepth = 400;
  static constexpr size_t kMaxValues = 500'000;  // of one value

  void Charge(size_t steps, const Mark& mark) {
    if (steps > kMaxSteps - steps_)
      throw BoundsError(mark, "", "the configuration takes more than 500,000 steps to evaluate");
    steps_ += steps;
  }
  void ChargeText(size_t bytes, const Mark& mark) { Charge(1 + bytes / 16, mark); }

  // While it lives, evaluations are one deeper.
  class Depth {
   public:
    Depth(Budget* budget, const Mark& mark) : budget_(*budget) {
      if (budget_.depth_ >= kMaxDepth)
        throw BoundsError(mark, "", "evaluations nest deeper than 400 levels");
      ++budget_.depth_;
    }
    ~Depth() { --budget_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    Budget& budget_;
  };

 private:
  size_t steps_ = 0;
  int depth_ = 0;
};

}  // namespace pumice::deploy::terraform
