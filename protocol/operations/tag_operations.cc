// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "engine/database.h"
#include "engine/error/tables.h"
#include "protocol/json_writer.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/table_input.h"
#include "protocol/page_token.h"
#include "protocol/table_arn.h"

// TagResource, UntagResource and ListTagsOfResource look for faults in this order: the tags or keys
// by themselves; the ARN; the table; its state; how many tags it would have. Of ListTagsOfResource:
// the ARN; the table; the token.
namespace pumice {
namespace {

// The service's page of tags.
constexpr size_t kTagsPerPage = 10;

// Tags belong to a table, named by its ARN; its bare name is none.
std::string_view TaggedTable(const JsonValue& input) {
  const std::string_view arn = *FindString(input, "ResourceArn");
  if (!arn.starts_with("arn:")) {
    ThrowInvalidArn(arn);
  }
  return ParseTableName(arn);
}

std::string ListName(std::string_view table) {
  return std::string("ListTagsOfResource ").append(table);
}

// Where the page begins: behind as many tags as the token says, or as there still are.
size_t ReadPosition(const OperationContext& context, std::string_view table, size_t tag_count) {
  const auto token = FindString(context.input, "NextToken");
  if (!token) return 0;
  const std::string position =
      ParsePageToken(*token, ListName(table), context.database.token_seal());
  size_t tags = 0;
  std::from_chars(position.data(), position.data() + position.size(), tags);
  return std::min(tags, tag_count);
}

}  // namespace

void TagResource(OperationContext& context) {
  const JsonValue& list = *FindMember(context.input, "Tags");
  if (list.Empty()) ThrowNoTag();
  const std::vector<Tag> tags = ReadTags(list);
  context.database.TagResource(TaggedTable(context.input), tags);
}

void UntagResource(OperationContext& context) {
  const JsonValue& keys = *FindMember(context.input, "TagKeys");
  if (keys.Empty()) ThrowNoTagKey();
  std::vector<std::string_view> texts;
  for (const JsonValue& key : keys.GetArray()) texts.push_back(JsonText(key));
  context.database.UntagResource(TaggedTable(context.input), texts);
}

void ListTagsOfResource(OperationContext& context) {
  const std::string_view table = TaggedTable(context.input);
  const std::vector<Tag> tags = context.database.DescribeTable(table).description.tags;
  const size_t begin = ReadPosition(context, table, tags.size());
  const size_t end = std::min(begin + kTagsPerPage, tags.size());

  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("Tags");
  json.BeginArray();
  for (size_t i = begin; i < end; ++i) {
    json.BeginObject();
    json.StringMember("Key", tags[i].key);
    json.StringMember("Value", tags[i].value);
    json.EndObject();
  }
  json.EndArray();
  if (end < tags.size()) {
    json.StringMember("NextToken", PageToken(ListName(table), std::to_string(end),
                                             context.database.token_seal()));
  }
  json.EndObject();
}

}  // namespace pumice
