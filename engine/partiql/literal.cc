// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/literal.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error/items.h"
#include "engine/error/statements.h"
#include "engine/item/number.h"
#include "engine/item/number_fault.h"
#include "engine/item/value_writer.h"

namespace pumice::partiql {
namespace {

// The service's name of a node that is no literal.
std::string_view NodeName(ExprKind kind) {
  switch (kind) {
    case ExprKind::kPath:
      return "VariableReference";
    case ExprKind::kParameter:
      return "Parameter";
    case ExprKind::kMissing:
      return "LiteralMissing";
    case ExprKind::kSubquery:
      return "Select";
    case ExprKind::kIs:
      return "Typed";
    default:
      return "NAry";
  }
}

Number ParseNumber(const Expr& literal) {
  Number number;
  const NumberError error = number.Parse(literal.text);
  switch (error) {
    case NumberError::kNone:
      break;
    case NumberError::kSyntax:
      ThrowNoNumberLiteral();
    case NumberError::kTooManyDigits:
      ThrowLiteralPrecision();
    case NumberError::kOverflow:
    case NumberError::kUnderflow:
      CheckMagnitude(error);
  }
  return number;
}

// Encodes literals. Lists and structs nest at most as deep as values may.
class LiteralWriter {
 public:
  LiteralWriter(const Statement& statement, Parameters parameters, std::string* out)
      : statement_(statement), parameters_(parameters), writer_(out) {}

  // `key` says where in the whole the literal stands.
  void Write(const Expr& expr, const std::string& key, int level) {
    switch (expr.kind) {
      case ExprKind::kString:
        return writer_.String(expr.text);
      case ExprKind::kNumber:
        return writer_.Number(ParseNumber(expr));
      case ExprKind::kTrue:
      case ExprKind::kFalse:
        return writer_.Bool(expr.kind == ExprKind::kTrue);
      case ExprKind::kNull:
        return writer_.Null();
      case ExprKind::kList:
        return WriteList(expr, key, level + 1);
      case ExprKind::kBag:
        return WriteSet(expr);
      case ExprKind::kStruct:
        return WriteMap(expr, key, level + 1);
      case ExprKind::kIonLiteral:
        ThrowIonLiteral(key, DescribePosition(expr.position));
      default:
        ThrowUnsupportedType(NodeName(expr.kind), key, DescribePosition(expr.position));
    }
  }

  // The attributes of the item that INSERT names.
  void WriteItem(const Expr& item) {
    Members members = CollectMembers(item, "root");
    for (size_t i = 1; i < members.size(); ++i) {
      CheckDistinct(members, i, "root", members[i].first->position);
    }
    for (const auto& [name, value] : members) {
      writer_.Name(name->text);
      WriteField(statement_.expr(value));
    }
  }

 private:
  using Member = std::pair<const Expr*, ExprId>;
  using Members = std::vector<Member>;

  // An attribute's value stands for itself: faults within do not name the attribute.
  void WriteField(const Expr& value) {
    if (value.kind == ExprKind::kParameter) return writer_.Copy(parameters_[value.first]);
    const bool literal = IsConstant(value) || value.kind == ExprKind::kIonLiteral;
    if (!literal) ThrowUnsupportedType(FieldText(value), "root", DescribePosition(value.position));
    Write(value, "root", 0);
  }

  std::string FieldText(const Expr& value) const {
    if (value.kind == ExprKind::kMissing) return "MISSING";
    return value.kind == ExprKind::kPath ? statement_.path(value)[0].name : value.text;
  }

  static void CheckLevel(int level) {
    if (level > pumice::kMaxNesting) ThrowNestingTooDeep();
  }

  void WriteList(const Expr& list, const std::string& key, int level) {
    CheckLevel(level);
    const size_t mark = writer_.BeginList();
    size_t index = 0;
    for (const ExprId element : statement_.operands(list)) {
      Write(statement_.expr(element), key + "." + std::to_string(index++), level);
    }
    writer_.End(mark);
  }

  void WriteMap(const Expr& map, const std::string& key, int level) {
    CheckLevel(level);
    Members members = CollectMembers(map, key);
    for (size_t i = 1; i < members.size(); ++i) CheckDistinct(members, i, key, map.position);
    const size_t mark = writer_.BeginMap();
    for (const auto& [name, value] : members) {
      writer_.Name(name->text);
      Write(statement_.expr(value), key + "." + name->text, level);
    }
    writer_.End(mark);
  }

  // Ascending by name; of one name in the order of the text.
  Members CollectMembers(const Expr& map, const std::string& key) const {
    const std::span<const ExprId> operands = statement_.operands(map);
    Members members;
    for (size_t i = 0; i < operands.size(); i += 2) {
      const Expr& name = statement_.expr(operands[i]);
      if (name.kind != ExprKind::kString) ThrowNameType(name, key);
      if (name.text.empty()) EmptyPathComponent().Throw();
      members.emplace_back(&name, operands[i + 1]);
    }
    std::ranges::stable_sort(
        members, [](const Member& a, const Member& b) { return a.first->text < b.first->text; });
    return members;
  }

  [[noreturn]] void ThrowNameType(const Expr& name, const std::string& key) const {
    std::string_view type = NodeName(name.kind);
    if (name.kind == ExprKind::kNumber) {
      type = name.text.find_first_of(".eE") == std::string::npos ? "INT" : "DECIMAL";
    } else if (name.kind == ExprKind::kTrue || name.kind == ExprKind::kFalse) {
      type = "BOOL";
    } else if (name.kind == ExprKind::kNull) {
      type = "NULL";
    } else if (name.kind == ExprKind::kList || name.kind == ExprKind::kBag) {
      type = "Seq";
    } else if (name.kind == ExprKind::kStruct) {
      type = "Struct";
    }
    ThrowTupleKeyType(type, key, DescribePosition(name.position));
  }

  static void CheckDistinct(const Members& members, size_t i, const std::string& key,
                            const SourcePosition& position) {
    if (members[i].first->text != members[i - 1].first->text) return;
    ThrowDuplicateTupleKey(members[i].first->text, key, DescribePosition(position));
  }

  void WriteSet(const Expr& bag) {
    const std::span<const ExprId> operands = statement_.operands(bag);
    if (operands.empty()) {
      ThrowEmptyBag(DescribePosition(bag.position));
    }
    std::vector<std::string> elements;
    const ExprKind kind = statement_.expr(operands[0]).kind;
    for (const ExprId operand : operands) {
      elements.push_back(SetElement(statement_.expr(operand), kind));
    }
    std::ranges::sort(elements);
    if (std::ranges::adjacent_find(elements) != elements.end()) {
      ThrowDuplicateElements();
    }
    const std::vector<std::string_view> views(elements.begin(), elements.end());
    writer_.Set(kind == ExprKind::kString ? ValueType::kStringSet : ValueType::kNumberSet, views);
  }

  static std::string SetElement(const Expr& element, ExprKind kind) {
    if (element.kind != ExprKind::kString && element.kind != ExprKind::kNumber) {
      ThrowBagElement(DescribePosition(element.position));
    }
    if (element.kind != kind) ThrowBagOfTwoTypes();
    if (kind == ExprKind::kString) return element.text;
    return std::string(ParseNumber(element).bytes());
  }

  const Statement& statement_;
  const Parameters parameters_;
  ValueWriter writer_;
};

}  // namespace

bool IsConstant(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kString:
    case ExprKind::kNumber:
    case ExprKind::kTrue:
    case ExprKind::kFalse:
    case ExprKind::kNull:
    case ExprKind::kList:
    case ExprKind::kBag:
    case ExprKind::kStruct:
    case ExprKind::kParameter:
      return true;
    default:
      return false;
  }
}

void AppendConstant(const Statement& statement, const Expr& expr, Parameters parameters,
                    std::string* out) {
  if (expr.kind == ExprKind::kParameter) {
    out->append(parameters[expr.first].encoded());
    return;
  }
  LiteralWriter(statement, parameters, out).Write(expr, "root", 0);
}

ValueView Constants::Encode(const Expr& constant) {
  if (constant.kind == ExprKind::kParameter) return parameters_[constant.first];
  std::string& literal = literals_.emplace_front();
  AppendConstant(statement_, constant, parameters_, &literal);
  return ValueView(literal.data());
}

void AppendItem(const Statement& statement, const Expr& expr, Parameters parameters,
                std::string* out) {
  LiteralWriter(statement, parameters, out).WriteItem(expr);
}

}  // namespace pumice::partiql
