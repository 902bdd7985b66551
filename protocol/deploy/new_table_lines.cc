// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/new_table_lines.h"

#include <string_view>
#include <utility>

#include "protocol/deploy/table_text.h"

namespace pumice::deploy {
namespace {

class Lines {
 public:
  explicit Lines(const Node& create) : create_(create), types_(TypesOf(create)) {}

  std::vector<std::string> Take() {
    Add({"+ key: ", KeyText(create_, types_)});
    AddIndexes("LocalSecondaryIndexes", "LSI ");
    AddIndexes("GlobalSecondaryIndexes", "GSI ");
    AddThroughput(create_, "");
    AddStream();
    AddEncryption();
    const std::string table_class = TextOf(create_, "TableClass");
    if (!table_class.empty() && table_class != "STANDARD") Add({"+ class: ", table_class});
    if (IsTrue(&create_, "DeletionProtectionEnabled")) Add({"+ deletion protection"});
    AddTags();
    if (!TextOf(create_, "ResourcePolicy").empty()) Add({"+ resource policy"});
    return std::move(lines_);
  }

 private:
  void Add(std::initializer_list<std::string_view> parts) { lines_.push_back(TextOfParts(parts)); }

  void AddIndexes(std::string_view member, std::string_view kind) {
    const Node* const indexes = create_.Find(member);
    if (indexes == nullptr) return;
    for (const Node& index : indexes->items()) {
      const std::string name = TextOf(index, "IndexName");
      Add({"+ ", kind, name, ": ", IndexText(index, types_)});
      AddThroughput(index, TextOfParts({kind, name, " "}));
    }
  }

  void AddThroughput(const Node& node, const std::string& of) {
    for (const auto& [units, name] : {std::pair(&kProvisionedUnits, "throughput"),
                                      std::pair(&kOnDemandUnits, "greatest throughput"),
                                      std::pair(&kWarmUnits, "warm throughput")}) {
      const Node* const found = node.Find(units->member);
      if (found == nullptr || found->is_null()) continue;
      Add({"+ ", of, name, ": ", UnitsText(UnitsOf(node, *units))});
    }
  }

  void AddStream() {
    const Node* const stream = create_.Find("StreamSpecification");
    if (IsTrue(stream, "StreamEnabled")) Add({"+ stream: ", TextOf(*stream, "StreamViewType")});
  }

  void AddEncryption() {
    const Node* const encryption = create_.Find("SSESpecification");
    if (!IsTrue(encryption, "Enabled")) return;
    const std::string key = TextOf(*encryption, "KMSMasterKeyId");
    Add({"+ encryption by KMS", key.empty() ? "" : ": ", key});
  }

  void AddTags() {
    const Node* const tags = create_.Find("Tags");
    if (tags == nullptr) return;
    for (const Node& tag : tags->items()) {
      Add({"+ tag ", TextOf(tag, "Key"), ": ", TextOf(tag, "Value")});
    }
  }

  const Node& create_;
  const AttributeTypes types_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> NewTableLines(const Node& create) { return Lines(create).Take(); }

}  // namespace pumice::deploy
