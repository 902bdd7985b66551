// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/table_changes.h"

#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "protocol/deploy/table_text.h"

namespace pumice::deploy {
namespace {

constexpr std::string_view kProvisioned = "PROVISIONED";
constexpr std::string_view kLocalIndexes = "LocalSecondaryIndexes";
constexpr std::string_view kGlobalIndexes = "GlobalSecondaryIndexes";

using Indexes = std::map<std::string, const Node*>;

Indexes IndexesOf(const Node& table, std::string_view member) {
  Indexes indexes;
  const Node* const list = table.Find(member);
  if (list == nullptr) return indexes;
  for (const Node& index : list->items()) indexes[TextOf(index, "IndexName")] = &index;
  return indexes;
}

// A billing mode as a new table or a described one has it.
std::string ModeOf(const Node& table, std::string_view member) {
  const Node* const summary = table.Find(member);
  if (summary == nullptr || summary->is_null()) return std::string(kProvisioned);
  return summary->is_map() ? TextOf(*summary, "BillingMode") : summary->text();
}

// The view that a stream has; empty: there is no stream.
std::string StreamOf(const Node& table) {
  const Node* const stream = table.Find("StreamSpecification");
  return IsTrue(stream, "StreamEnabled") ? TextOf(*stream, "StreamViewType") : "";
}

Node UnitsNode(const std::array<int64_t, 2>& values, const Units& units) {
  Node node = Node::Map();
  node.Set(units.read, Node::Number(std::to_string(values[0])));
  node.Set(units.write, Node::Number(std::to_string(values[1])));
  return node;
}

// A key of KMS is given by its id, alias or ARN, and told by its ARN. Which key an alias stands for
// is not known here.
bool IsSameKey(const std::string& wanted, const std::string& arn) {
  if (wanted.empty() || wanted == arn) return true;
  if (wanted.find("alias/") != std::string::npos && arn.find(":alias/") == std::string::npos) {
    return true;
  }
  return arn.ends_with("/" + wanted) || arn.ends_with(":" + wanted);
}

class Comparison {
 public:
  Comparison(const Node& create, const Node& table)
      : create_(create),
        table_(table),
        name_(TextOf(create, "TableName")),
        wanted_types_(TypesOf(create)),
        types_(TypesOf(table)),
        wanted_(IndexesOf(create, kGlobalIndexes)),
        present_(IndexesOf(table, kGlobalIndexes)) {
    for (const auto& [name, index] : wanted_) {
      const auto found = present_.find(name);
      if (found == present_.end()) continue;
      if (IndexText(*index, wanted_types_) == IndexText(*found->second, types_))
        kept_[name] = index;
    }
  }

  TableChanges Run() {
    CompareFixed();
    if (!changes_.fixed.empty()) return std::move(changes_);
    RemoveIndexes();
    CompareBilling();
    CompareWarmThroughput();
    AddIndexes();
    CompareStream();
    CompareEncryption();
    CompareClass();
    CompareProtection();
    return std::move(changes_);
  }

 private:
  void Tell(std::string line) { changes_.lines.push_back(std::move(line)); }

  Node NewInput() const {
    Node input = Node::Map();
    input.Set("TableName", Node::String(name_));
    return input;
  }
  void Update(const Node& input) {
    changes_.calls.push_back({"UpdateTable", NodeJson(input), name_});
  }
  void Update(std::string_view member, const Node& value) {
    Node input = NewInput();
    input.Set(member, value);
    Update(input);
  }

  void CompareFixed() {
    const std::string key = KeyText(table_, types_);
    const std::string wanted_key = KeyText(create_, wanted_types_);
    if (key != wanted_key) changes_.fixed.push_back("key: " + key + " -> " + wanted_key);
    const Indexes present = IndexesOf(table_, kLocalIndexes);
    const Indexes wanted = IndexesOf(create_, kLocalIndexes);
    for (const auto& [name, index] : present) {
      const auto found = wanted.find(name);
      const std::string text = IndexText(*index, types_);
      const std::string other =
          found == wanted.end() ? "none" : IndexText(*found->second, wanted_types_);
      if (text != other) {
        changes_.fixed.push_back(TextOfParts({"LSI ", name, ": ", text, " -> ", other}));
      }
    }
    for (const auto& [name, index] : wanted) {
      if (present.contains(name)) continue;
      changes_.fixed.push_back("LSI " + name + ": none -> " + IndexText(*index, wanted_types_));
    }
  }

  void RemoveIndexes() {
    for (const auto& [name, index] : present_) {
      if (kept_.contains(name)) continue;
      const auto wanted = wanted_.find(name);
      if (wanted == wanted_.end()) {
        Tell("- GSI " + name + ": " + IndexText(*index, types_));
      } else {
        Tell("~ GSI " + name + " is built anew: " + IndexText(*index, types_) + " -> " +
             IndexText(*wanted->second, wanted_types_));
      }
      Node named = Node::Map();
      named.Set("IndexName", Node::String(name));
      UpdateIndex("Delete", std::move(named), NewInput());
    }
  }

  // `input`: what UpdateTable gets beside.
  void UpdateIndex(std::string_view action, Node change, Node input) {
    Node update = Node::Map();
    update.Set(action, std::move(change));
    input.Set("GlobalSecondaryIndexUpdates", Node::List()).Add(std::move(update));
    Update(input);
  }

  void AddIndexes() {
    for (const auto& [name, index] : wanted_) {
      if (kept_.contains(name)) continue;
      if (!present_.contains(name)) Tell("+ GSI " + name + ": " + IndexText(*index, wanted_types_));
      Node input = NewInput();
      input.Set("AttributeDefinitions", DefinitionsFor(*index));
      UpdateIndex("Create", *index, std::move(input));
    }
  }

  // Those of the index's key: others may be of indexes that are yet to come, and unused.
  Node DefinitionsFor(const Node& index) const {
    Node list = Node::List();
    const Node* const schema = index.Find("KeySchema");
    if (schema == nullptr) return list;
    for (const Node& element : schema->items()) {
      const auto found = wanted_types_.find(TextOf(element, "AttributeName"));
      if (found == wanted_types_.end()) continue;  // for the service to refuse
      Node definition = Node::Map();
      definition.Set("AttributeName", Node::String(found->first));
      definition.Set("AttributeType", Node::String(found->second));
      list.Add(std::move(definition));
    }
    return list;
  }

  // Billing mode and throughput of the table and of the indexes that stay, in one call: a table
  // becomes PROVISIONED with all of them.
  void CompareBilling() {
    const std::string mode = ModeOf(table_, "BillingModeSummary");
    const std::string wanted = ModeOf(create_, "BillingMode");
    Node input = NewInput();
    if (mode != wanted) {
      Tell("~ billing: " + mode + " -> " + wanted);
      input.Set("BillingMode", Node::String(wanted));
    }
    const bool provisioned = wanted == kProvisioned;
    const Units& units = provisioned ? kProvisionedUnits : kOnDemandUnits;
    const bool all = provisioned && mode != wanted;
    CompareUnits(create_, table_, units, all, "throughput", &input);
    Node updates = Node::List();
    for (const auto& [name, index] : kept_) {
      Node update = Node::Map();
      CompareUnits(*index, *present_.at(name), units, all, "GSI " + name + " throughput", &update);
      AddIndexUpdate(name, std::move(update), &updates);
    }
    Send(std::move(input), std::move(updates));
  }

  void AddIndexUpdate(const std::string& name, Node update, Node* updates) {
    if (update.members().empty()) return;
    update.Set("IndexName", Node::String(name));
    updates->Add(Node::Map()).Set("Update", std::move(update));
  }
  void Send(Node input, Node updates) {
    if (!updates.items().empty()) input.Set("GlobalSecondaryIndexUpdates", std::move(updates));
    if (input.members().size() > 1) Update(input);
  }

  // Puts the units into `input` where they differ, or anyway.
  void CompareUnits(const Node& wanted, const Node& present, const Units& units, bool anyway,
                    const std::string& what, Node* input) {
    const auto from = UnitsOf(present, units);
    const auto to = UnitsOf(wanted, units);
    if (from == to && !anyway) return;
    if (from != to) Tell("~ " + what + ": " + UnitsText(from) + " -> " + UnitsText(to));
    input->Set(units.member, UnitsNode(to, units));
  }

  // Grows only, and what the service gives of itself is not looked at.
  void CompareWarmThroughput() {
    Node input = NewInput();
    CompareWarm(create_, table_, "warm throughput", &input);
    Node updates = Node::List();
    for (const auto& [name, index] : kept_) {
      Node update = Node::Map();
      CompareWarm(*index, *present_.at(name), "GSI " + name + " warm throughput", &update);
      AddIndexUpdate(name, std::move(update), &updates);
    }
    Send(std::move(input), std::move(updates));
  }

  void CompareWarm(const Node& wanted, const Node& present, const std::string& what, Node* input) {
    const Node* const asked = wanted.Find(kWarmUnits.member);
    if (asked == nullptr || asked->is_null()) return;
    const auto from = UnitsOf(present, kWarmUnits);
    const auto to = UnitsOf(wanted, kWarmUnits);
    if (to[0] <= from[0] && to[1] <= from[1]) return;
    Tell("~ " + what + ": " + UnitsText(from) + " -> " + UnitsText(to));
    input->Set(kWarmUnits.member, *asked);
  }

  void CompareStream() {
    const std::string view = StreamOf(table_);
    const std::string wanted = StreamOf(create_);
    if (view == wanted) return;
    if (view.empty()) {
      Tell("+ stream: " + wanted);
    } else if (wanted.empty()) {
      Tell("- stream: " + view);
    } else {
      Tell("~ stream: " + view + " -> " + wanted);
    }
    // A stream that is there keeps its view.
    if (!view.empty()) {
      Node off = Node::Map();
      off.Set("StreamEnabled", Node::Bool(false));
      Update("StreamSpecification", off);
    }
    if (!wanted.empty()) Update("StreamSpecification", *create_.Find("StreamSpecification"));
  }

  void CompareEncryption() {
    const Node* const wanted = create_.Find("SSESpecification");
    const Node* const present = table_.Find("SSEDescription");
    const bool is_on = present != nullptr && IsOn(TextOf(*present, "Status"));
    const bool is_wanted = IsTrue(wanted, "Enabled");
    const bool is_same_key =
        !is_on || !is_wanted ||
        IsSameKey(TextOf(*wanted, "KMSMasterKeyId"), TextOf(*present, "KMSMasterKeyArn"));
    if (is_on == is_wanted && is_same_key) return;
    if (is_wanted) {
      Tell(is_on ? "~ encryption: another key" : "+ encryption by KMS");
      Update("SSESpecification", *wanted);
      return;
    }
    Tell("- encryption by KMS");
    Node off = Node::Map();
    off.Set("Enabled", Node::Bool(false));
    Update("SSESpecification", off);
  }

  void CompareClass() {
    const auto or_standard = [](const std::string& table_class) {
      return table_class.empty() ? std::string("STANDARD") : table_class;
    };
    const Node* const summary = table_.Find("TableClassSummary");
    const std::string present =
        or_standard(summary == nullptr ? "" : TextOf(*summary, "TableClass"));
    const std::string wanted = or_standard(TextOf(create_, "TableClass"));
    if (present == wanted) return;
    Tell("~ class: " + present + " -> " + wanted);
    Update("TableClass", Node::String(wanted));
  }

  void CompareProtection() {
    constexpr std::string_view kMember = "DeletionProtectionEnabled";
    const bool wanted = IsTrue(&create_, kMember);
    if (IsTrue(&table_, kMember) == wanted) return;
    Tell(wanted ? "+ deletion protection" : "- deletion protection");
    Update(kMember, Node::Bool(wanted));
  }

  const Node& create_;
  const Node& table_;
  const std::string name_;
  const AttributeTypes wanted_types_;
  const AttributeTypes types_;
  const Indexes wanted_;
  const Indexes present_;
  Indexes kept_;  // of the wanted ones, those that are there with the same keys and projection
  TableChanges changes_;
};

}  // namespace

TableChanges CompareTables(const Node& create, const Node& table) {
  return Comparison(create, table).Run();
}

}  // namespace pumice::deploy
