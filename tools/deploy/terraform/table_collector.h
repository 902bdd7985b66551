// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>
#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "tools/deploy/read_options.h"

namespace pumice::deploy::terraform {

// A resource of the AWS provider, as a configuration, a plan or a state has it.
struct Resource {
  std::string type;
  std::string address;
  std::string region;  // if another than the deployment's
  Mark mark;
  Node values;  // the arguments; blocks are lists of maps. Others than arguments are passed over
  bool keep = false;
};

// Makes desired tables and calls of resources, in any order.
class TableCollector {
 public:
  // `out` must outlive this.
  explicit TableCollector(const ReadOptions& options, DesiredTables* out)
      : options_(options), out_(*out) {}

  // Throws TemplateError for what no table can be made of.
  void Add(Resource resource);
  // Puts what belongs to tables to them. To be called once, at the end.
  void Finish();

 private:
  void AddTable(const Resource& resource);
  void AddItem(const Resource& resource);
  void AddIndex(const Resource& resource);
  void AddInsights(const Resource& resource);
  void AddKinesis(const Resource& resource);
  void AddPolicy(const Resource& resource);
  void AddTag(const Resource& resource);
  DesiredTable* FindTable(const Resource& resource, const std::string& name);
  void Note(const Resource& resource, const std::string& message);

  const ReadOptions& options_;
  DesiredTables& out_;
  std::vector<Resource> later_;  // what belongs to tables
  std::map<std::string, size_t> tables_;
};

}  // namespace pumice::deploy::terraform
