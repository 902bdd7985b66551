#include "engine/partiql/where_key.h"

#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/item/value_writer.h"
#include "engine/partiql/key_predicates.h"

namespace pumice::partiql {
namespace {

class KeyFinder {
 public:
  KeyFinder(const Statement& statement, const KeySchema& schema, Parameters parameters)
      : statement_(statement), attributes_(AllAttributes(schema)), parameters_(parameters) {}

  WhereKey Find() {
    for (const ExprId conjunct : SplitConjuncts(statement_)) {
      if (!Take(conjunct)) found_.rest.push_back(conjunct);
      if (!found_.fault.empty()) return std::move(found_);
    }
    found_.complete = values_.size() == attributes_.size();
    if (!found_.complete) return std::move(found_);
    ValueWriter writer(&found_.key);
    for (const auto& [name, value] : values_) {
      writer.Name(name);
      writer.Copy(ValueView(value.data()));
    }
    return std::move(found_);
  }

 private:
  // Whether the expression says the value of an attribute of the key.
  bool Take(ExprId conjunct) {
    for (const KeyAttribute& attribute : attributes_) {
      const std::optional<ValueSet> set =
          FindValues(statement_, conjunct, attribute.name, parameters_);
      if (!set || !set->is_equality) continue;
      TakeValue(attribute, set->values[0]);
      return true;
    }
    return false;
  }

  void TakeValue(const KeyAttribute& attribute, const std::string& value) {
    const auto [at, is_new] = values_.emplace(attribute.name, value);
    if (ValueView(value.data()).type() != attribute.type) {
      found_.fault = WrongKeyType(attribute);
    } else if (!is_new && at->second != value) {
      found_.fault = "Multiple conditions on same key " + attribute.name +
                     ". Only single item Update/Insert/Delete are supported";
    }
  }

  const Statement& statement_;
  const std::vector<KeyAttribute> attributes_;
  const Parameters parameters_;
  std::map<std::string_view, std::string> values_;
  WhereKey found_;
};

}  // namespace

WhereKey FindWhereKey(const Statement& statement, const KeySchema& schema, Parameters parameters) {
  return KeyFinder(statement, schema, parameters).Find();
}

std::string WrongKeyType(const KeyAttribute& attribute) {
  return "Key attribute's data type should match its data type in table's schema: Key " +
         attribute.name;
}

std::vector<KeyAttribute> AllAttributes(const KeySchema& key) {
  std::vector<KeyAttribute> attributes = key.partition;
  attributes.insert(attributes.end(), key.sort.begin(), key.sort.end());
  return attributes;
}

}  // namespace pumice::partiql
