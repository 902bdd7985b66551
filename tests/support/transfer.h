// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "engine/access/writer.h"
#include "engine/expression/condition.h"
#include "engine/expression/update.h"
#include "tests/support/item_builder.h"

namespace pumice::test {

// Takes an amount from one item's `balance`, if there is enough, and gives it to another's. Its
// writes live no longer than it.
class Transfer {
 public:
  explicit Transfer(int64_t amount) : amount_(N(amount)) {}
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  ItemWrite From(ItemView key) const {
    return {ItemWrite::Kind::kUpdate, nullptr, key, &enough_, &take_};
  }
  ItemWrite To(ItemView key) const {
    return {ItemWrite::Kind::kUpdate, nullptr, key, nullptr, &give_};
  }

 private:
  Value amount_;
  Placeholders placeholders_{{}, {{":amount", amount_.view()}}};
  BoundCondition enough_{ParseCondition("balance >= :amount", ExpressionKind::kCondition),
                         placeholders_};
  BoundUpdate take_{ParseUpdate("SET balance = balance - :amount"), placeholders_};
  BoundUpdate give_{ParseUpdate("SET balance = balance + :amount"), placeholders_};
};

}  // namespace pumice::test
