// SPDX-License-Identifier: Apache-2.0

// Tokens and iterators, valid ones changed and forged ones with a valid checksum: NextToken,
// ShardIterator, shard ids, sequence numbers, ARNs of streams and tables, ExclusiveStartKey and its
// like. All requests only read, so that one service serves every input.

#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error/api_error.h"
#include "engine/item/number.h"
#include "engine/partiql/page_token.h"
#include "protocol/base64.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"
#include "protocol/operations/shard_iterator_text.h"
#include "tests/support/item_builder.h"
#include "tools/fuzzing/support/oracle.h"
#include "tools/fuzzing/support/script.h"
#include "tools/fuzzing/support/service.h"

namespace pumice::fuzzing {
namespace {

using namespace test;

constexpr std::string_view kStatements[] = {
    R"(SELECT * FROM "Everything")",
    R"(SELECT * FROM "Everything" WHERE pk = 'a')",
    R"(SELECT * FROM "Everything" WHERE pk IN ['a', 'b'] AND sk IN [1, 2, 3])",
    R"(SELECT * FROM "Everything"."Global" WHERE g = 'u')",
    R"(SELECT pk FROM "Everything"."Several")",
    R"(SELECT * FROM "Everything"."LocalBinary" WHERE pk = 'a' ORDER BY b DESC)"};

// An index and the attributes that a start key in it has.
struct Place {
  std::string_view index;
  std::string_view attributes;  // a letter each; 'p' and 's' are pk and sk
};

constexpr Place kPlaces[] = {{"", "ps"},        {"Local", "psl"},    {"LocalBinary", "psb"},
                             {"Global", "psg"}, {"Included", "psb"}, {"Several", "psghlb"}};

std::string MemberOf(std::string_view json, std::initializer_list<std::string_view> path) {
  JsonDocument document;
  if (!document.Parse(json)) return {};
  const JsonValue* at = &document.root();
  for (const std::string_view step : path) {
    if (at->IsArray()) {
      if (at->Empty()) return {};
      at = &(*at)[0];
      continue;
    }
    at = at->IsObject() ? FindMember(*at, step) : nullptr;
    if (at == nullptr) return {};
  }
  return at->IsString() ? std::string(JsonText(*at)) : std::string();
}

// The service with its table, and valid examples of everything.
class Examples {
 public:
  Examples() {
    service_.Run(ParseScript(kEverything));
    stream_arn = MemberOf(Call("DescribeTable", R"({"TableName":"Everything"})"),
                          {"Table", "LatestStreamArn"});
    table_arn =
        MemberOf(Call("DescribeTable", R"({"TableName":"Everything"})"), {"Table", "TableArn"});
    const std::string stream = Call("DescribeStream", R"({"StreamArn":")" + stream_arn + R"("})");
    shard = MemberOf(stream, {"StreamDescription", "Shards", "0", "ShardId"});
    const std::string iterator_request = R"({"ShardIteratorType":"TRIM_HORIZON","StreamArn":")" +
                                         stream_arn + R"(","ShardId":")" + shard + R"("})";
    iterator = MemberOf(Call("GetShardIterator", iterator_request), {"ShardIterator"});
    number = MemberOf(Call("GetRecords", R"({"ShardIterator":")" + iterator + R"("})"),
                      {"Records", "0", "dynamodb", "SequenceNumber"});
    for (const std::string_view statement : kStatements) {
      std::string body;
      JsonWriter json(&body);
      json.BeginObject();
      json.StringMember("Statement", statement);
      json.IntegerMember("Limit", 1);
      json.EndObject();
      next_tokens.push_back(MemberOf(Call("ExecuteStatement", body), {"NextToken"}));
    }
    Check(!stream_arn.empty() && !iterator.empty() && !number.empty(), "no examples");
  }

  std::string Call(std::string_view operation, std::string_view body) {
    return service_.Send(operation, body).body;
  }
  Service& service() { return service_; }

  std::string stream_arn, table_arn, shard, iterator, number;
  std::vector<std::string> next_tokens;

 private:
  Service service_;
};

// A valid text with a few bytes changed, left out or put in; or anything.
std::string Changed(FuzzedDataProvider* input, std::string text) {
  if (input->ConsumeIntegralInRange(0, 7) == 0) return input->ConsumeRandomLengthString(300);
  for (int changes = input->ConsumeIntegralInRange(0, 3); changes > 0 && !text.empty(); --changes) {
    const size_t at = input->ConsumeIntegralInRange<size_t>(0, text.size() - 1);
    switch (input->ConsumeIntegralInRange(0, 3)) {
      case 0:
        text[at] = input->ConsumeIntegral<char>();
        break;
      case 1:
        text.erase(at, 1 + input->ConsumeIntegral<uint8_t>() % 8);
        break;
      case 2:
        text.insert(at, input->ConsumeRandomLengthString(8));
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

// As a JSON string, whatever bytes it has: what is no UTF-8 goes over the wire as it is.
std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && c != '"' && c != '\\') {
      quoted.push_back(c);
    } else {
      quoted.append("\\u00").push_back(kHex[byte >> 4]);
      quoted.push_back(kHex[byte & 15]);
    }
  }
  return quoted.append("\"");
}

void Member(std::string_view name, std::string_view text, JsonWriter* json) {
  json->Key(name);
  json->Raw()->append(Quoted(text));
}

// Scalars only.
void AppendValue(const test::Value& value, JsonWriter* json) {
  json->BeginObject();
  switch (value.type()) {
    case ValueType::kString:
      Member("S", value.scalar(), json);
      break;
    case ValueType::kNumber:
      json->StringMember("N", Number::FromBytes(value.scalar()).ToText());
      break;
    default:
      json->Key("B");
      json->Base64(value.scalar());
  }
  json->EndObject();
}

class Runner {
 public:
  Runner(Examples* examples, FuzzedDataProvider* input)
      : examples_(*examples), input_(*input), json_(&body_) {}

  void Run() {
    json_.BeginObject();
    const std::string_view operation = Build();
    json_.EndObject();
    examples_.Call(operation, body_);
  }

 private:
  std::string_view Build() {
    switch (input_.ConsumeIntegralInRange(0, 11)) {
      case 0:
        Member("ShardIterator", Changed(&input_, examples_.iterator), &json_);
        return "GetRecords";
      case 1:
        Member("ShardIterator", ForgedIterator(), &json_);
        Limit();
        return "GetRecords";
      case 2:
        Member("Statement", input_.PickValueInArray(kStatements), &json_);
        Member("NextToken", Changed(&input_, AnyNextToken()), &json_);
        return "ExecuteStatement";
      case 3:
        ForgedStatement();
        return "ExecuteStatement";
      case 4:
        Member("StreamArn", MaybeChanged(examples_.stream_arn), &json_);
        Member("ShardId", MaybeChanged(examples_.shard), &json_);
        Member("ShardIteratorType", input_.PickValueInArray(kTypes), &json_);
        if (input_.ConsumeBool())
          Member("SequenceNumber", Changed(&input_, examples_.number), &json_);
        return "GetShardIterator";
      case 5:
        Member("StreamArn", MaybeChanged(examples_.stream_arn), &json_);
        Member("ExclusiveStartShardId", Changed(&input_, examples_.shard), &json_);
        Limit();
        return "DescribeStream";
      case 6:
        Member("ExclusiveStartStreamArn", Changed(&input_, examples_.stream_arn), &json_);
        if (input_.ConsumeBool()) Member("TableName", MaybeChanged("Everything"), &json_);
        Limit();
        return "ListStreams";
      case 7:
        Member("ExclusiveStartTableName", Changed(&input_, "Everything"), &json_);
        Limit();
        return "ListTables";
      case 8:
        Member("TableName", Changed(&input_, examples_.table_arn), &json_);
        return "DescribeTable";
      case 9:
        Member("ResourceArn", Changed(&input_, examples_.table_arn), &json_);
        if (input_.ConsumeBool()) Member("NextToken", Changed(&input_, "AAAA"), &json_);
        return "ListTagsOfResource";
      case 10:
        Page();
        ScanSegments();
        return "Scan";
      default:
        Page();
        Member("KeyConditionExpression", "#k = :v", &json_);
        json_.Key("ExpressionAttributeNames");
        json_.BeginObject();
        Member("#k", input_.ConsumeBool() ? "pk" : "g", &json_);
        json_.EndObject();
        json_.Key("ExpressionAttributeValues");
        json_.BeginObject();
        json_.Key(":v");
        AppendValue(KeyValue('p'), &json_);
        json_.EndObject();
        if (input_.ConsumeBool()) json_.BoolMember("ScanIndexForward", false);
        return "Query";
    }
  }

  // What is forged is sealed: the fields of a token are checked even if nobody but pumice can have
  // made it.
  const TokenSeal& seal() { return examples_.service().database().token_seal(); }

  std::string AnyNextToken() {
    return examples_
        .next_tokens[input_.ConsumeIntegralInRange<size_t>(0, examples_.next_tokens.size() - 1)];
  }

  std::string MaybeChanged(std::string text) {
    return input_.ConsumeIntegralInRange(0, 3) == 0 ? Changed(&input_, std::move(text)) : text;
  }

  void Limit() {
    if (input_.ConsumeBool()) json_.IntegerMember("Limit", input_.ConsumeIntegralInRange(1, 4));
  }

  const TokenSeal& Seal() { return examples_.service().database().token_seal(); }

  std::string ForgedIterator() {
    ShardIterator iterator;
    try {
      iterator = ParseShardIterator(examples_.iterator, seal());
    } catch (const ApiError&) {
      Fail("an iterator that does not parse", examples_.iterator);
    }
    if (input_.ConsumeIntegralInRange(0, 3) == 0)
      iterator.stream_arn = Changed(&input_, examples_.stream_arn);
    if (input_.ConsumeBool()) iterator.shard.lane = input_.ConsumeIntegral<uint16_t>();
    if (input_.ConsumeBool()) iterator.shard.generation = input_.ConsumeIntegral<uint32_t>();
    if (input_.ConsumeBool()) iterator.position = input_.ConsumeIntegral<uint64_t>();
    if (input_.ConsumeBool()) iterator.created_millis = input_.ConsumeIntegral<int64_t>();
    iterator.from_horizon = input_.ConsumeBool();
    return ShardIteratorText(iterator, seal());
  }

  void ForgedStatement() {
    const std::string_view statement = input_.PickValueInArray(kStatements);
    Member("Statement", statement, &json_);
    Limit();
    partiql::PageStart start;
    start.read_index = input_.ConsumeBool() ? input_.ConsumeIntegralInRange(0u, 8u)
                                            : input_.ConsumeIntegral<uint32_t>();
    start.last_key = Key(input_.PickValueInArray(kPlaces)).encoded();
    std::string text;
    AppendBase64(partiql::EncodePageToken(start, {.text = statement, .parameters = {}}, seal()),
                 &text);
    Member("NextToken", text, &json_);
  }

  // A start key of that place: mostly of its attributes and their types, with values of any size.
  Item Key(const Place& place) {
    Attributes attributes;
    for (const char attribute : place.attributes) {
      if (input_.ConsumeIntegralInRange(0, 31) == 0) continue;
      attributes.insert_or_assign(NameOf(attribute), KeyValue(attribute));
    }
    if (input_.ConsumeIntegralInRange(0, 15) == 0) attributes.insert_or_assign("x", KeyValue('x'));
    return Item(std::move(attributes));
  }

  static std::string NameOf(char attribute) {
    return attribute == 'p' ? "pk" : attribute == 's' ? "sk" : std::string(1, attribute);
  }

  test::Value KeyValue(char attribute) {
    if (input_.ConsumeIntegralInRange(0, 31) == 0)
      attribute = input_.PickValueInArray({'p', 's', 'b'});
    constexpr std::string_view kNumbers[] = {"0",   "1",     "2",           "-1",
                                             "0.5", "1E125", "-9.9999E125", "1E-130"};
    if (attribute == 's' || attribute == 'h') return N(input_.PickValueInArray(kNumbers));
    std::string bytes;
    switch (input_.ConsumeIntegralInRange(0, 3)) {
      case 0:
        bytes = attribute == 'g' ? "u" : "a";
        break;
      case 1:
        bytes = std::string(
            input_.PickValueInArray<size_t>({0, 1, 1023, 1024, 1025, 2047, 2048, 2049, 3000}),
            attribute == 'b' ? '\xFF' : 'k');
        break;
      default:
        bytes = input_.ConsumeRandomLengthString(6);
    }
    return attribute == 'b' ? B(bytes) : S(bytes);
  }

  void Page() {
    json_.StringMember("TableName", "Everything");
    const Place place = input_.PickValueInArray(kPlaces);
    if (!place.index.empty()) json_.StringMember("IndexName", place.index);
    Limit();
    json_.Key("ExclusiveStartKey");
    json_.BeginObject();
    const Item key = Key(place);
    for (const auto& [name, value] : key.attributes()) {
      json_.Key(name);
      AppendValue(value, &json_);
    }
    json_.EndObject();
  }

  void ScanSegments() {
    if (!input_.ConsumeBool()) return;
    const int total = input_.ConsumeIntegralInRange(1, 1'000'000);
    json_.IntegerMember("TotalSegments", total);
    json_.IntegerMember("Segment", input_.ConsumeIntegralInRange(0, total));
  }

  static constexpr std::string_view kTypes[] = {"TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER",
                                                "AFTER_SEQUENCE_NUMBER"};

  Examples& examples_;
  FuzzedDataProvider& input_;
  std::string body_;
  JsonWriter json_;
};

}  // namespace
}  // namespace pumice::fuzzing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pumice::fuzzing;
  static auto* const examples = new Examples;
  FuzzedDataProvider input(data, size);
  Runner(examples, &input).Run();
  return 0;
}
