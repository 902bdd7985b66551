// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/settings_changes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/error/api_error.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/table_text.h"
#include "protocol/policy_document.h"

namespace pumice::deploy {
namespace {

// Of a table's tags: the service allows 50, and answers with ten or more at a time.
constexpr int kMaxTagPages = 50;

// A policy's document however it is written. One that is refused is like itself alone: then the
// call is made, and says why.
bool IsSamePolicy(const std::string& a, const std::string& b) {
  const auto told = [](const std::string& document) {
    return PolicyToTell(CanonicalPolicy(document, PolicyResource::kTable));
  };
  try {
    return a == b || told(a) == told(b);
  } catch (const ApiError&) {
    return false;
  }
}

class Settings {
 public:
  Settings(const DesiredTable& desired, const DesiredTable* before, const Node* table,
           const DynamoDbCall& call, PlannedTable* planned)
      : desired_(desired), before_(before), table_(table), call_(call), planned_(*planned) {}

  void Plan() {
    if (table_ != nullptr) {
      CompareTags();
      ComparePolicy();
    }
    if (IsSaid(&DesiredTable::time_to_live)) CompareTimeToLive();
    if (IsSaid(&DesiredTable::continuous_backups)) CompareBackups();
    if (IsSaid(&DesiredTable::kinesis_destination)) CompareKinesis();
    for (const Node& insights : desired_.contributor_insights) CompareInsights(insights);
    if (before_ != nullptr) TakeInsightsBack();
  }

 private:
  // What is said no more is compared too: as off.
  bool IsSaid(Node DesiredTable::*setting) const {
    return !(desired_.*setting).is_null() || (before_ != nullptr && !(before_->*setting).is_null());
  }
  // The member of CreateTable's input; if it is there no more, `none`; null: it was never said.
  const Node* Said(std::string_view member, const Node& none) const {
    const auto find = [member](const DesiredTable& table) -> const Node* {
      const Node* const found = table.create.Find(member);
      return found == nullptr || found->is_null() ? nullptr : found;
    };
    if (const Node* const wanted = find(desired_)) return wanted;
    return before_ != nullptr && find(*before_) != nullptr ? &none : nullptr;
  }

  Node NewInput() const {
    Node input = Node::Map();
    input.Set("TableName", Node::String(desired_.name));
    return input;
  }
  void Add(std::string operation, const Node& input) {
    planned_.calls.push_back({std::move(operation), NodeJson(input), desired_.name});
  }
  void Tell(std::string line) { planned_.lines.push_back(std::move(line)); }

  // What an operation answers; null without a table, where the endpoint does not know the
  // operation, and for `absent`, the name of an error.
  Node Ask(std::string_view operation, const Node& input, std::string_view absent = {}) const {
    if (table_ == nullptr) return {};
    try {
      return ReadDocument(call_(operation, NodeJson(input)), operation);
    } catch (const ServiceError& error) {
      if (error.name() == "UnknownOperationException" || error.name() == absent) return {};
      throw;
    }
  }
  static Node Part(const Node& answer, std::string_view member) {
    const Node* const part = answer.Find(member);
    return part == nullptr ? Node() : *part;
  }

  std::map<std::string, std::string> PresentTags(const Node& arn) const {
    std::map<std::string, std::string> tags;
    Node input = Node::Map();
    input.Set("ResourceArn", arn);
    for (int page = 0; page < kMaxTagPages; ++page) {
      const Node answer = Ask("ListTagsOfResource", input);
      const Node page_tags = Part(answer, "Tags");
      for (const Node& tag : page_tags.items()) {
        tags[TextOf(tag, "Key")] = TextOf(tag, "Value");
      }
      const std::string next = TextOf(answer, "NextToken");
      if (next.empty()) break;
      input.Set("NextToken", Node::String(next));
    }
    return tags;
  }

  void CompareTags() {
    const Node none = Node::List();
    const Node* const wanted = Said("Tags", none);
    const Node* const arn = table_->Find("TableArn");
    if (wanted == nullptr || arn == nullptr) return;
    std::map<std::string, std::string> present = PresentTags(*arn);
    Node added = Node::List();
    for (const Node& tag : wanted->items()) {
      const std::string key = TextOf(tag, "Key");
      const std::string value = TextOf(tag, "Value");
      const auto found = present.find(key);
      const bool is_there = found != present.end();
      if (!is_there || found->second != value) {
        Tell(TextOfParts({is_there ? "~ tag " : "+ tag ", key, ": ", value}));
        added.Add(tag);
      }
      if (is_there) present.erase(found);
    }
    Node removed = Node::List();
    for (const auto& [key, value] : present) {
      if (key.starts_with("aws:")) continue;  // the service's own
      Tell(TextOfParts({"- tag ", key, ": ", value}));
      removed.Add(Node::String(key));
    }
    SendTags("UntagResource", *arn, "TagKeys", std::move(removed));
    SendTags("TagResource", *arn, "Tags", std::move(added));
  }

  void SendTags(std::string operation, const Node& arn, std::string_view member, Node list) {
    if (list.items().empty()) return;
    Node input = Node::Map();
    input.Set("ResourceArn", arn);
    input.Set(member, std::move(list));
    Add(std::move(operation), input);
  }

  void ComparePolicy() {
    const Node none = Node::String("");
    const Node* const wanted = Said("ResourcePolicy", none);
    const Node* const arn = table_->Find("TableArn");
    if (wanted == nullptr || !wanted->is_string() || arn == nullptr) return;
    Node input = Node::Map();
    input.Set("ResourceArn", *arn);
    const Node answer = Ask("GetResourcePolicy", input, "PolicyNotFoundException");
    const std::string present = TextOf(answer, "Policy");
    if (present.empty() ? wanted->text().empty() : IsSamePolicy(present, wanted->text())) return;
    if (wanted->text().empty()) {
      Tell("- resource policy");
      return Add("DeleteResourcePolicy", input);
    }
    Tell(present.empty() ? "+ resource policy" : "~ resource policy");
    input.Set("Policy", *wanted);
    Add("PutResourcePolicy", input);
  }

  void CompareTimeToLive() {
    const bool wanted = IsTrue(&desired_.time_to_live, "Enabled");
    const std::string attribute = TextOf(desired_.time_to_live, "AttributeName");
    const Node present = Part(Ask("DescribeTimeToLive", NewInput()), "TimeToLiveDescription");
    const std::string current =
        IsOn(TextOf(present, "TimeToLiveStatus")) ? TextOf(present, "AttributeName") : "";
    if (current == (wanted ? attribute : "")) return;
    if (current.empty()) {
      Tell("+ TTL: " + attribute);
    } else {
      Tell(wanted ? "~ TTL: " + current + " -> " + attribute : "- TTL: " + current);
      AddTimeToLive(current, false);
    }
    if (wanted) AddTimeToLive(attribute, true);
  }

  void AddTimeToLive(const std::string& attribute, bool enabled) {
    Node specification = Node::Map();
    specification.Set("AttributeName", Node::String(attribute));
    specification.Set("Enabled", Node::Bool(enabled));
    Node input = NewInput();
    input.Set("TimeToLiveSpecification", std::move(specification));
    Add("UpdateTimeToLive", input);
  }

  void CompareBackups() {
    constexpr std::string_view kDays = "RecoveryPeriodInDays";
    const Node& specification = desired_.continuous_backups;
    const bool wanted = IsTrue(&specification, "PointInTimeRecoveryEnabled");
    const Node present =
        Part(Part(Ask("DescribeContinuousBackups", NewInput()), "ContinuousBackupsDescription"),
             "PointInTimeRecoveryDescription");
    const bool is_on = IsOn(TextOf(present, "PointInTimeRecoveryStatus"));
    const int64_t days = IntegerOf(&specification, kDays, 0);
    const bool is_same_period = !wanted || days == 0 || IntegerOf(&present, kDays, days) == days;
    if (is_on == wanted && is_same_period) return;
    const std::string sign = wanted ? is_on ? "~ " : "+ " : "- ";
    const std::string period = wanted && days != 0 ? ": " + std::to_string(days) + " days" : "";
    Tell(sign + "point-in-time recovery" + period);
    Node input = NewInput();
    Node off = Node::Map();
    off.Set("PointInTimeRecoveryEnabled", Node::Bool(false));
    input.Set("PointInTimeRecoverySpecification", specification.is_null() ? off : specification);
    Add("UpdateContinuousBackups", input);
  }

  void CompareKinesis() {
    const std::string wanted = TextOf(desired_.kinesis_destination, "StreamArn");
    const std::string precision = PrecisionOf(desired_.kinesis_destination);
    const Node destinations = Part(Ask("DescribeKinesisStreamingDestination", NewInput()),
                                   "KinesisDataStreamDestinations");
    bool is_there = false;
    for (const Node& present : destinations.items()) {
      if (!IsOn(TextOf(present, "DestinationStatus"))) continue;
      const std::string arn = TextOf(present, "StreamArn");
      if (arn == wanted) {
        is_there = true;
        ComparePrecision(present, precision);
        continue;
      }
      Tell("- Kinesis destination " + arn);
      Node input = NewInput();
      input.Set("StreamArn", Node::String(arn));
      Add("DisableKinesisStreamingDestination", input);
    }
    if (is_there || wanted.empty()) return;
    Tell("+ Kinesis destination " + wanted);
    Node input = NewInput();
    for (const auto& [name, value] : desired_.kinesis_destination.members()) {
      input.Set(name, value);
    }
    Add("EnableKinesisStreamingDestination", input);
  }

  static std::string PrecisionOf(const Node& destination) {
    const Node* const configuration = destination.Find("EnableKinesisStreamingConfiguration");
    const Node& holder = configuration == nullptr ? destination : *configuration;
    return TextOf(holder, "ApproximateCreationDateTimePrecision");
  }

  void ComparePrecision(const Node& present, const std::string& wanted) {
    const std::string current = PrecisionOf(present);
    if (wanted.empty() || current.empty() || current == wanted) return;
    Tell("~ Kinesis precision: " + current + " -> " + wanted);
    Node configuration = Node::Map();
    configuration.Set("ApproximateCreationDateTimePrecision", Node::String(wanted));
    Node input = NewInput();
    input.Set("StreamArn", Node::String(TextOf(present, "StreamArn")));
    input.Set("UpdateKinesisStreamingConfiguration", std::move(configuration));
    Add("UpdateKinesisStreamingDestination", input);
  }

  void CompareInsights(const Node& insights) {
    constexpr std::string_view kMode = "ContributorInsightsMode";
    const std::string index = TextOf(insights, "IndexName");
    Node question = NewInput();
    if (!index.empty()) question.Set("IndexName", Node::String(index));
    // An index that is yet to come is not known.
    const Node present = Ask("DescribeContributorInsights", question, "ResourceNotFoundException");
    const bool wanted = TextOf(insights, "ContributorInsightsAction") == "ENABLE";
    const bool is_on = IsOn(TextOf(present, "ContributorInsightsStatus"));
    const std::string mode = TextOf(insights, kMode);
    const bool is_same_mode = !wanted || mode.empty() || TextOf(present, kMode) == mode;
    if (is_on == wanted && is_same_mode) return;
    const std::string sign = wanted ? is_on ? "~ " : "+ " : "- ";
    const std::string of = index.empty() ? "" : " of GSI " + index;
    Tell(sign + "Contributor Insights" + of + (mode.empty() ? "" : ": " + mode));
    Node input = NewInput();
    for (const auto& [name, value] : insights.members()) input.Set(name, value);
    Add("UpdateContributorInsights", input);
  }

  bool HasGlobalIndex(std::string_view name) const {
    const Node* const indexes = desired_.create.Find("GlobalSecondaryIndexes");
    if (indexes == nullptr) return false;
    const auto& items = indexes->items();
    return std::any_of(items.begin(), items.end(),
                       [name](const Node& index) { return TextOf(index, "IndexName") == name; });
  }

  // Of the table and of each index that had it and says nothing of it now. An index that goes takes
  // it along.
  void TakeInsightsBack() {
    for (const Node& was : before_->contributor_insights) {
      const std::string index = TextOf(was, "IndexName");
      const auto& now = desired_.contributor_insights;
      const bool is_said = std::any_of(now.begin(), now.end(), [&index](const Node& insights) {
        return TextOf(insights, "IndexName") == index;
      });
      if (is_said || (!index.empty() && !HasGlobalIndex(index))) continue;
      Node off = Node::Map();
      if (!index.empty()) off.Set("IndexName", Node::String(index));
      off.Set("ContributorInsightsAction", Node::String("DISABLE"));
      CompareInsights(off);
    }
  }

  const DesiredTable& desired_;
  const DesiredTable* const before_;
  const Node* const table_;
  const DynamoDbCall& call_;
  PlannedTable& planned_;
};

}  // namespace

void PlanSettings(const DesiredTable& desired, const DesiredTable* before, const Node* table,
                  const DynamoDbCall& call, PlannedTable* planned) {
  Settings(desired, before, table, call, planned).Plan();
}

}  // namespace pumice::deploy
