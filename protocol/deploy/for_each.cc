// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/for_each.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "protocol/deploy/place.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

constexpr std::string_view kLoop = "Fn::ForEach::";
constexpr size_t kMaxLoops = 5;  // within each other: "Fn::ForEach"

std::string Alphanumeric(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
  return out;
}

class Expander {
 public:
  explicit Expander(Evaluator* evaluator) : evaluator_(*evaluator) {}

  Node Expand(const Node& node) {
    if (node.is_scalar()) return Scalar(node);
    evaluator_.budget().Count(1, 0, node.mark());
    if (node.is_list()) {
      Node out = Node::List(node.mark());
      for (const Node& item : node.items()) out.Add(Expand(item));
      return out;
    }
    if (const Node* const bound = BoundReference(node)) return *bound;
    Node out = Node::Map(node.mark());
    std::unordered_map<std::string, bool> names;
    ExpandInto(node, &out, &names);
    return out;
  }

 private:
  struct Binding {
    std::string identifier;
    Node element;
  };
  using Names = std::unordered_map<std::string, bool>;

  Node Scalar(const Node& node) {
    if (!node.is_string() || bindings_.empty()) {
      evaluator_.budget().Count(1, node.text().size(), node.mark());
      return node;
    }
    return evaluator_.Made(Substitute(node.text()), node.mark());
  }

  // {"Ref": identifier} of a loop.
  const Node* BoundReference(const Node& node) const {
    const Node* const name = node.members().size() == 1 ? node.Find("Ref") : nullptr;
    if (name == nullptr) return nullptr;
    const auto found = std::ranges::find(bindings_, name->text(), &Binding::identifier);
    return found == bindings_.end() ? nullptr : &found->element;
  }

  std::string Substitute(std::string_view text) const {
    std::string out;
    while (!text.empty()) {
      const size_t open = text.find_first_of("$&");
      out.append(text.substr(0, open));
      if (open == std::string_view::npos) break;
      text.remove_prefix(open);
      const size_t taken = SubstituteOne(text, &out);
      if (taken == 0) out += text[0];
      text.remove_prefix(std::max<size_t>(taken, 1));
    }
    return out;
  }

  // Of the "${…}" or "&{…}" that `text` begins with: its length, or 0 if it is no identifier's.
  size_t SubstituteOne(std::string_view text, std::string* out) const {
    for (const Binding& binding : bindings_) {
      const size_t end = 2 + binding.identifier.size();
      if (text.size() <= end || text[1] != '{' || text[end] != '}') continue;
      if (text.substr(2, binding.identifier.size()) != binding.identifier) continue;
      const std::string& value = binding.element.text();
      out->append(text[0] == '&' ? Alphanumeric(value) : value);
      return end + 1;
    }
    return 0;
  }

  void ExpandInto(const Node& node, Node* out, Names* names) {
    for (const Node::Member& member : node.members()) {
      if (member.first.starts_with(kLoop)) {
        ExpandLoop(member, out, names);
        continue;
      }
      std::string name = Substitute(member.first);
      if (!names->emplace(name, true).second) {
        throw TemplateError(member.second.mark(), "", name + " stands twice");
      }
      evaluator_.budget().Count(0, name.size(), member.second.mark());
      out->members().emplace_back(std::move(name), Expand(member.second));
    }
  }

  void ExpandLoop(const Node::Member& loop, Node* out, Names* names) {
    const std::vector<Node>& parts = loop.second.items();
    const bool is_loop = parts.size() == 3 && parts[0].is_string() && parts[2].is_map();
    if (!is_loop || parts[0].text().empty()) {
      throw TemplateError(loop.second.mark(), loop.first,
                          "must be a list of an identifier, a collection and a map");
    }
    if (bindings_.size() == kMaxLoops) {
      throw TemplateError(loop.second.mark(), loop.first, "loops nest more than 5 deep");
    }
    const Place place(loop.first);
    const Node collection =
        evaluator_.ListOf(Expand(parts[1]), place, "the collection must be a list of strings");
    for (const Node& element : collection.items()) {
      if (!element.is_scalar()) {
        throw TemplateError(element.mark(), loop.first, "the collection must be a list of strings");
      }
      bindings_.push_back({parts[0].text(), element});
      ExpandInto(parts[2], out, names);
      bindings_.pop_back();
      evaluator_.budget().Count(1, 0, element.mark());
    }
  }

  Evaluator& evaluator_;
  std::vector<Binding> bindings_;
};

}  // namespace

Node ExpandLoops(const Node& node, Evaluator* evaluator) {
  return Expander(evaluator).Expand(node);
}

}  // namespace pumice::deploy
