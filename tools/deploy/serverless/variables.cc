// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/variables.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/serverless/dotenv.h"

namespace pumice::deploy {
namespace {

constexpr size_t kMaxVariables = 100'000;
constexpr size_t kMaxInProgress = 100;
constexpr int kMaxNesting = 200;
constexpr size_t kMaxWork = 50'000'000;  // bytes and members looked at
constexpr std::array<std::string_view, 8> kSources{"self", "opt",   "env", "sls",
                                                   "file", "param", "aws", "strToBool"};

const Node& NoValue() {
  static const Node none;
  return none;
}

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

// What a message shows of a text.
std::string Shown(const std::string& text) {
  constexpr size_t kShown = 80;
  if (text.size() <= kShown) return text;
  size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

// The first of the sources that pumice knows nothing of: the account's, or a plugin's.
const VariableSource* FindForeign(std::span<const VariableSource> sources) {
  for (const VariableSource& source : sources) {
    const bool is_known = std::ranges::find(kSources, source.type) != kSources.end();
    if (source.kind == VariableSource::Kind::kNamed && !is_known) return &source;
  }
  return nullptr;
}

}  // namespace

// Marks a text as being evaluated, so that one that needs itself is found.
class Variables::InProgress {
 public:
  InProgress(Variables* variables, const Node& text) : stack_(variables->in_progress_) {
    const auto begin = std::ranges::find(stack_, &text);
    if (begin != stack_.end()) {
      std::string chain;
      for (auto at = begin; at != stack_.end(); ++at) chain += Shown((*at)->text()) + " -> ";
      throw TemplateError(text.mark(), "",
                          "variables need themselves: " + chain + Shown(text.text()));
    }
    if (stack_.size() >= kMaxInProgress) {
      throw TemplateError(text.mark(), "", "variables lead to each other more than 100 times");
    }
    stack_.push_back(&text);
  }
  InProgress(const InProgress&) = delete;
  InProgress& operator=(const InProgress&) = delete;
  ~InProgress() { stack_.pop_back(); }

 private:
  std::vector<const Node*>& stack_;
};

// Counts how deep evaluations stand in each other.
class Variables::Nesting {
 public:
  Nesting(int* depth, const Mark& mark) : depth_(*depth) {
    if (depth_ >= kMaxNesting) {
      throw TemplateError(mark, "", "variables lead to each other more than 200 times");
    }
    ++depth_;
  }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  ~Nesting() { --depth_; }

 private:
  int& depth_;
};

Variables::Variables(const Node& config, const std::filesystem::path& folder,
                     const ReadOptions& options)
    : config_(config), options_(options), files_(folder) {}

Node Variables::Resolve(const Node& node, Unknown unknown) { return ResolveAt(node, unknown, 1); }

Node Variables::ResolveAt(const Node& node, Unknown unknown, int depth) {
  CountValue(node.mark());
  if (depth > Node::kMaxDepth) {
    throw TemplateError(node.mark(), "", "nests more than 100 levels deep, variables included");
  }
  if (node.is_list()) {
    Node list = Node::List(node.mark());
    for (const Node& item : node.items()) list.Add(ResolveAt(item, unknown, depth + 1));
    return list;
  }
  if (node.is_map()) {
    Node map = Node::Map(node.mark());
    for (const Node::Member& member : node.members()) {
      map.members().emplace_back(member.first, ResolveAt(member.second, unknown, depth + 1));
    }
    return map;
  }
  CountWork(node.text().size(), node.mark());
  if (!HoldsVariables(node)) return node;
  if (unknown == Unknown::kRefused) return ResolveText(node, depth);
  try {
    return ResolveText(node, depth);
  } catch (const TemplateError&) {
    return node;
  }
}

Node Variables::ResolveText(const Node& node, int depth) {
  const Node& value = Look(node);
  if (value.is_scalar()) {
    CountWork(value.text().size(), node.mark());
    Node resolved = value;
    resolved.set_mark(node.mark());
    return resolved;
  }
  const InProgress guard(this, node);
  return ResolveAt(value, Unknown::kRefused, depth);
}

const Node& Variables::Look(const Node& node) {
  if (!HoldsVariables(node)) return node;
  CountWork(node.text().size(), node.mark());
  const InProgress guard(this, node);
  const VariableText parts = ParseVariables(node.text(), node.mark());
  if (parts.size() == 1 && parts[0].variable != nullptr) {
    return Evaluate(*parts[0].variable, node.mark());
  }
  return KeepString(Text(parts, node.mark()), node.mark());
}

const Node& Variables::LookAt(std::string_view path) { return Walk(config_, path); }

std::string Variables::TextAt(std::string_view path) {
  const Node& value = LookAt(path);
  return value.is_scalar() ? value.text() : "";
}

std::string Variables::Stage() {
  const auto given = options_.parameters.find("stage");
  if (given != options_.parameters.end()) return given->second;
  const std::string stage = TextAt("provider.stage");
  return stage.empty() ? "dev" : stage;
}

std::string Variables::Region() {
  const auto given = options_.parameters.find("region");
  if (given != options_.parameters.end()) return given->second;
  const std::string region = TextAt("provider.region");
  return region.empty() ? options_.region : region;
}

const Node& Variables::Walk(const Node& root, std::string_view path) {
  const Node* at = &Look(root);
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(name.size() + 1, path.size()));
    CountWork(at->members().size() + 1, root.mark());
    if (at->is_map()) {
      at = at->Find(name);
    } else {
      size_t index = 0;
      const auto parsed = std::from_chars(name.data(), name.data() + name.size(), index);
      const bool is_index = parsed.ec == std::errc() && parsed.ptr == name.data() + name.size();
      at = is_index && index < at->items().size() ? &at->items()[index] : nullptr;
    }
    if (at == nullptr) return NoValue();
    at = &Look(*at);
  }
  return *at;
}

const Node& Variables::Evaluate(const Variable& variable, const Mark& mark) {
  const Nesting nesting(&nesting_, mark);
  if (++variables_ > kMaxVariables) {
    throw TemplateError(mark, "", "more than 100000 variables are evaluated");
  }
  const std::span<const VariableSource> sources(variable.sources);
  for (size_t i = 0; i < sources.size(); ++i) {
    const Node& value = EvaluateSource(sources[i], mark);
    if (value.is_null()) continue;
    NoteForeign(variable, i, mark);
    return value;
  }
  const VariableSource& last = sources.back();
  const bool ends_in_null = last.kind == VariableSource::Kind::kLiteral && last.literal.is_null();
  if (!ends_in_null) FailWithoutValue(variable, mark);
  return NoValue();
}

const Node& Variables::EvaluateSource(const VariableSource& source, const Mark& mark) {
  switch (source.kind) {
    case VariableSource::Kind::kLiteral:
      return source.literal.is_null() ? NoValue() : Keep(source.literal);
    case VariableSource::Kind::kText:
      if (source.address.size() == 1 && source.address[0].variable != nullptr) {
        return Evaluate(*source.address[0].variable, mark);
      }
      return KeepString(Text(source.address, mark), mark);
    case VariableSource::Kind::kNamed:
      break;
  }
  return EvaluateNamed(source, mark);
}

const Node& Variables::EvaluateNamed(const VariableSource& source, const Mark& mark) {
  const std::string address = Text(source.address, mark);
  if (source.type == "self") return Self(address);
  if (source.type == "opt") return Given(address, mark);
  if (source.type == "env") return EnvironmentVariable(address, mark);
  if (source.type == "sls") return Core(address, mark);
  if (source.type == "aws") return OfAws(address, mark);
  if (source.type == "param") return Parameter(address, mark);
  if (source.type == "file") return Walk(files_.Read(Text(source.argument, mark), mark), address);
  if (source.type == "strToBool") return Boolean(Text(source.argument, mark), mark);
  return Given(source.type + ":" + address, mark);
}

const Node& Variables::Self(std::string_view address) {
  const Node& value = LookAt(address);
  if (!value.is_null()) return value;
  if (address == "provider.stage") return KeepString(Stage(), config_.mark());
  if (address == "provider.region") return KeepString(Region(), config_.mark());
  return value;
}

const Node& Variables::Given(const std::string& name, const Mark& mark) {
  const auto given = options_.parameters.find(name);
  return given == options_.parameters.end() ? NoValue() : KeepString(given->second, mark);
}

const Node& Variables::EnvironmentVariable(const std::string& name, const Mark& mark) {
  if (options_.environment != nullptr) {
    if (const auto value = options_.environment(name)) return KeepString(*value, mark);
  }
  if (!dotenv_) {
    dotenv_.emplace();
    if (LookAt("useDotenv").is_true()) {
      const Node* file = &files_.Read(".env." + Stage(), mark);
      if (file->is_null()) file = &files_.Read(".env", mark);
      dotenv_ = ParseDotenv(file->text());
    }
  }
  const auto value = dotenv_->find(name);
  return value == dotenv_->end() ? NoValue() : KeepString(value->second, mark);
}

const Node& Variables::Core(std::string_view name, const Mark& mark) {
  if (name == "stage") return KeepString(Stage(), mark);
  // The Framework's is random, and every deployment would make other tables.
  if (name == "instanceId") return KeepString("local", mark);
  throw TemplateError(mark, "", "sls: knows stage and instanceId, not " + std::string(name));
}

const Node& Variables::OfAws(std::string_view name, const Mark& mark) {
  if (name == "accountId") return KeepString(options_.account, mark);
  if (name == "region") return KeepString(Region(), mark);
  throw TemplateError(mark, "", "aws: knows accountId and region, not " + std::string(name));
}

const Node& Variables::Parameter(const std::string& name, const Mark& mark) {
  const Node& given = Given(name, mark);
  if (!given.is_null()) return given;
  const std::string stage = Stage();
  const std::array<std::string, 4> places{"stages." + stage + ".params.", "params." + stage + ".",
                                          "stages.default.params.", "params.default."};
  for (const std::string& place : places) {
    const Node& value = LookAt(place + name);
    if (!value.is_null()) return value;
  }
  return NoValue();
}

const Node& Variables::Boolean(const std::string& text, const Mark& mark) {
  const std::string lower = Lower(text);
  if (lower == "true" || lower == "1") return Keep(Node::Bool(true, mark));
  if (lower == "false" || lower == "0") return Keep(Node::Bool(false, mark));
  throw TemplateError(mark, "", "strToBool takes true, false, 1 or 0, not " + text);
}

std::string Variables::Text(const VariableText& text, const Mark& mark) {
  std::string whole;
  for (const TextPart& part : text) {
    if (part.variable == nullptr) {
      whole += part.text;
      continue;
    }
    const Node& value = Evaluate(*part.variable, mark);
    if (!value.is_scalar() || value.is_null()) {
      throw TemplateError(mark, "",
                          "the variable " + Shown(part.variable->written) + " is " +
                              std::string(KindName(value.kind())) + ", and stands within a text");
    }
    CountWork(value.text().size(), mark);
    whole += value.text();
  }
  return whole;
}

const Node& Variables::KeepString(std::string text, const Mark& mark) {
  return Keep(Node::String(std::move(text), mark));
}

const Node& Variables::Keep(Node scalar) {
  CountWork(scalar.text().size(), scalar.mark());
  std::string json = NodeJson(scalar);
  const Node& kept = kept_.try_emplace(std::move(json), std::move(scalar)).first->second;
  made_.insert(&kept);
  return kept;
}

bool Variables::HoldsVariables(const Node& node) const {
  return node.is_string() && node.text().find("${") != std::string::npos && !made_.contains(&node);
}

void Variables::FailWithoutValue(const Variable& variable, const Mark& mark) {
  std::string message = "the variable " + Shown(variable.written) + " has no value";
  if (const VariableSource* const foreign = FindForeign(variable.sources)) {
    message += ": " + foreign->type + " is not asked; --parameter '" + foreign->type + ":" +
               Shown(Text(foreign->address, mark)) + "=VALUE' or a default gives it one";
  }
  throw TemplateError(mark, "", message);
}

void Variables::NoteForeign(const Variable& variable, size_t taken, const Mark& mark) {
  const VariableSource* const foreign = FindForeign({variable.sources.data(), taken});
  if (foreign == nullptr) return;
  std::string note = mark.Text() + ": " + Shown(variable.written) + ": " + foreign->type +
                     " is not asked, and the default taken";
  if (notes_told_.insert(note).second) notes_.push_back(std::move(note));
}

void Variables::CountValue(const Mark& mark) {
  if (++values_ > kMaxDocumentValues) {
    throw TemplateError(mark, "", "more than 500000 values, variables included");
  }
}

void Variables::CountWork(size_t work, const Mark& mark) {
  work_ += work;
  if (work_ > kMaxWork) throw TemplateError(mark, "", "variables make too much text");
}

}  // namespace pumice::deploy
