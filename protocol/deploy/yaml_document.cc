// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/yaml_document.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>
#include <utility>
#include <vector>

#include "protocol/deploy/node_builder.h"
#include "protocol/deploy/number_text.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

// Numbers are JSON's: leading zeros, which ids have, make a string.
Node PlainScalar(const std::string& text, Mark mark) {
  if (text == "true" || text == "True" || text == "TRUE") return Node::Bool(true, std::move(mark));
  if (text == "false" || text == "False" || text == "FALSE") {
    return Node::Bool(false, std::move(mark));
  }
  if (IsJsonNumber(text)) return Node::Number(text, std::move(mark));
  return Node::String(text, std::move(mark));
}

// "Fn::GetAtt" of "!GetAtt"; empty for what is no short form.
std::string LongForm(const std::string& tag) {
  if (tag.size() < 2 || tag[0] != '!' || tag[1] == '!') return "";
  const std::string name = tag.substr(1);
  return name == "Ref" || name == "Condition" ? name : "Fn::" + name;
}

size_t DepthOf(const Node& node) {
  size_t depth = 0;
  for (const Node& item : node.items()) depth = std::max(depth, DepthOf(item));
  for (const Node::Member& member : node.members()) {
    depth = std::max(depth, DepthOf(member.second));
  }
  return depth + 1;
}

class Handler final : public YAML::EventHandler {
 public:
  explicit Handler(std::shared_ptr<const std::string> file)
      : file_(std::move(file)), builder_(NodeBuilder::Twice::kRefused) {}

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (builder_.WantsKey()) return builder_.Key("null", At(mark));
    builder_.Add(Node::Null(At(mark)));
    Keep(anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto kept = anchors_.find(anchor);
    if (kept == anchors_.end()) throw TemplateError(At(mark), "", "an alias contains itself");
    const Kept& value = kept->second;
    if (builder_.WantsKey()) return AddKey(value.node.text(), value.node.is_scalar(), At(mark));
    builder_.Count(value.count, At(mark));
    if (builder_.depth() + value.depth > static_cast<size_t>(Node::kMaxDepth)) {
      throw TemplateError(At(mark), "", "nests more than 100 levels deep");
    }
    builder_.Add(value.node);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (builder_.WantsKey()) return AddKey(value, /*is_scalar=*/true, At(mark));
    const std::string wrapper = LongForm(tag);
    if (!wrapper.empty()) BeginWrapper(wrapper, mark);
    // A short form's argument is text, whatever it looks like.
    builder_.Add(tag == "?" ? PlainScalar(value, At(mark)) : Node::String(value, At(mark)));
    if (!wrapper.empty()) builder_.End();
    Keep(anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    BeginCollection(mark, tag, anchor, Node::List(At(mark)));
  }
  void OnSequenceEnd() override { EndCollection(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    BeginCollection(mark, tag, anchor, Node::Map(At(mark)));
  }
  void OnMapEnd() override {
    builder_.MergeOpenMap();
    EndCollection();
  }

  Node Take() { return builder_.Take(); }

 private:
  struct Collection {
    bool wrapped;
    YAML::anchor_t anchor;
  };
  // What an alias stands for.
  struct Kept {
    Node node;
    size_t count;
    size_t depth;
  };

  Mark At(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }

  void AddKey(const std::string& name, bool is_scalar, const Mark& mark) {
    if (!is_scalar) throw TemplateError(mark, "", "the name of a member must be a scalar");
    builder_.Key(name, mark);
  }

  void BeginWrapper(const std::string& name, const YAML::Mark& mark) {
    builder_.Begin(Node::Map(At(mark)));
    builder_.Key(name, At(mark));
  }

  void BeginCollection(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       Node empty) {
    if (builder_.WantsKey()) AddKey("", /*is_scalar=*/false, At(mark));
    const std::string wrapper = LongForm(tag);
    if (!wrapper.empty()) BeginWrapper(wrapper, mark);
    builder_.Begin(std::move(empty));
    open_.push_back({!wrapper.empty(), anchor});
  }

  void EndCollection() {
    const Collection ended = open_.back();
    open_.pop_back();
    builder_.End();
    if (ended.wrapped) builder_.End();
    Keep(ended.anchor);
  }

  // Copies are counted, so that anchors within anchors stay within the bounds.
  void Keep(YAML::anchor_t anchor) {
    if (anchor == YAML::NullAnchor) return;
    const Node& node = builder_.last();
    const size_t count = node.Count();
    builder_.Count(count, node.mark());
    anchors_[anchor] = {node, count, DepthOf(node)};
  }

  const std::shared_ptr<const std::string> file_;
  NodeBuilder builder_;
  std::vector<Collection> open_;
  std::unordered_map<YAML::anchor_t, Kept> anchors_;
};

}  // namespace

Node ReadYamlDocument(std::string_view text, const std::shared_ptr<const std::string>& file) {
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    Handler handler(file);
    if (!parser.HandleNextDocument(handler)) {
      throw TemplateError({file, 0, 0}, "", "holds no document");
    }
    Handler second(file);
    if (parser.HandleNextDocument(second)) {
      throw TemplateError({file, 0, 0}, "", "holds more than one document");
    }
    return handler.Take();
  } catch (const YAML::Exception& error) {
    throw TemplateError({file, error.mark.line + 1, error.mark.column + 1}, "", error.msg);
  }
}

}  // namespace pumice::deploy
