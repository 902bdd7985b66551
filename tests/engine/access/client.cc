// SPDX-License-Identifier: Apache-2.0

#include "tests/engine/access/client.h"

#include <utility>

namespace pumice::test {
namespace {

template <typename Arguments>
Placeholders PlaceholdersOf(const Arguments& arguments) {
  const std::vector<Placeholders::Name> names(arguments.names.begin(), arguments.names.end());
  const std::vector<Placeholders::Value> values(arguments.values.begin(), arguments.values.end());
  return {names, values};
}

// What Query and Scan have in common, bound to the arguments, which it borrows.
struct BoundPage {
  explicit BoundPage(const PageArguments& arguments) : placeholders(PlaceholdersOf(arguments)) {
    if (!arguments.filter.empty()) {
      filter.emplace(ParseCondition(arguments.filter, ExpressionKind::kFilter), placeholders);
    }
    if (!arguments.projection.empty()) {
      projection.emplace(ParseProjection(arguments.projection), placeholders);
    }
  }
  BoundPage(const BoundPage&) = delete;
  BoundPage& operator=(const BoundPage&) = delete;

  void Fill(const PageArguments& arguments, PageRequest* request) const {
    request->index = arguments.index;
    request->select = arguments.select;
    request->filter = filter ? &*filter : nullptr;
    request->projection = projection ? &*projection : nullptr;
    request->limit = arguments.limit;
    if (arguments.start) request->exclusive_start_key = arguments.start->view();
    request->consistent = arguments.consistent;
  }

  Placeholders placeholders;
  std::optional<BoundCondition> filter;
  std::optional<BoundProjection> projection;
};

// `read` runs the request with a sink.
template <typename Read>
Page CollectPage(Read read) {
  Page page;
  const PageResult result = read([&](ItemView item) { page.items.push_back(Item::Of(item)); });
  page.count = result.count;
  page.scanned = result.scanned;
  page.read_bytes = result.read_bytes;
  page.fetched_units = result.fetched_units;
  if (!result.last_evaluated_key.empty()) page.last = Item::Of(ItemView(result.last_evaluated_key));
  return page;
}

template <typename ReadPage>
std::vector<Item> AllPages(PageArguments arguments, ReadPage read_page) {
  std::vector<Item> items;
  do {
    const Page page = read_page(arguments);
    items.insert(items.end(), page.items.begin(), page.items.end());
    arguments.start = page.last;
  } while (arguments.start);
  return items;
}

}  // namespace

TestDatabase::TestDatabase(Storage storage) : storage_(storage) { Reopen(); }

void TestDatabase::Reopen() {
  database_.reset();
  DatabaseOptions options;
  if (storage_ == Storage::kDisk) options.data_dir = directory_.string();
  database_ = Database::Open(options);
}

std::optional<Item> Client::Write(ItemWrite::Kind kind, const Item& item,
                                  const WriteArguments& arguments) const {
  Placeholders placeholders = PlaceholdersOf(arguments);
  std::optional<BoundUpdate> update;
  if (!arguments.update.empty()) update.emplace(ParseUpdate(arguments.update), placeholders);
  std::optional<BoundCondition> condition;
  if (!arguments.condition.empty()) {
    condition.emplace(ParseCondition(arguments.condition, ExpressionKind::kCondition),
                      placeholders);
  }
  placeholders.CheckAllUsed();

  ItemWrite write{kind, nullptr, item.view()};
  write.condition = condition ? &*condition : nullptr;
  write.update = update ? &*update : nullptr;
  WriteResult result;
  database_->get()->WriteItem(table_, write, {}, &result);
  if (!result.outcome.new_item) return std::nullopt;
  return Item::Of(*result.outcome.new_item);
}

std::optional<Item> Client::Put(const Item& item, const WriteArguments& arguments) const {
  return Write(ItemWrite::Kind::kPut, item, arguments);
}

std::optional<Item> Client::Update(const Item& key, const WriteArguments& arguments) const {
  return Write(ItemWrite::Kind::kUpdate, key, arguments);
}

std::optional<Item> Client::Delete(const Item& key, const WriteArguments& arguments) const {
  return Write(ItemWrite::Kind::kDelete, key, arguments);
}

std::optional<Item> Client::Get(const Item& key) const {
  GetResult result;
  database_->get()->GetItem(table_, key, true, &result, nullptr);
  if (!result.item) return std::nullopt;
  return Item::Of(*result.item);
}

Page Client::Query(const PageArguments& arguments) const {
  return CollectPage([&](const ItemSink& sink) {
    BoundPage bound(arguments);
    const auto key_condition = ParseKeyCondition(arguments.key_condition);
    QueryRequest request;
    bound.Fill(arguments, &request);
    const BoundKeyCondition bound_key_condition(*key_condition, bound.placeholders);
    request.key_condition = &bound_key_condition;
    request.forward = arguments.forward;
    return database_->get()->Query(table_, request, sink, nullptr);
  });
}

Page Client::Scan(const PageArguments& arguments) const {
  return CollectPage([&](const ItemSink& sink) {
    const BoundPage bound(arguments);
    ScanRequest request;
    bound.Fill(arguments, &request);
    request.segment = arguments.segment;
    request.total_segments = arguments.total_segments;
    return database_->get()->Scan(table_, request, sink, nullptr);
  });
}

std::vector<Item> Client::QueryAll(PageArguments arguments) const {
  return AllPages(std::move(arguments), [&](const PageArguments& a) { return Query(a); });
}

std::vector<Item> Client::ScanAll(PageArguments arguments) const {
  return AllPages(std::move(arguments), [&](const PageArguments& a) { return Scan(a); });
}

}  // namespace pumice::test
