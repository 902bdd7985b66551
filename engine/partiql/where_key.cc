// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/where_key.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/error/statements.h"
#include "engine/item/value_writer.h"

namespace pumice::partiql {
namespace {

class KeyFinder {
 public:
  KeyFinder(const Statement& statement, const KeySchema& schema, Parameters parameters)
      : statement_(statement),
        attributes_(AllAttributes(schema)),
        constants_(statement, parameters) {}

  WhereKey Find() {
    for (const ExprId conjunct : SplitConjuncts(statement_)) {
      if (!Take(conjunct)) found_.rest.push_back(conjunct);
      if (!found_.fault.empty()) return std::move(found_);
    }
    found_.complete = values_.size() == attributes_.size();
    if (!found_.complete) return std::move(found_);
    ValueWriter writer(&found_.key);
    std::ranges::sort(values_, {}, &KeyValue::name);
    for (const KeyValue& value : values_) {
      writer.Name(value.name);
      writer.Copy(value.value);
    }
    return std::move(found_);
  }

 private:
  struct KeyValue {
    std::string_view name;
    ValueView value;
  };

  // Whether the expression says the value of an attribute of the key.
  bool Take(ExprId conjunct) {
    for (const KeyAttribute* const attribute : attributes_) {
      const std::optional<ValueSet> set =
          FindValues(statement_, conjunct, attribute->name, &constants_);
      if (!set || !set->is_equality) continue;
      TakeValue(*attribute, set->values[0]);
      return true;
    }
    return false;
  }

  void TakeValue(const KeyAttribute& attribute, ValueView value) {
    const auto known = std::ranges::find(values_, attribute.name, &KeyValue::name);
    if (value.type() != attribute.type) {
      found_.fault = WrongKeyType(attribute.name);
    } else if (known == values_.end()) {
      values_.push_back({attribute.name, value});
    } else if (known->value != value) {
      found_.fault = SeveralKeyValues(attribute.name);
    }
  }

  const Statement& statement_;
  const KeyAttributes attributes_;
  Constants constants_;
  boost::container::small_vector<KeyValue, 2> values_;
  WhereKey found_;
};

}  // namespace

WhereKey FindWhereKey(const Statement& statement, const KeySchema& schema, Parameters parameters) {
  return KeyFinder(statement, schema, parameters).Find();
}

KeyAttributes AllAttributes(const KeySchema& key) {
  KeyAttributes attributes;
  for (const KeyAttribute& attribute : key.partition) attributes.push_back(&attribute);
  for (const KeyAttribute& attribute : key.sort) attributes.push_back(&attribute);
  return attributes;
}

}  // namespace pumice::partiql
