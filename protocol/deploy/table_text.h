// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// Parts of CreateTable's input and of DescribeTable's output as people read them. Two texts are
// equal where the parts are, so that comparisons tell what they compare.

// The types of a table's AttributeDefinitions by name.
using AttributeTypes = std::map<std::string, std::string>;
AttributeTypes TypesOf(const Node& table);

// "Artist (S), Song (S)"; keys of several attributes: "[Artist (S), Label (S)], Song (S)".
// `keyed`: has a KeySchema.
std::string KeyText(const Node& keyed, const AttributeTypes& types);

// "Genre (S), Song (S); KEYS_ONLY". Without the index's name and throughput.
std::string IndexText(const Node& index, const AttributeTypes& types);

// A structure of two numbers, and what they are where it says nothing.
struct Units {
  std::string_view member;
  std::string_view read;
  std::string_view write;
  int64_t otherwise;
};
inline constexpr Units kProvisionedUnits = {"ProvisionedThroughput", "ReadCapacityUnits",
                                            "WriteCapacityUnits", 0};
inline constexpr Units kOnDemandUnits = {"OnDemandThroughput", "MaxReadRequestUnits",
                                         "MaxWriteRequestUnits", -1};
inline constexpr Units kWarmUnits = {"WarmThroughput", "ReadUnitsPerSecond", "WriteUnitsPerSecond",
                                     0};

// Of a table or an index: to read, and to write.
std::array<int64_t, 2> UnitsOf(const Node& holder, const Units& units);
// "5 read, 5 write".
std::string UnitsText(const std::array<int64_t, 2>& values);

// The parts in one text.
std::string TextOfParts(std::initializer_list<std::string_view> parts);

// {"TableName": …}: the input of DescribeTable and its like.
std::string TableNameInput(std::string_view table);

// A member that holds text; empty where there is none.
std::string TextOf(const Node& node, std::string_view member);
// A member that holds an integer, as a number or as text.
int64_t IntegerOf(const Node* node, std::string_view member, int64_t otherwise);
bool IsTrue(const Node* node, std::string_view member);

// Whether a setting's status says that it is on, or is coming to be.
bool IsOn(std::string_view status);

}  // namespace pumice::deploy
