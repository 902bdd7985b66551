// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/deploy/terraform/scanner.h"
#include "tools/deploy/terraform/syntax.h"

namespace pumice::deploy::terraform {

// Recursive descent over HCL's expressions and templates. Throws TemplateError.
class ExpressionParser {
 public:
  // `scanner` must outlive this.
  explicit ExpressionParser(Scanner* scanner) : scanner_(*scanner) {}

  Scanner& scanner() { return scanner_; }
  ExpressionPtr Parse();
  // A block's label, after its quote: text without interpolations.
  std::string ParseLabel();
  // All that is left, as a template.
  ExpressionPtr ParseWholeTemplate();

  // Counts how deep the parser is, while it lives.
  class Depth {
   public:
    explicit Depth(int* depth) : depth_(*depth) { ++depth_; }
    ~Depth() { --depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    int& depth_;
  };
  [[nodiscard]] Depth Enter(size_t offset);

 private:
  // A template's parts in a row, before directives enclose others.
  struct FlatPart {
    enum class Kind { kText, kValue, kIf, kElse, kEndIf, kFor, kEndFor };
    Kind kind = Kind::kText;
    Mark mark;
    std::string text;
    ExpressionPtr value;
    std::string key_name, item_name;
    bool trims_before = false;
    bool trims_after = false;
  };
  using FlatParts = std::vector<FlatPart>;

  ExpressionPtr Make(Expression::Kind kind, const Mark& mark);
  // Sets the height of a tree that is complete.
  ExpressionPtr Finish(ExpressionPtr expression) const;

  ExpressionPtr ParseConditional();
  ExpressionPtr ParseBinary(int level);
  ExpressionPtr ParseUnary();
  ExpressionPtr ParseAccess();
  void ParseSteps(Expression* access);
  void ParseAttributeStep(const Token& dot, Expression* access);
  ExpressionPtr ParsePrimary();
  ExpressionPtr ParseName(const Token& token);
  ExpressionPtr ParseCall(const Token& token);
  ExpressionPtr ParseTuple(const Mark& mark);
  ExpressionPtr ParseObject(const Mark& mark);
  ExpressionPtr ParseObjectKey();
  void EndObjectItem();
  bool TakeFor();
  ExpressionPtr ParseFor(const Mark& mark, bool is_object);
  void ParseForNames(std::string* key, std::string* item);

  // template_parser.cc
  ExpressionPtr ParseQuoted(const Mark& mark);
  ExpressionPtr ParseHeredoc(const Token& token);
  FlatPart ParseSequence(char kind, size_t begin);
  void ParseDirective(FlatPart* part);
  void AppendEscape(std::string* text);
  bool AppendDoubled(std::string* text);
  ExpressionPtr MakeTemplate(FlatParts parts, const Mark& mark);

  Token Expect(std::string_view symbol);
  Token ExpectName();
  [[noreturn]] void Refuse(const Token& token, std::string_view wanted) const;

  Scanner& scanner_;
  int depth_ = 0;
  size_t count_ = 0;
};

}  // namespace pumice::deploy::terraform
