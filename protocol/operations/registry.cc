#include "protocol/operations/registry.h"

namespace pumice {

std::span<const Operation> AllOperations() {
  static constexpr Operation kOperations[] = {
      {"BatchGetItem", BatchGetItem},
      {"BatchWriteItem", BatchWriteItem},
      {"CreateTable", CreateTable},
      {"DeleteItem", DeleteItem},
      {"DeleteTable", DeleteTable},
      {"DescribeEndpoints", DescribeEndpoints},
      {"DescribeLimits", DescribeLimits},
      {"DescribeTable", DescribeTable},
      {"GetItem", GetItem},
      {"ListTables", ListTables},
      {"ListTagsOfResource", ListTagsOfResource},
      {"PutItem", PutItem},
      {"Query", Query},
      {"Scan", Scan},
      {"TagResource", TagResource},
      {"UntagResource", UntagResource},
      {"UpdateItem", UpdateItem},
      {"UpdateTable", UpdateTable},
  };
  return kOperations;
}

}  // namespace pumice
