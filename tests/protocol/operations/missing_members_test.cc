// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

#include "protocol/shapes/shape.h"
#include "tests/support/random.h"
#include "tests/support/service.h"

// Handlers take the members that a shape requires for granted; the validator must see to it that
// they are there: for every operation, with every member left out, null, or null where it comes a
// second time.
namespace pumice::test {
namespace {

enum class Fault { kNone, kMissing, kNull, kNullAgain, kEmpty };

// A request with all members of a shape, of which the one of a number has a fault.
class Generator {
 public:
  // `seed`: which members that are not required there are; 0: all.
  Generator(Fault fault, int at, uint32_t seed)
      : fault_(fault), at_(at), seed_(seed), random_(seed) {}

  std::string Request(const Shape& input) {
    std::string text;
    Structure(input, 0, &text);
    return text;
  }
  // The members and elements that there were.
  int count() const { return count_; }

 private:
  static constexpr int kMaxDepth = 8;

  bool IsFaulty() { return count_++ == at_; }

  void Structure(const Shape& shape, int depth, std::string* out) {
    out->push_back('{');
    for (size_t i = 0; i < shape.members.size() && depth < kMaxDepth; ++i) {
      const Member& member = shape.members[i];
      const bool required = (shape.required >> i & 1) != 0;
      if (seed_ != 0 && !required && random_.OneIn(2)) continue;
      const bool faulty = IsFaulty();
      if (faulty && fault_ == Fault::kMissing) continue;
      const std::string name = "\"" + std::string(member.name) + "\":";
      if (out->back() != '{') out->push_back(',');
      out->append(name);
      faulty&& fault_ != Fault::kNullAgain ? Wrong(*member.shape, out)
                                           : Value(*member.shape, depth + 1, out);
      if (faulty && fault_ == Fault::kNullAgain) out->append("," + name + "null");
    }
    out->push_back('}');
  }

  void Wrong(const Shape& shape, std::string* out) {
    const bool null = fault_ == Fault::kNull;
    switch (shape.kind) {
      case ShapeKind::kStructure:
      case ShapeKind::kMap:
      case ShapeKind::kAttributeValue:
        return void(out->append(null ? "null" : "{}"));
      case ShapeKind::kList:
        return void(out->append(null ? "null" : "[]"));
      case ShapeKind::kString:
        return void(out->append(null ? "null" : "\"\""));
      default:
        return void(out->append("null"));
    }
  }

  void Element(const Shape& shape, int depth, std::string* out) {
    IsFaulty() && fault_ != Fault::kMissing ? Wrong(shape, out) : Value(shape, depth + 1, out);
  }

  void Value(const Shape& shape, int depth, std::string* out) {
    switch (shape.kind) {
      case ShapeKind::kStructure:
        return Structure(shape, depth, out);
      case ShapeKind::kList:
        out->push_back('[');
        Element(*shape.element, depth, out);
        out->push_back(']');
        return;
      case ShapeKind::kMap:
        out->append("{\"Tab\":");
        Element(*shape.element, depth, out);
        out->push_back('}');
        return;
      case ShapeKind::kAttributeValue:
        return void(out->append(R"({"S":"a"})"));
      case ShapeKind::kString:
        out->append("\"").append(shape.values.empty() ? "Tab" : shape.values[0]).append("\"");
        return;
      case ShapeKind::kBlob:
        return void(out->append("\"YQ==\""));
      case ShapeKind::kBoolean:
        return void(out->append("true"));
      case ShapeKind::kInteger:
      case ShapeKind::kLong:
      case ShapeKind::kDouble:
      case ShapeKind::kTimestamp:
        return void(out->append("1"));
    }
  }

  const Fault fault_;
  const int at_;
  const uint32_t seed_;
  Random random_;
  int count_ = 0;
};

TEST_CASE("Whatever member is missing, null or empty, the answer is one", "[missing_members]") {
  Service service;
  for (const OperationShape& operation : OperationShapes()) {
    // It may have been deleted.
    service.Call("CreateTable",
                 "{'TableName':'Tab','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':[{"
                 "'AttributeName':'Tab','AttributeType':'S'}],'KeySchema':[{'AttributeName':'Tab',"
                 "'KeyType':'HASH'}]}");
    for (uint32_t seed = 0; seed < 4; ++seed) {
      Generator whole(Fault::kNone, -1, seed);
      whole.Request(*operation.input);
      const int count = std::min(whole.count(), 100);
      for (const Fault fault : {Fault::kMissing, Fault::kNull, Fault::kNullAgain, Fault::kEmpty}) {
        for (int at = 0; at < count; ++at) {
          const std::string request = Generator(fault, at, seed).Request(*operation.input);
          CAPTURE(operation.name, request);
          const std::string answer = service.Call(operation.name, request);
          REQUIRE_FALSE(answer.starts_with("InternalServerError"));
          REQUIRE_FALSE(answer.empty());
        }
      }
    }
  }
}

}  // namespace
}  // namespace pumice::test
