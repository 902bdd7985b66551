// SPDX-License-Identifier: Apache-2.0

#include "engine/access/reader.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/engine/access/client.h"
#include "tests/support/item_builder.h"
#include "tests/support/random.h"
#include "tests/support/table_builder.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

using Items = std::vector<Item>;

// The table of songs, with an index of each kind that does not project everything.
TableDescription Songs() {
  return MakeTable(
      "Songs", {{StringKey("artist")}, {StringKey("title")}},
      {LocalIndex("by-year", {{StringKey("artist")}, {NumberKey("year")}}, KeysOnly()),
       GlobalIndex("by-genre", {{StringKey("genre")}, {NumberKey("year")}}, Include({"price"})),
       GlobalIndex("by-label", {{StringKey("label")}, {}})});
}

Item Song(const std::string& artist, const std::string& title, int64_t year) {
  return Item({{"artist", S(artist)}, {"title", S(title)}, {"year", N(year)}});
}

Item SongKey(const std::string& artist, const std::string& title) {
  return Item({{"artist", S(artist)}, {"title", S(title)}});
}

struct Fixture {
  Fixture() { database->CreateTable(Songs()); }

  void Put(const Items& items) {
    for (const Item& item : items) client.Put(item);
  }

  TestDatabase database;
  Client client{&database, "Songs"};
};

PageArguments OfArtist(const std::string& artist) {
  return {.key_condition = "artist = :a", .values = {{":a", S(artist)}}};
}

Items Reversed(Items items) {
  std::reverse(items.begin(), items.end());
  return items;
}

Items Sorted(Items items) {
  std::sort(items.begin(), items.end());
  return items;
}

std::string QueryError(const Client& client, const PageArguments& arguments) {
  return ErrorOf([&] { client.Query(arguments); });
}
const std::string kPartitionTooLong =
    "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size "
    "limit "
    "of2048 bytes";
const std::string kSortTooLong =
    "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the "
    "size limit of 1024 bytes";

std::string ScanError(const Client& client, const PageArguments& arguments) {
  return ErrorOf([&] { client.Scan(arguments); });
}

TEST_CASE("A query reads one partition in the order of its sort key", "[reader]") {
  Fixture fixture;
  const Item a = Song("Abba", "Arrival", 1976);
  const Item b = Song("Abba", "SOS", 1975);
  const Item c = Song("Abba", "Waterloo", 1974);
  fixture.Put({c, a, b, Song("Abbaa", "Other", 1), Song("Abb", "Other", 1)});

  PageArguments arguments = OfArtist("Abba");
  const Page page = fixture.client.Query(arguments);
  CHECK(page.items == Items{a, b, c});
  CHECK(page.count == 3);
  CHECK(page.scanned == 3);
  CHECK_FALSE(page.last);
  CHECK(page.read_bytes == static_cast<int64_t>(ItemSize(a) + ItemSize(b) + ItemSize(c)));

  arguments.forward = false;
  CHECK(fixture.client.Query(arguments).items == Items{c, b, a});
  CHECK(fixture.client.Query(OfArtist("nobody")).items.empty());

  arguments = {.key_condition = "artist = :a AND title BETWEEN :low AND :high",
               .values = {{":a", S("Abba")}, {":low", S("B")}, {":high", S("SOS")}}};
  CHECK(fixture.client.Query(arguments).items == Items{b});
}

TEST_CASE("A query of an index reads what the index holds", "[reader]") {
  Fixture fixture;
  const Item a =
      Song("Abba", "SOS", 1975).With("genre", S("pop")).With("price", N("1.5")).With("x", S("x"));
  const Item b = Song("Blur", "Girls", 1974).With("genre", S("pop"));
  fixture.Put({a, b, Song("Cure", "Friday", 1992)});
  const PageArguments arguments = {
      .key_condition = "genre = :g", .values = {{":g", S("pop")}}, .index = "by-genre"};
  CHECK(fixture.client.Query(arguments).items == Items{b, a.Without("x")});

  CHECK(fixture.client.Scan({.index = "by-label"}).items.empty());
  CHECK(Sorted(fixture.client.Scan({.index = "by-year"}).items).size() == 3);
}

TEST_CASE("A page ends where the limit is reached, before the filter", "[reader]") {
  Fixture fixture;
  fixture.Put({Song("A", "1", 2001), Song("A", "2", 2002), Song("A", "3", 2003)});
  PageArguments arguments = OfArtist("A");
  arguments.limit = 2;
  arguments.filter = "#y > :y";
  arguments.names = {{"#y", "year"}};
  arguments.values.emplace(":y", N("2001"));

  Page page = fixture.client.Query(arguments);
  CHECK(page.items == Items{Song("A", "2", 2002)});
  CHECK(page.count == 1);
  CHECK(page.scanned == 2);
  CHECK(page.last == SongKey("A", "2"));

  arguments.start = page.last;
  page = fixture.client.Query(arguments);
  CHECK(page.items == Items{Song("A", "3", 2003)});
  CHECK(page.scanned == 1);
  CHECK_FALSE(page.last);
}

// That there is no more shows only on the next page ("Paginating table query results", Developer
// Guide).
TEST_CASE("A last page that the limit fills is followed by an empty one", "[reader]") {
  Fixture fixture;
  fixture.Put({Song("A", "1", 2001), Song("A", "2", 2002)});
  PageArguments arguments = OfArtist("A");
  arguments.limit = 2;
  const Page page = fixture.client.Query(arguments);
  REQUIRE(page.last == SongKey("A", "2"));
  arguments.start = page.last;
  const Page next = fixture.client.Query(arguments);
  CHECK(next.items.empty());
  CHECK_FALSE(next.last);
}

TEST_CASE("Pages of any size give everything once, in both directions", "[reader][property]") {
  Fixture fixture;
  Random random(1);
  for (int i = 0; i < 60; ++i) {
    Item item =
        Song(random.OneIn(3) ? "other" : "A", std::to_string(i), random.Between(1990, 1994));
    if (random.OneIn(2)) item = item.With("genre", S("pop"));
    fixture.client.Put(item);
  }
  const std::vector<PageArguments> queries = {
      OfArtist("A"),
      {.key_condition = "artist = :a AND title > :t", .values = {{":a", S("A")}, {":t", S("3")}}},
      {.key_condition = "artist = :a AND #y BETWEEN :from AND :to",
       .values = {{":a", S("A")}, {":from", N("1991")}, {":to", N("1993")}},
       .names = {{"#y", "year"}},
       .index = "by-year"},
      {.key_condition = "genre = :g", .values = {{":g", S("pop")}}, .index = "by-genre"}};
  for (PageArguments arguments : queries) {
    CAPTURE(arguments.key_condition);
    const Items whole = fixture.client.Query(arguments).items;
    REQUIRE(whole.size() > 5);
    for (int64_t limit = 1; limit <= 61; limit += 4) {
      CAPTURE(limit);
      arguments.limit = limit;
      arguments.forward = true;
      CHECK(fixture.client.QueryAll(arguments) == whole);
      arguments.forward = false;
      CHECK(fixture.client.QueryAll(arguments) == Reversed(whole));
    }
  }
  for (const char* index : {"", "by-year", "by-genre"}) {
    const Items whole = fixture.client.Scan({.index = index}).items;
    for (int64_t limit = 1; limit <= 61; limit += 6) {
      CAPTURE(index, limit);
      CHECK(fixture.client.ScanAll({.index = index, .limit = limit}) == whole);
    }
  }
}

TEST_CASE("A start key need not be of an item that is there", "[reader]") {
  Fixture fixture;
  fixture.Put({Song("A", "1", 1), Song("A", "3", 3)});
  PageArguments arguments = OfArtist("A");
  arguments.start = SongKey("A", "2");
  CHECK(fixture.client.Query(arguments).items == Items{Song("A", "3", 3)});
  arguments.forward = false;
  CHECK(fixture.client.Query(arguments).items == Items{Song("A", "1", 1)});
}

TEST_CASE("The key of an index's last item has both keys", "[reader]") {
  Fixture fixture;
  const Item item = Song("A", "1", 2001).With("genre", S("pop")).With("price", N("1"));
  fixture.client.Put(item);
  const Page page = fixture.client.Query({.key_condition = "genre = :g",
                                          .values = {{":g", S("pop")}},
                                          .index = "by-genre",
                                          .limit = 1});
  CHECK(page.last == item.Without("price"));
}

// "Paginating table query results", Developer Guide.
TEST_CASE("A page holds 1 MB", "[reader]") {
  Fixture fixture;
  constexpr int kItems = 40;
  const std::string filler(100 * 1024, 'x');
  Items items;
  for (int i = 10; i < 10 + kItems; ++i) {
    items.push_back(Song("A", std::to_string(i), 2000).With("filler", S(filler)));
  }
  fixture.Put(items);
  const auto item_size = static_cast<int64_t>(ItemSize(items[0]));

  PageArguments arguments = OfArtist("A");
  const Page page = fixture.client.Query(arguments);
  CHECK(page.scanned == 1024 * 1024 / item_size + 1);
  CHECK(page.read_bytes == page.scanned * item_size);
  CHECK(page.last == items[static_cast<size_t>(page.scanned) - 1].Only({"artist", "title"}));
  CHECK((fixture.client.QueryAll(arguments) == items));
  arguments.forward = false;
  CHECK((fixture.client.QueryAll(arguments) == Reversed(items)));
  CHECK((fixture.client.ScanAll() == items));

  // What is left out of the answer counts all the same.
  arguments = OfArtist("A");
  arguments.projection = "title";
  CHECK(fixture.client.Query(arguments).scanned == page.scanned);
  arguments = OfArtist("A");
  arguments.filter = "attribute_not_exists(filler)";
  const Page filtered = fixture.client.Query(arguments);
  CHECK(filtered.count == 0);
  CHECK(filtered.scanned == page.scanned);
  CHECK(filtered.last == page.last);
  // An index that leaves the filler out holds it all in one page.
  CHECK(fixture.client.Scan({.index = "by-year"}).items.size() == kItems);
}

TEST_CASE("Segments of a scan are disjoint and complete", "[reader]") {
  Fixture fixture;
  for (int i = 0; i < 200; ++i) {
    Item item = Song("artist " + std::to_string(i % 50), std::to_string(i), 2000);
    fixture.client.Put(i % 2 == 0 ? item.With("label", S("label " + std::to_string(i))) : item);
  }
  const std::string index = GENERATE("", "by-label", "by-year");
  const Items whole = fixture.client.Scan({.index = index}).items;
  for (const int64_t total : {1, 2, 7, 100, 1000}) {
    CAPTURE(index, total);
    Items together;
    int used_segments = 0;
    for (int64_t segment = 0; segment < total; ++segment) {
      const Items part = fixture.client.ScanAll(
          {.index = index, .limit = 3, .segment = segment, .total_segments = total});
      together.insert(together.end(), part.begin(), part.end());
      used_segments += part.empty() ? 0 : 1;
    }
    CHECK(together == whole);
    CHECK(used_segments >= std::min<int64_t>(total, 7));
  }
}

TEST_CASE("A page is filtered, projected or counted", "[reader]") {
  Fixture fixture;
  fixture.Put({Song("A", "1", 2001).With("tags", L({S("x"), S("y")})), Song("A", "2", 2002)});
  PageArguments arguments = OfArtist("A");
  arguments.filter = "attribute_exists(tags)";
  arguments.projection = "title, tags[1]";
  CHECK(fixture.client.Query(arguments).items ==
        Items{Item({{"title", S("1")}, {"tags", L({S("y")})}})});

  arguments = OfArtist("A");
  arguments.select = Select::kCount;
  const Page page = fixture.client.Query(arguments);
  CHECK(page.items.empty());
  CHECK(page.count == 2);
  CHECK(page.scanned == 2);

  CHECK(fixture.client.Scan({.projection = "nowhere"}).items == Items{Item(), Item()});
}

// "Local secondary indexes", Developer Guide: attribute projections.
TEST_CASE("A local index fetches what it does not hold", "[reader]") {
  Fixture fixture;
  const Item a = Song("A", "1", 2002).With("price", N("1"));
  const Item b = Song("A", "2", 2001).With("price", N("2")).With("x", S(std::string(5000, 'x')));
  fixture.Put({a, b});
  PageArguments arguments = OfArtist("A");
  arguments.index = "by-year";

  Page page = fixture.client.Query(arguments);
  CHECK(page.items ==
        Items{b.Only({"artist", "title", "year"}), a.Only({"artist", "title", "year"})});
  CHECK(page.fetched_units == 0);

  arguments.select = Select::kAllAttributes;
  page = fixture.client.Query(arguments);
  CHECK(page.items == Items{b, a});
  CHECK(page.fetched_units == 0.5 * (2 + 1));
  CHECK(page.read_bytes == static_cast<int64_t>(2 * ItemSize(a.Only({"artist", "title", "year"}))));

  arguments.select = Select::kSpecificAttributes;
  arguments.projection = "price, title";
  page = fixture.client.Query(arguments);
  CHECK(page.items == Items{b.Only({"price", "title"}), a.Only({"price", "title"})});
  CHECK(page.fetched_units == 0.5 * (2 + 1));

  arguments.projection = "title";
  page = fixture.client.Query(arguments);
  CHECK(page.items == Items{b.Only({"title"}), a.Only({"title"})});
  CHECK(page.fetched_units == 0);
}

TEST_CASE("A global index does not fetch", "[reader]") {
  Fixture fixture;
  PageArguments arguments = {
      .key_condition = "genre = :g", .values = {{":g", S("pop")}}, .index = "by-genre"};
  arguments.projection = "title, x, y";
  CHECK(
      QueryError(fixture.client, arguments) ==
      Validation("One or more parameter values were invalid: Global secondary index by-genre does "
                 "not project [x, y]"));
  arguments.projection = "title, price";
  CHECK(QueryError(fixture.client, arguments) == "none");

  arguments.projection = "";
  arguments.select = Select::kAllAttributes;
  CHECK(
      QueryError(fixture.client, arguments) ==
      Validation("One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not "
                 "supported for global secondary index by-genre because its projection type is not "
                 "ALL"));
  CHECK(ScanError(fixture.client, {.index = "by-label", .select = Select::kAllAttributes}) ==
        "none");
}

TEST_CASE("A read that asks for the impossible is refused", "[reader]") {
  Fixture fixture;
  const Client& client = fixture.client;
  CHECK(ScanError(client, {.index = "by-mood"}) ==
        Validation("The table does not have the specified index: by-mood"));
  CHECK(ScanError(client, {.index = "by-genre", .consistent = true}) ==
        Validation("Consistent reads are not supported on global secondary indexes"));
  CHECK(ScanError(client, {.index = "by-year", .consistent = true}) == "none");
  CHECK(
      ScanError(client, {.select = Select::kAllProjectedAttributes}) ==
      Validation("One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used "
                 "only when Querying using an IndexName"));

  PageArguments arguments = OfArtist("A");
  arguments.filter = "title = :a";
  CHECK(QueryError(client, arguments) ==
        Validation("Filter Expression can only contain non-primary key attributes: Primary key "
                   "attribute: title"));
  arguments = OfArtist("A");
  arguments.values.emplace(":unused", N("1"));
  CHECK(QueryError(client, arguments) ==
        Validation("Value provided in ExpressionAttributeValues unused in expressions: keys: "
                   "{:unused}"));
}

TEST_CASE("A query's start key must be where the query reads", "[reader]") {
  Fixture fixture;
  const auto error = [&](PageArguments arguments, const Item& start) {
    arguments.start = start;
    return QueryError(fixture.client, arguments);
  };
  const std::string invalid = Validation("The provided starting key is invalid");
  CHECK(error(OfArtist("A"), SongKey("A", "1")) == "none");
  CHECK(error(OfArtist("A"), Item({{"artist", S("A")}})) == invalid);
  CHECK(error(OfArtist("A"), Song("A", "1", 2000)) == invalid);
  CHECK(error(OfArtist("A"), Item({{"artist", S("A")}, {"title", N("1")}})) == invalid);
  CHECK(error(OfArtist("A"), SongKey("B", "1")) ==
        Validation("The provided starting key is outside query boundaries based on provided "
                   "conditions"));

  const PageArguments from_b = {.key_condition = "artist = :a AND title >= :t",
                                .values = {{":a", S("A")}, {":t", S("b")}}};
  CHECK(error(from_b, SongKey("A", "b")) == "none");
  CHECK(error(from_b, SongKey("A", "a")) ==
        Validation("The provided starting key does not match the range key predicate"));

  const PageArguments of_index = {
      .key_condition = "genre = :g", .values = {{":g", S("pop")}}, .index = "by-genre"};
  CHECK(error(of_index, SongKey("A", "1")) == invalid);
  CHECK(error(of_index, Song("A", "1", 2000).With("genre", S("pop"))) == "none");
}

TEST_CASE("A start key's values are no longer than a key's", "[reader]") {
  Fixture fixture;
  const auto faults = [&](const Item& start, const std::string& index) {
    PageArguments arguments = OfArtist("A");
    arguments.start = start;
    arguments.index = index;
    if (index == "by-genre") arguments.key_condition = "genre = :a";
    if (index == "by-label") arguments.key_condition = "label = :a";
    return std::vector{QueryError(fixture.client, arguments),
                       ScanError(fixture.client, {.index = index, .start = start})};
  };
  const std::string prefix = "The provided starting key is invalid: ";
  const std::vector partition(2, Validation(prefix + kPartitionTooLong));
  const std::vector sort(2, Validation(prefix + kSortTooLong));
  const std::string too_long(2049, 'a');
  const std::string too_long_to_sort(1025, 'a');

  CHECK(faults(SongKey(too_long, "1"), "") == partition);
  CHECK(faults(SongKey("A", too_long_to_sort), "") == sort);
  CHECK(faults(SongKey(too_long, "1").With("year", N(1)), "by-year") == partition);
  CHECK(faults(SongKey("A", too_long_to_sort).With("year", N(1)), "by-year") == sort);
  const Item song = SongKey("A", "1");
  CHECK(faults(song.With("label", S(too_long)), "by-label") == partition);
  CHECK(faults(song.With("genre", S(too_long)).With("year", N(1)), "by-genre") == partition);
  CHECK(faults(SongKey(too_long, "1").With("label", S("L")), "by-label") == partition);
  CHECK(faults(SongKey("A", too_long_to_sort).With("label", S("L")), "by-label") == sort);

  // The longest there can be start a page as any do.
  PageArguments longest = {.key_condition = "artist = :a",
                           .values = {{":a", S(std::string(2048, 'a'))}},
                           .start = SongKey(std::string(2048, 'a'), std::string(1024, 'a'))};
  CHECK(fixture.client.Query(longest).items.empty());
}

TEST_CASE("A key condition's values are no longer than a key's", "[reader]") {
  Fixture fixture;
  const std::string artist(2048, 'a');
  const std::string title(1024, 'a');
  const auto error = [&](const std::string& condition, const std::string& a, const std::string& t) {
    PageArguments arguments = {.key_condition = condition, .values = {{":a", S(a)}}};
    if (condition.find(":t") != std::string::npos) arguments.values.insert({":t", S(t)});
    return QueryError(fixture.client, arguments);
  };
  const std::string partition = Validation(kPartitionTooLong);
  const std::string sort = Validation(kSortTooLong);
  CHECK(error("artist = :a", artist, title) == "none");
  CHECK(error("artist = :a", artist + "a", title) == partition);
  for (const std::string condition : {"title = :t", "title < :t", "title >= :t",
                                      "begins_with(title, :t)", "title BETWEEN :t AND :t"}) {
    CAPTURE(condition);
    CHECK(error("artist = :a AND " + condition, artist, title) == "none");
    CHECK(error("artist = :a AND " + condition, artist, title + "a") == sort);
  }
}

TEST_CASE("A scan's start key must be of its segment", "[reader]") {
  Fixture fixture;
  CHECK(ScanError(fixture.client, {.start = Item({{"artist", S("A")}})}) ==
        Validation("The provided starting key is invalid: The provided key element does not match "
                   "the schema"));
  // Of two segments, one is right for the key and the other is not.
  std::set<std::string> errors;
  for (const int64_t segment : {0, 1}) {
    const std::string error = ScanError(
        fixture.client, {.start = SongKey("A", "1"), .segment = segment, .total_segments = 2});
    if (error != "none") {
      CHECK(error ==
            Validation("The provided starting key is invalid: Invalid ExclusiveStartKey. "
                       "Please use ExclusiveStartKey with correct Segment. TotalSegments: 2 "
                       "Segment: " +
                       std::to_string(segment)));
    }
    errors.insert(error);
  }
  CHECK(errors.size() == 2);
}

TEST_CASE("A page sees one state of the table", "[reader]") {
  Fixture fixture;
  for (int i = 0; i < 10; ++i) fixture.client.Put(Song("A", std::to_string(i), 2000 + i));
  PageArguments arguments = OfArtist("A");
  const auto key_condition = ParseKeyCondition(arguments.key_condition);
  const std::string index = GENERATE("", "by-year");
  Placeholders placeholders({}, {{":a", arguments.values.at(":a").view()}});
  QueryRequest request;
  request.index = index;
  request.select = Select::kAllAttributes;
  const BoundKeyCondition bound_key_condition(*key_condition, placeholders);
  request.key_condition = &bound_key_condition;

  // A writer changes every item while the page is read.
  Items seen;
  fixture.database->Query(
      "Songs", request,
      [&](ItemView item) {
        if (seen.empty()) {
          for (int i = 0; i < 10; ++i) {
            fixture.client.Put(Song("A", std::to_string(i), 1900).With("new", Bool(true)));
          }
        }
        seen.push_back(Item::Of(item));
      },
      nullptr);
  REQUIRE(seen.size() == 10);
  for (int64_t i = 0; i < 10; ++i) {
    CHECK(seen[static_cast<size_t>(i)] == Song("A", std::to_string(i), 2000 + i));
  }
}

}  // namespace
}  // namespace pumice::test
