// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/soak/load.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <stdexcept>

#include "protocol/json.h"
#include "tools/hardening/support/random.h"

namespace pumice::hardening::soak {
namespace {

using Time = std::chrono::steady_clock;

// Items of the table whose items are overwritten; so many stay, however long it runs.
constexpr uint64_t kItems = 4000;
constexpr uint64_t kItemsOfPartition = 20;
constexpr int kChurnItems = 200;
constexpr int kBatch = 20;
constexpr int64_t kLifeSeconds = 3600;

constexpr const char* kMainTable =
    R"({"TableName":"main","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"N"},
                                {"AttributeName":"g","AttributeType":"S"},{"AttributeName":"l","AttributeType":"N"}],
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
        "LocalSecondaryIndexes":[{"IndexName":"by-l","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                                  {"AttributeName":"l","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}],
        "GlobalSecondaryIndexes":[{"IndexName":"by-g","KeySchema":[{"AttributeName":"g","KeyType":"HASH"},
                                   {"AttributeName":"l","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}],
        "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}})";
constexpr const char* kExpiringTable =
    R"({"TableName":"expiring","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
        "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}})";

std::string S(const std::string& text) { return R"({"S":")" + text + R"("})"; }
std::string N(uint64_t number) { return R"({"N":")" + std::to_string(number) + R"("})"; }

std::string Text(Random* random, size_t size) {
  static constexpr char kDigits[] =
      "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string text(size, ' ');
  for (char& c : text) c = kDigits[random->Below(64)];
  return text;
}

// A thread's requests, one a step.
class Client {
 public:
  Client(Caller call, uint64_t seed, const LoadOptions& options)
      : call_(std::move(call)), random_(seed), options_(options) {}
  virtual ~Client() = default;
  virtual void Step() = 0;

 protected:
  // Throws for an answer that is not good.
  std::string Call(std::string_view operation, const std::string& body,
                   std::string_view also_good = "-") {
    Answer answer = call_(operation, body);
    if (!answer.ok() && !answer.Is(also_good)) {
      throw std::runtime_error(std::string(operation) + ' ' + body.substr(0, 500) +
                               " was answered " + answer.Text());
    }
    return std::move(answer.body);
  }

  Caller call_;
  Random random_;
  const LoadOptions& options_;
};

class MixedClient : public Client {
 public:
  using Client::Client;

  void Step() override {
    const uint64_t kind = random_.Below(100);
    if (kind < 28) return Put();
    if (kind < 42) return Update();
    if (kind < 60) return Get();
    if (kind < 64) return Delete();
    if (kind < 69) return Batch();
    if (kind < 79) return Query();
    if (kind < 81) return Scan();
    if (kind < 86) return Statement();
    if (kind < 90) return Transact();
    return PutExpiring();
  }

 private:
  std::string Key(uint64_t item) {
    return R"("pk":)" + S("p" + std::to_string(item / kItemsOfPartition)) + R"(,"sk":)" +
           N(item % kItemsOfPartition);
  }
  std::string Item() {
    const uint64_t item = random_.Below(kItems);
    const size_t size = random_.OneIn(40) ? 8000 : 100 + random_.Below(500);
    return '{' + Key(item) + R"(,"g":)" + S("g" + std::to_string(random_.Below(200))) + R"(,"l":)" +
           N(random_.Below(1000)) + R"(,"p":)" + S(Text(&random_, size)) + '}';
  }
  std::string AnyKey() { return '{' + Key(random_.Below(kItems)) + '}'; }

  void Put() { Call("PutItem", R"({"TableName":"main","Item":)" + Item() + '}'); }
  void Update() {
    Call("UpdateItem",
         R"({"TableName":"main","Key":)" + AnyKey() +
             R"(,"UpdateExpression":"ADD n :one SET u = :u","ExpressionAttributeValues":{":one":)" +
             N(1) + R"(,":u":)" + S(Text(&random_, 60)) + "}}");
  }
  void Get() {
    Call("GetItem", R"({"TableName":"main","ConsistentRead":true,"Key":)" + AnyKey() + '}');
  }
  void Delete() { Call("DeleteItem", R"({"TableName":"main","Key":)" + AnyKey() + '}'); }
  void Batch() {
    std::string writes;
    const uint64_t first = random_.Below(kItems);
    for (int i = 0; i < 10; ++i) {
      const std::string key = Key((first + static_cast<uint64_t>(i)) % kItems);
      writes += (i > 0 ? "," : "") + std::string(R"({"PutRequest":{"Item":{)") + key + R"(,"g":)" +
                S("g" + std::to_string(random_.Below(200))) + R"(,"p":)" + S(Text(&random_, 300)) +
                "}}}";
    }
    Call("BatchWriteItem", R"({"RequestItems":{"main":[)" + writes + "]}}");
  }
  void Query() {
    const std::string partition = "p" + std::to_string(random_.Below(kItems / kItemsOfPartition));
    if (random_.OneIn(2)) {
      Call(
          "Query",
          R"({"TableName":"main","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":)" +
              S(partition) + R"(},"Limit":20)" +
              (random_.OneIn(2) ? R"(,"IndexName":"by-l"})" : "}"));
      return;
    }
    Call(
        "Query",
        R"({"TableName":"main","IndexName":"by-g","KeyConditionExpression":"g = :g","ExpressionAttributeValues":{":g":)" +
            S("g" + std::to_string(random_.Below(200))) + R"(},"Limit":20})");
  }
  void Scan() { Call("Scan", R"({"TableName":"main","Limit":100})"); }
  void Statement() {
    const uint64_t item = random_.Below(kItems);
    Call("ExecuteStatement",
         R"({"Statement":"SELECT * FROM \"main\" WHERE pk = ? AND sk = ?","Parameters":[)" +
             S("p" + std::to_string(item / kItemsOfPartition)) + ',' + N(item % kItemsOfPartition) +
             "]}");
  }
  void Transact() {
    std::string items;
    const uint64_t first = random_.Below(kItems);
    for (uint64_t i = 0; i < 3; ++i) {
      items += (i > 0 ? "," : "") + std::string(R"({"Update":{"TableName":"main","Key":{)") +
               Key((first + i * 7) % kItems) +
               R"(},"UpdateExpression":"ADD t :one","ExpressionAttributeValues":{":one":)" + N(1) +
               "}}}";
    }
    Call("TransactWriteItems", R"({"TransactItems":[)" + items + R"(],"ClientRequestToken":")" +
                                   std::to_string(random_.Next()) + R"("})");
  }
  void PutExpiring() {
    const auto expiry = static_cast<uint64_t>(options_.now_seconds() + kLifeSeconds);
    Call("PutItem", R"({"TableName":"expiring","Item":{"pk":)" + S(std::to_string(random_.Next())) +
                        R"(,"exp":)" + N(expiry) + R"(,"p":)" + S(Text(&random_, 300)) + "}}");
  }
};

// The life of a table, again and again.
class ChurnClient : public Client {
 public:
  using Client::Client;

  void Step() override {
    const int fills = kChurnItems / kBatch;
    if (step_ == 0) {
      name_ = "churn-" + std::to_string(round_++ % 4);
      Call("CreateTable", R"({"TableName":")" + name_ + R"(","BillingMode":"PAY_PER_REQUEST",
          "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
          "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
          "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}})");
    } else if (step_ <= fills) {
      Fill(step_ - 1);
    } else if (step_ == fills + 1) {
      Call("UpdateTable", R"({"TableName":")" + name_ + R"(",
          "AttributeDefinitions":[{"AttributeName":"g","AttributeType":"S"}],
          "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"later",
              "KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]})");
    } else if (step_ < fills + 6) {
      Call("Scan", R"({"TableName":")" + name_ + R"(","Limit":100})");
    } else if (step_ == fills + 6) {
      if (random_.OneIn(2)) {
        Call("UpdateTable",
             R"({"TableName":")" + name_ +
                 R"(","GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"later"}}]})");
      }
    } else {
      Call("DeleteTable", R"({"TableName":")" + name_ + R"("})");
      step_ = -1;
    }
    ++step_;
  }

 private:
  void Fill(int number) {
    std::string writes;
    for (int i = 0; i < kBatch; ++i) {
      writes += (i > 0 ? "," : "") + std::string(R"({"PutRequest":{"Item":{"pk":)") +
                S(std::to_string(number * kBatch + i)) + R"(,"g":)" + S("g" + std::to_string(i)) +
                R"(,"p":)" + S(Text(&random_, 1500)) + "}}}";
    }
    Call("BatchWriteItem", R"({"RequestItems":{")" + name_ + R"(":[)" + writes + "]}}");
  }

  int step_ = 0;
  int round_ = 0;
  std::string name_;
};

// Reads the main table's stream from its end on, again and again.
class StreamClient : public Client {
 public:
  using Client::Client;

  void Step() override {
    if (iterator_.empty()) return Start();
    JsonDocument document;
    const std::string body =
        Call("GetRecords", R"({"Limit":200,"ShardIterator":")" + iterator_ + R"("})",
             "ExpiredIteratorException");
    if (!document.Parse(body)) throw std::runtime_error("this is no JSON: " + body.substr(0, 200));
    const auto next = FindString(document.root(), "NextShardIterator");
    // A shard is closed after four hours.
    iterator_ = next ? std::string(*next) : "";
  }

 private:
  void Start() {
    const std::string arn =
        Member(Call("DescribeTable", R"({"TableName":"main"})"), "Table", "LatestStreamArn");
    std::string start;
    std::string shard;
    for (int page = 0; page < 100; ++page) {
      JsonDocument document;
      if (!document.Parse(Call("DescribeStream", R"({"StreamArn":")" + arn + '"' + start + '}')))
        return;
      const JsonValue& stream = *FindMember(document.root(), "StreamDescription");
      const JsonValue& shards = *FindMember(stream, "Shards");
      if (!shards.Empty()) shard = *FindString(shards[shards.Size() - 1], "ShardId");
      const auto last = FindString(stream, "LastEvaluatedShardId");
      if (!last) break;
      start = R"(,"ExclusiveStartShardId":")" + std::string(*last) + '"';
    }
    JsonDocument document;
    if (!document.Parse(Call("GetShardIterator", R"({"ShardIteratorType":"LATEST","StreamArn":")" +
                                                     arn + R"(","ShardId":")" + shard + R"("})")))
      return;
    iterator_ = *FindString(document.root(), "ShardIterator");
  }

  static std::string Member(const std::string& body, std::string_view object,
                            std::string_view name) {
    JsonDocument document;
    if (!document.Parse(body)) throw std::runtime_error("this is no JSON: " + body.substr(0, 200));
    return std::string(*FindString(*FindMember(document.root(), object), name));
  }

  std::string iterator_;
};

void MustBeGood(std::string_view what, const Answer& answer) {
  if (!answer.ok()) throw std::runtime_error(std::string(what) + " was answered " + answer.Text());
}

}  // namespace

Load::Load(LoadOptions options) : options_(std::move(options)) {
  const Caller call = options_.connect();
  MustBeGood("CreateTable", call("CreateTable", kMainTable));
  MustBeGood("CreateTable", call("CreateTable", kExpiringTable));
  MustBeGood(
      "UpdateTimeToLive",
      call(
          "UpdateTimeToLive",
          R"({"TableName":"expiring","TimeToLiveSpecification":{"AttributeName":"exp","Enabled":true}})"));
  const auto measured = [this] {
    return [this, inner = options_.connect()](std::string_view operation, std::string_view body) {
      const auto start = Time::now();
      Answer answer = inner(operation, body);
      const double micros = std::chrono::duration<double, std::micro>(Time::now() - start).count();
      const std::lock_guard lock(mutex_);
      latencies_.push_back(micros);
      ++requests_;
      return answer;
    };
  };
  const auto start = [this](std::shared_ptr<Client> client, double rate) {
    threads_.emplace_back(
        [this, client = std::move(client), rate] { Run([&] { client->Step(); }, rate); });
  };
  for (int i = 0; i < options_.threads; ++i) {
    start(std::make_shared<MixedClient>(measured(), Mix(options_.seed + static_cast<uint64_t>(i)),
                                        options_),
          options_.rate * 0.94 / options_.threads);
  }
  start(std::make_shared<ChurnClient>(measured(), Mix(options_.seed + 100), options_),
        options_.rate * 0.04);
  start(std::make_shared<StreamClient>(measured(), Mix(options_.seed + 101), options_),
        options_.rate * 0.02);
}

Load::~Load() { Stop(); }

void Load::Stop() {
  stop_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Load::Check() {
  const std::lock_guard lock(mutex_);
  if (failure_ != nullptr) std::rethrow_exception(failure_);
}

std::vector<double> Load::TakeLatencies() {
  std::vector<double> latencies;
  {
    const std::lock_guard lock(mutex_);
    latencies.swap(latencies_);
  }
  std::sort(latencies.begin(), latencies.end());
  return latencies;
}

void Load::DeleteTables() {
  const Caller call = options_.connect();
  JsonDocument document;
  const Answer tables = call("ListTables", "{}");
  MustBeGood("ListTables", tables);
  if (!document.Parse(tables.body)) throw std::runtime_error("this is no JSON: " + tables.body);
  for (const JsonValue& name : FindMember(document.root(), "TableNames")->GetArray()) {
    MustBeGood("DeleteTable",
               call("DeleteTable", R"({"TableName":")" + std::string(JsonText(name)) + R"("})"));
  }
}

// Paced: a step that comes late is not made up for.
void Load::Run(const std::function<void()>& step, double rate) {
  const auto pause =
      std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(1 / rate));
  auto next = Time::now();
  try {
    while (!stop_) {
      step();
      next = std::max(next + pause, Time::now() - pause);
      // In short pieces, so that it ends when it is told to.
      while (!stop_ && Time::now() < next) {
        std::this_thread::sleep_for(
            std::min<Time::duration>(next - Time::now(), std::chrono::milliseconds(50)));
      }
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (failure_ == nullptr) failure_ = std::current_exception();
    stop_ = true;
  }
}

}  // namespace pumice::hardening::soak
