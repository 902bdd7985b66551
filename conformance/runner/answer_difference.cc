// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/answer_difference.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "conformance/runner/compare.h"
#include "conformance/runner/error_answer.h"
#include "conformance/runner/json_path.h"
#include "conformance/runner/json_text.h"
#include "protocol/json.h"

namespace pumice::conformance {
namespace {

constexpr const char* kNothing = "nothing";

// What a service makes for itself. A member of an item is never one of these: its value is a map.
constexpr std::string_view kMadeMembers[] = {"TableId",
                                             "NextToken",
                                             "ShardIterator",
                                             "NextShardIterator",
                                             "ShardId",
                                             "ParentShardId",
                                             "eventID",
                                             "SequenceNumber",
                                             "StartingSequenceNumber",
                                             "EndingSequenceNumber",
                                             "LastEvaluatedShardId",
                                             "LatestStreamLabel",
                                             "StreamLabel",
                                             "LastIncreaseDateTime",
                                             "LastDecreaseDateTime",
                                             "CreationDateTime",
                                             "CreationRequestDateTime",
                                             "ApproximateCreationDateTime",
                                             "LastUpdateToPayPerRequestDateTime",
                                             "LastUpdateDateTime"};

bool IsMade(std::string_view member, const JsonValue& value) {
  return !value.IsObject() && !value.IsArray() &&
         std::find(std::begin(kMadeMembers), std::end(kMadeMembers), member) !=
             std::end(kMadeMembers);
}

bool IsSet(std::string_view member) { return member == "SS" || member == "NS" || member == "BS"; }

// "arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/2026-…" without what is the service's
// own: partition, region, account and the stream's label.
void ReplaceArns(std::string* text) {
  constexpr std::string_view kArn = "arn:";
  constexpr std::string_view kStream = "/stream/";
  constexpr std::string_view kLabel = "0123456789-T:.";
  for (size_t at = text->find(kArn); at != std::string::npos; at = text->find(kArn, at + 1)) {
    size_t end = at;
    for (int colons = 0; colons < 5 && end != std::string::npos; ++colons)
      end = text->find(':', end + (colons > 0 ? 1 : 0));
    if (end == std::string::npos) return;
    if (text->substr(at, end - at).find_first_of(" {\"") != std::string::npos) continue;
    text->replace(at, end - at, "arn:*");
  }
  for (size_t at = text->find(kStream); at != std::string::npos; at = text->find(kStream, at + 1)) {
    const size_t label = at + kStream.size();
    const size_t end = std::min(text->find_first_not_of(kLabel, label), text->size());
    text->replace(label, end - label, "*");
  }
}

std::string Comparable(std::string_view text) {
  std::string comparable(text);
  ReplaceArns(&comparable);
  return comparable;
}

// In one line and without tabs, which separate a report's columns.
std::string OneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return Shorten(std::move(text));
}

class AnswerComparison {
 public:
  void Compare(const JsonValue& first, const JsonValue& second) {
    if (first.IsObject() && second.IsObject()) return CompareMaps(first, second);
    if (first.IsArray() && second.IsArray()) return CompareLists(first, second);
    if (!AreEqualScalars(first, second)) Differ("", &first, &second);
  }

  std::vector<AnswerDifference> Take() { return std::move(differences_); }

 private:
  static bool AreEqualScalars(const JsonValue& first, const JsonValue& second) {
    if (first.IsString() && second.IsString())
      return Comparable(JsonText(first)) == Comparable(JsonText(second));
    if (first.IsInt64() && second.IsInt64()) return first.GetInt64() == second.GetInt64();
    if (first.IsNumber() && second.IsNumber()) return first.GetDouble() == second.GetDouble();
    return first.GetType() == second.GetType() && !first.IsObject() && !first.IsArray();
  }

  static bool AreEqual(const JsonValue& first, const JsonValue& second) {
    AnswerComparison comparison;
    comparison.Compare(first, second);
    return comparison.differences_.empty();
  }

  // Of lists of one size.
  static bool HaveSameElements(const JsonValue& first, const JsonValue& second) {
    std::vector<const JsonValue*> left;
    for (const auto& element : second.GetArray()) left.push_back(&element);
    for (const auto& element : first.GetArray()) {
      const auto found = std::find_if(left.begin(), left.end(), [&](const JsonValue* candidate) {
        return AreEqual(element, *candidate);
      });
      if (found == left.end()) return false;
      left.erase(found);
    }
    return true;
  }

  void Differ(std::string_view suffix, const JsonValue* first, const JsonValue* second) {
    if (differences_.size() >= kMaxDifferences) return;
    differences_.push_back({path_ + std::string(suffix), Shown(first), Shown(second)});
  }

  static std::string Shown(const JsonValue* value) {
    return value == nullptr ? kNothing : OneLine(Comparable(ToJsonText(*value)));
  }

  void CompareMaps(const JsonValue& first, const JsonValue& second) {
    for (const auto& member : first.GetObject())
      CompareMember(JsonText(member.name), &member.value, FindAny(second, JsonText(member.name)));
    for (const auto& member : second.GetObject()) {
      if (FindAny(first, JsonText(member.name)) == nullptr)
        CompareMember(JsonText(member.name), nullptr, &member.value);
    }
  }

  void CompareMember(std::string_view name, const JsonValue* first, const JsonValue* second) {
    const size_t size = path_.size();
    if (size > 0) path_ += '.';
    path_ += name;
    if (first == nullptr || second == nullptr) {
      Differ("", first, second);
    } else if (IsSet(name) && first->IsArray() && second->IsArray()) {
      if (first->Size() != second->Size() || !HaveSameElements(*first, *second))
        Differ("", first, second);
    } else if (!IsMade(name, *first) || !IsMade(name, *second)) {
      Compare(*first, *second);
    }
    path_.resize(size);
  }

  // The indexes of a table have names, which pair them whatever their order. Null: the element has
  // no name, or `list` has none of that name.
  static const JsonValue* FindNamesake(const JsonValue& element, const JsonValue& list) {
    constexpr std::string_view kName = "IndexName";
    const JsonValue* name = element.IsObject() ? FindAny(element, kName) : nullptr;
    if (name == nullptr) return nullptr;
    for (const auto& candidate : list.GetArray()) {
      const JsonValue* other = candidate.IsObject() ? FindAny(candidate, kName) : nullptr;
      if (other != nullptr && *other == *name) return &candidate;
    }
    return nullptr;
  }

  void CompareLists(const JsonValue& first, const JsonValue& second) {
    if (first.Size() != second.Size()) return Differ("", &first, &second);
    bool is_same_order = true;
    const size_t before = differences_.size();
    for (rapidjson::SizeType i = 0; i < first.Size(); ++i) {
      const size_t size = path_.size();
      path_ += '[' + std::to_string(i) + ']';
      const JsonValue* namesake = FindNamesake(first[i], second);
      Compare(first[i], namesake == nullptr ? second[i] : *namesake);
      is_same_order = is_same_order && (namesake == nullptr || namesake == &second[i]);
      path_.resize(size);
    }
    if (!is_same_order) return Differ("#order", &first, &second);
    if (differences_.size() == before || !HaveSameElements(first, second)) return;
    differences_.resize(before);
    Differ("#order", &first, &second);
  }

  std::string path_;
  std::vector<AnswerDifference> differences_;
};

// An answer's body, read. Operations without an output answer nothing.
struct ReadAnswer {
  explicit ReadAnswer(const Answer& answer)
      : is_json(document.Parse(answer.body.empty() ? "{}" : answer.body)) {}

  JsonDocument document;
  const bool is_json;
};

std::string Describe(const Answer& answer, const ReadAnswer& read) {
  const std::string status = std::to_string(answer.status);
  if (!read.is_json) return OneLine("status " + status + ": " + answer.body);
  const JsonValue& root = read.document.root();
  if (answer.status == 200) return OneLine("success: " + Comparable(ToJsonText(root)));
  const std::string_view type = ErrorType(root);
  if (type.empty()) return OneLine("status " + status + ": " + ToJsonText(root));
  return OneLine(std::string(type) + ": " + Comparable(ErrorMessage(root)));
}

// The members of an error beside its type and its message.
void CompareErrors(const JsonValue& first, const JsonValue& second,
                   std::vector<AnswerDifference>* differences) {
  const std::string first_message = Comparable(ErrorMessage(first));
  const std::string second_message = Comparable(ErrorMessage(second));
  if (first_message != second_message)
    differences->push_back({"message", OneLine(first_message), OneLine(second_message)});
  AnswerComparison comparison;
  comparison.Compare(first, second);
  for (AnswerDifference& found : comparison.Take()) {
    const bool is_known =
        found.path == "__type" || found.path == "message" || found.path == "Message";
    if (!is_known) differences->push_back(std::move(found));
  }
}

}  // namespace

std::string DescribeAnswer(const Answer& answer) { return Describe(answer, ReadAnswer(answer)); }

std::vector<AnswerDifference> CompareAnswers(const Answer& first, const Answer& second) {
  const ReadAnswer a(first);
  const ReadAnswer b(second);
  const bool is_success = first.status == 200 && second.status == 200;
  const bool is_error = first.status != 200 && second.status != 200;
  const bool is_comparable =
      a.is_json && b.is_json &&
      (is_success || (is_error && ErrorType(a.document.root()) == ErrorType(b.document.root())));
  if (!is_comparable) return {{"answer", Describe(first, a), Describe(second, b)}};
  if (is_success) {
    AnswerComparison comparison;
    comparison.Compare(a.document.root(), b.document.root());
    return comparison.Take();
  }
  std::vector<AnswerDifference> differences;
  CompareErrors(a.document.root(), b.document.root(), &differences);
  if (first.status != second.status)
    differences.push_back({"status", std::to_string(first.status), std::to_string(second.status)});
  return differences;
}

}  // namespace pumice::conformance
