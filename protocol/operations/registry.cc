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
      {"DescribeTimeToLive", DescribeTimeToLive},
      {"GetItem", GetItem},
      {"ListTables", ListTables},
      {"ListTagsOfResource", ListTagsOfResource},
      {"PutItem", PutItem},
      {"Query", Query},
      {"Scan", Scan},
      {"TagResource", TagResource},
      {"TransactGetItems", TransactGetItems},
      {"TransactWriteItems", TransactWriteItems},
      {"UntagResource", UntagResource},
      {"UpdateItem", UpdateItem},
      {"UpdateTable", UpdateTable},
      {"UpdateTimeToLive", UpdateTimeToLive},
  };
  return kOperations;
}

}  // namespace pumice
