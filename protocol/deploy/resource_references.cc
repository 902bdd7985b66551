// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/resource_references.h"

#include <string_view>
#include <unordered_set>

#include "protocol/deploy/substitution.h"

namespace pumice::deploy {
namespace {

class Finder {
 public:
  Finder(Evaluator* evaluator, const std::function<void(const Reference&)>& found)
      : evaluator_(evaluator), found_(found) {}

  // As deep as nodes nest.
  void Visit(const Node& node, const Place& place) {
    if (const Node::Member* const call = FindCall(node)) {
      return VisitCall(*call, node.mark(), Place(place, call->first));
    }
    VisitWithin(node, place);
  }

 private:
  void VisitWithin(const Node& node, const Place& place) {
    for (size_t i = 0; i < node.items().size(); ++i) Visit(node.items()[i], Place(place, i));
    for (const Node::Member& member : node.members()) {
      Visit(member.second, Place(place, member.first));
    }
  }

  void VisitCall(const Node::Member& call, const Mark& mark, const Place& place) {
    const auto& [name, argument] = call;
    if (name == "Ref") return Add(NameOf(argument, place), mark, place);
    if (name == "Fn::GetAtt") return VisitGetAtt(argument, mark, place);
    if (name == "Fn::Sub") return VisitSub(argument, mark, place);
    if (name == "Fn::If" && argument.items().size() == 3 && evaluator_ != nullptr) {
      const size_t taken = evaluator_->Condition(argument.items()[0], place) ? 1 : 2;
      return Visit(argument.items()[taken], Place(place, taken));
    }
    VisitWithin(argument, place);
  }

  // Functions in the place of names refer to no resources.
  std::string NameOf(const Node& node, const Place& place) {
    if (node.is_string()) return node.text();
    return evaluator_ == nullptr ? "" : evaluator_->Text(node, place);
  }

  void VisitGetAtt(const Node& argument, const Mark& mark, const Place& place) {
    if (argument.is_list()) {
      if (!argument.items().empty()) Add(NameOf(argument.items()[0], place), mark, place);
      return;
    }
    const std::string name = NameOf(argument, place);
    Add(name.substr(0, name.find('.')), mark, place);
  }

  void VisitSub(const Node& argument, const Mark& mark, const Place& place) {
    std::unordered_set<std::string_view> variables;
    const Node* text = &argument;
    if (argument.items().size() == 2) {
      text = argument.items().data();
      for (const Node::Member& member : argument.items()[1].members()) {
        variables.insert(member.first);
        Visit(member.second, Place(place, member.first));
      }
    }
    for (const SubstitutionPart& part : ParseSubstitution(text->text())) {
      if (!part.is_name || variables.contains(part.text)) continue;
      if (!IsSubstitutionName(part.text)) continue;  // a fault where it is evaluated
      Add(std::string(part.text.substr(0, part.text.find('.'))), mark, place);
    }
  }

  void Add(const std::string& name, const Mark& mark, const Place& place) {
    if (name.empty() || name.starts_with("AWS::")) return;
    if (evaluator_ != nullptr && evaluator_->values().parameters.contains(name)) return;
    found_({name, mark, place});
  }

  Evaluator* const evaluator_;
  const std::function<void(const Reference&)>& found_;
};

}  // namespace

void FindReferences(const Node& node, const Place& place, Evaluator* evaluator,
                    const std::function<void(const Reference&)>& found) {
  Finder(evaluator, found).Visit(node, place);
}

}  // namespace pumice::deploy
