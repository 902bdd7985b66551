// SPDX-License-Identifier: Apache-2.0

// The outputs of a stack.

#include <string>
#include <utility>

#include "protocol/deploy/place.h"
#include "protocol/deploy/resource_references.h"
#include "protocol/deploy/stack_evaluation.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {

void StackEvaluation::MakeOutputs() {
  values_.block = "Outputs";
  for (const Node::Member& member : sections_.outputs.members()) {
    MakeOutput(member.first, member.second);
  }
}

void StackEvaluation::MakeOutput(const std::string& name, const Node& node) {
  const Place outputs("Outputs");
  const Place place(outputs, name);
  if (const Node* const condition = node.Find("Condition")) {
    if (!evaluator_.Condition(*condition, Place(place, "Condition"))) return;
  }
  const Node* const value = node.Find("Value");
  if (value == nullptr) {
    throw TemplateError(node.mark(), place.Text(),
                        "Template format error: Every Outputs member must contain a Value object");
  }
  DesiredOutput output;
  output.name = name;
  try {
    output.value = evaluator_.Text(*value, Place(place, "Value"));
  } catch (const TemplateError&) {
    // Made-up values may not have the parts that AWS's have.
    if (!RefersToMadeUp(*value, place)) throw;
    AddNote(node.mark(), place.Text(), "is left out: it tells of what is not made here",
            &result_.desired);
    return;
  }
  if (const Node* const text = node.Find("Description")) output.description = text->text();
  if (const Node* const exported = node.Find("Export")) {
    const Node* const export_name = exported->Find("Name");
    if (export_name == nullptr) {
      throw TemplateError(exported->mark(), place.Text() + ".Export.Name", "is missing");
    }
    output.export_name = evaluator_.Text(*export_name, Place(place, "Export.Name"));
  }
  result_.desired.outputs.push_back(std::move(output));
}

bool StackEvaluation::RefersToMadeUp(const Node& node, const Place& place) {
  bool made_up = false;
  FindReferences(node, place, &evaluator_, [&](const Reference& reference) {
    const auto found = values_.resources.find(reference.name);
    const bool known = found != values_.resources.end();
    made_up |= known ? found->second != nullptr && found->second->open
                     : IsGeneratedBySam(values_, reference.name);
  });
  return made_up;
}

}  // namespace pumice::deploy
