// SPDX-License-Identifier: Apache-2.0

// The functions of texts and lists: Fn::Sub, Fn::Join, Fn::Split, Fn::Select, Fn::Base64, Fn::Cidr,
// Fn::Length, Fn::ToJsonString.

#include <charconv>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "protocol/base64.h"
#include "protocol/deploy/intrinsics.h"
#include "protocol/deploy/substitution.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

// The value of a name in Fn::Sub's text that is no variable of its own.
std::string Substituted(const IntrinsicCall& call, std::string_view name) {
  if (!IsSubstitutionName(name)) {
    ThrowCall(call,
              "Template error: variable names in Fn::Sub syntax must contain only alphanumeric "
              "characters, underscores, periods, and colons");
  }
  const size_t dot = name.find('.');
  if (dot != std::string_view::npos) {
    return call.evaluator
        .Attribute(name.substr(0, dot), name.substr(dot + 1), call.mark, call.place)
        .text();
  }
  const std::optional<Node> value = call.evaluator.Reference(name, call.mark, call.place);
  if (!value || !value->is_scalar()) {
    ThrowCall(call, "Template error: " + std::string(name) + " does not resolve to a string");
  }
  return value->text();
}

std::optional<uint32_t> Number(std::string_view text, uint32_t max) {
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > max) return std::nullopt;
  return value;
}

struct Ipv4Block {
  uint32_t address = 0;
  uint32_t bits = 0;
};

std::optional<Ipv4Block> ParseBlock(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::optional<uint32_t> bits = Number(text.substr(slash + 1), 32);
  if (!bits) return std::nullopt;
  Ipv4Block block{0, *bits};
  std::string_view address = text.substr(0, slash);
  for (int part = 0; part < 4; ++part) {
    const size_t end = part == 3 ? address.size() : address.find('.');
    if (end == std::string_view::npos) return std::nullopt;
    const std::optional<uint32_t> byte = Number(address.substr(0, end), 255);
    if (!byte) return std::nullopt;
    block.address = block.address << 8 | *byte;
    address.remove_prefix(std::min(end + 1, address.size()));
  }
  return block;
}

std::string FormatBlock(uint32_t address, uint32_t bits) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text.append(std::to_string(address >> shift & 0xFF)).append(shift == 0 ? "/" : ".");
  }
  return text.append(std::to_string(bits));
}

}  // namespace

std::optional<Node> CallSub(const IntrinsicCall& call) {
  static constexpr std::string_view kUsage =
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. "
      "Specify a string as first argument, and an optional second argument to specify a mapping of "
      "values to replace in the string";
  std::unordered_map<std::string_view, std::string> variables;
  const Node* text = &call.argument;
  if (call.argument.is_list()) {
    const std::vector<Node>& items = call.argument.items();
    if (items.size() != 2 || !items[1].is_map()) ThrowCall(call, kUsage);
    text = items.data();
    for (const Node::Member& member : items[1].members()) {
      variables[member.first] = call.evaluator.Text(member.second, Place(call.place, member.first));
    }
  }
  if (!text->is_string()) ThrowCall(call, kUsage);
  std::string out;
  for (const SubstitutionPart& part : ParseSubstitution(text->text())) {
    if (!part.is_name) {
      out += part.text;
      continue;
    }
    const auto variable = variables.find(part.text);
    const size_t before = out.size();
    out += variable != variables.end() ? variable->second : Substituted(call, part.text);
    call.evaluator.budget().Count(0, out.size() - before, call.mark);
  }
  return call.evaluator.Made(std::move(out), call.mark);
}

std::optional<Node> CallJoin(const IntrinsicCall& call) {
  static constexpr std::string_view kUsage =
      "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and "
      "(2) a list of strings to be joined or a function that returns a list of strings (such as "
      "Fn::GetAZs) to be joined.";
  const std::vector<Node>& items = call.argument.items();
  if (items.size() != 2 || !items[0].is_string()) ThrowCall(call, kUsage);
  const std::string& delimiter = items[0].text();
  const Node list = call.evaluator.ListOf(items[1], call.place, kUsage);
  std::string out;
  for (const Node& item : list.items()) {
    if (!item.is_scalar()) ThrowCall(call, kUsage);
    if (&item != &list.items().front()) out += delimiter;
    out += item.text();
    call.evaluator.budget().Count(0, delimiter.size() + item.text().size(), call.mark);
  }
  return call.evaluator.Made(std::move(out), call.mark);
}

std::optional<Node> CallSplit(const IntrinsicCall& call) {
  static constexpr std::string_view kUsage =
      "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and "
      "(2) a string to be split or a function that returns a string to be split.";
  const std::vector<Node>& items = call.argument.items();
  if (items.size() != 2 || !items[0].is_string() || items[0].text().empty()) {
    ThrowCall(call, kUsage);
  }
  const std::string& delimiter = items[0].text();
  const std::string text = call.evaluator.Text(items[1], call.place);
  Node list = Node::List(call.mark);
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find(delimiter, at), text.size());
    list.Add(call.evaluator.Made(text.substr(at, end - at), call.mark));
    if (end == text.size()) break;
    at = end + delimiter.size();
  }
  return list;
}

std::optional<Node> CallSelect(const IntrinsicCall& call) {
  static constexpr std::string_view kUsage =
      "Template error: Fn::Select requires a list argument with two elements: an integer index and "
      "a list";
  const std::vector<Node>& items = call.argument.items();
  if (items.size() != 2) ThrowCall(call, kUsage);
  const std::string index_text = call.evaluator.Text(items[0], call.place);
  const std::optional<uint32_t> index = Number(index_text, UINT32_MAX);
  if (!index) ThrowCall(call, kUsage);
  Node list = call.evaluator.ListOf(items[1], call.place, kUsage);
  if (*index >= list.items().size()) {
    ThrowCall(call,
              "Template error: Fn::Select cannot select nonexistent value at index " + index_text);
  }
  return std::move(list.items()[*index]);
}

std::optional<Node> CallBase64(const IntrinsicCall& call) {
  std::string out;
  AppendBase64(call.evaluator.Text(call.argument, call.place), &out);
  return call.evaluator.Made(std::move(out), call.mark);
}

std::optional<Node> CallCidr(const IntrinsicCall& call) {
  constexpr uint32_t kMaxBlocks = 256;
  const std::vector<Node>& items = call.argument.items();
  if (items.size() != 2 && items.size() != 3) {
    ThrowCall(call, "must have an IP block, a count and the bits of each block");
  }
  const std::string text = call.evaluator.Text(items[0], call.place);
  const std::optional<uint32_t> count =
      Number(call.evaluator.Text(items[1], call.place), kMaxBlocks);
  const std::string bits_text = items.size() == 3 ? call.evaluator.Text(items[2], call.place) : "8";
  const std::optional<uint32_t> bits = Number(bits_text, 31);
  const std::optional<Ipv4Block> block = ParseBlock(text);
  if (!block || !count || *count == 0 || !bits || *bits == 0) {
    ThrowCall(call, "takes an IPv4 block, a count from 1 to 256 and from 1 to 31 bits");
  }
  const uint64_t size = uint64_t{1} << *bits;
  const uint64_t whole = uint64_t{1} << (32 - block->bits);
  if (size * *count > whole) {
    ThrowCall(call, text + " has no room for " + std::to_string(*count) + " blocks");
  }
  const uint64_t first = block->address & ~(whole - 1);
  Node list = Node::List(call.mark);
  for (uint32_t i = 0; i < *count; ++i) {
    list.Add(call.evaluator.Made(FormatBlock(static_cast<uint32_t>(first + i * size), 32 - *bits),
                                 call.mark));
  }
  return list;
}

std::optional<Node> CallLength(const IntrinsicCall& call) {
  const Node list = call.evaluator.ListOf(call.argument, call.place, "takes a list");
  return Node::Number(std::to_string(list.items().size()), call.mark);
}

std::optional<Node> CallToJsonString(const IntrinsicCall& call) {
  const std::optional<Node> value = call.evaluator.Evaluate(call.argument, call.place);
  if (!value || value->is_scalar()) ThrowCall(call, "takes a map or a list");
  return call.evaluator.Made(NodeJson(*value), call.mark);
}

}  // namespace pumice::deploy
