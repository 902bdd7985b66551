// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <thread>

#include "tests/support/service.h"

// Transactions in flight under --transaction-conflicts ("Transaction conflict handling in
// DynamoDB", Developer Guide).
namespace pumice::test {
namespace {

// Stands still, and holds up one thread that asks for the time until it is let go.
class HoldingClock : public Clock {
 public:
  int64_t NowMillis() const override {
    std::unique_lock lock(mutex_);
    if (std::this_thread::get_id() == held_) {
      waiting_ = true;
      changed_.notify_all();
      changed_.wait(lock, [this] { return held_ == std::thread::id(); });
    }
    return 1767225600000;
  }

  // From the next time that it asks.
  void HoldThisThread() {
    const std::lock_guard lock(mutex_);
    held_ = std::this_thread::get_id();
  }
  void WaitUntilHeld() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_; });
  }
  void LetGo() {
    const std::lock_guard lock(mutex_);
    held_ = std::thread::id();
    changed_.notify_all();
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable bool waiting_ = false;
  std::thread::id held_;
};

std::string Key(const std::string& id) { return "{'id':{'S':'" + id + "'}}"; }
std::string Put(const std::string& id, const std::string& number) {
  return "{'Put':{'TableName':'Things','Item':{'id':{'S':'" + id + "'},'n':{'N':'" + number +
         "'}}}}";
}
std::string Add(const std::string& id) {
  return "'TableName':'Things','Key':" + Key(id) +
         ",'UpdateExpression':'ADD n :one','ExpressionAttributeValues':{':one':{'N':'1'}}";
}
std::string Get(const std::string& id) {
  return "{'Get':{'TableName':'Things','Key':" + Key(id) + "}}";
}
std::string Items(const std::string& actions) { return "{'TransactItems':[" + actions + "]}"; }
std::string WithToken(const std::string& token, const std::string& actions) {
  return "{'ClientRequestToken':'" + token + "','TransactItems':[" + actions + "]}";
}
std::string Canceled(const std::string& reasons, const std::string& codes) {
  return Json(
      "{'__type':'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',"
      "'CancellationReasons':[" +
      reasons +
      "],'Message':'Transaction cancelled, please "
      "refer cancellation reasons for specific reasons [" +
      codes + "]'}");
}

const std::string kNone = "{'Code':'None'}";
const std::string kConflict =
    "{'Code':'TransactionConflict','Message':'Transaction is ongoing for the item'}";
const std::string kRefused = Json(
    "{'__type':'com.amazonaws.dynamodb.v20120810#TransactionConflictException',"
    "'message':'Transaction is ongoing for the item'}");

DatabaseOptions Refusing(Clock* clock) {
  DatabaseOptions options = ByClock(clock);
  options.transaction_conflicts = true;
  return options;
}

class ThingsService : public Service {
 public:
  explicit ThingsService(const DatabaseOptions& options) : Service(options) {
    Call("CreateTable",
         "{'TableName':'Things','BillingMode':'PAY_PER_REQUEST','KeySchema':[{'AttributeName':'id',"
         "'KeyType':'HASH'}],'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}]}");
  }
  std::string ItemOf(const std::string& id) {
    return Call("GetItem", "{'TableName':'Things','Key':" + Key(id) + ",'ConsistentRead':true}");
  }
};

constexpr char kToken[] = "in flight";
const std::string kActions = Put("a", "2") +
                             ",{'ConditionCheck':{'TableName':'Things','Key':" + Key("b") +
                             ",'ConditionExpression':'attribute_not_exists(id)'}}";

// A table with an item "a" whose n is 1, and a transaction that makes it 2 if there is no item "b".
// It is held before its commit, where it asks for the time to remember its token by.
class InFlight {
 public:
  explicit InFlight(bool refusing = true)
      : service_(refusing ? Refusing(&clock_) : ByClock(&clock_)) {
    service_.Call("PutItem", "{'TableName':'Things','Item':{'id':{'S':'a'},'n':{'N':'1'}}}");
    transaction_ = std::async(std::launch::async, [this] {
      clock_.HoldThisThread();
      const std::string answer = service_.Call("TransactWriteItems", WithToken(kToken, kActions));
      clock_.NowMillis();  // so that nobody waits in vain where the transaction did not ask
      return answer;
    });
    clock_.WaitUntilHeld();
  }
  ~InFlight() { clock_.LetGo(); }

  // Lets the transaction go on. Returns its answer.
  std::string End() {
    clock_.LetGo();
    return transaction_.get();
  }

  std::string Body(const std::string& operation, const std::string& request) {
    return service_.Body(operation, request);
  }
  std::string ItemOf(const std::string& id) { return service_.ItemOf(id); }

 private:
  HoldingClock clock_;
  ThingsService service_;
  std::future<std::string> transaction_;
};

TEST_CASE("A write of an item in a transaction in flight is refused", "[transaction_conflicts]") {
  InFlight in_flight;
  CHECK(in_flight.Body("PutItem", "{'TableName':'Things','Item':{'id':{'S':'a'},'n':{'N':'3'}}}") ==
        kRefused);
  CHECK(in_flight.Body("UpdateItem", "{" + Add("a") + "}") == kRefused);
  CHECK(in_flight.Body("DeleteItem", "{'TableName':'Things','Key':" + Key("a") + "}") == kRefused);
  // The item of a condition check, too.
  CHECK(in_flight.Body("PutItem", "{'TableName':'Things','Item':" + Key("b") + "}") == kRefused);
  CHECK(in_flight.Body("ExecuteStatement",
                       "{'Statement':'DELETE FROM Things WHERE id = ?',"
                       "'Parameters':[{'S':'a'}]}") == kRefused);

  CHECK(in_flight.Body("PutItem", "{'TableName':'Things','Item':" + Key("c") + "}") == "{}");
  CHECK(in_flight.ItemOf("a") == Json("{'Item':{'id':{'S':'a'},'n':{'N':'1'}}}"));
  CHECK(in_flight.End() == "{}");
  CHECK(in_flight.ItemOf("a") == Json("{'Item':{'id':{'S':'a'},'n':{'N':'2'}}}"));
  CHECK(in_flight.Body("UpdateItem", "{" + Add("a") + "}") == "{}");
  CHECK(in_flight.ItemOf("a") == Json("{'Item':{'id':{'S':'a'},'n':{'N':'3'}}}"));
}

TEST_CASE("A faulty write of an item in a transaction in flight tells of its own fault",
          "[transaction_conflicts]") {
  InFlight in_flight;
  CHECK(
      in_flight.Body("DeleteItem", "{'TableName':'Things','Key':{'id':{'N':'1'}}}") ==
      Json("{'__type':'com.amazon.coral.validate#ValidationException','message':'The provided key "
           "element does not match the schema'}"));
}

TEST_CASE("A transaction on an item in another one in flight is canceled",
          "[transaction_conflicts]") {
  InFlight in_flight;
  CHECK(in_flight.Body("TransactWriteItems", Items(Put("x", "1") + "," + Put("a", "9") + "," +
                                                   Put("b", "9") + "," + Put("y", "1"))) ==
        Canceled(kNone + "," + kConflict + "," + kConflict + "," + kNone,
                 "None, TransactionConflict, TransactionConflict, None"));
  CHECK(in_flight.ItemOf("x") == "{}");
  CHECK(in_flight.Body("ExecuteTransaction",
                       "{'TransactStatements':[{'Statement':'DELETE FROM Things WHERE id = ?',"
                       "'Parameters':[{'S':'a'}]}]}") ==
        Canceled(kConflict, "TransactionConflict"));
  // What was refused leaves nothing behind that others could meet.
  CHECK(in_flight.Body("TransactWriteItems", Items(Put("x", "1") + "," + Put("y", "1"))) == "{}");
  CHECK(in_flight.End() == "{}");
  CHECK(in_flight.Body("TransactWriteItems", Items(Put("x", "2") + "," + Put("a", "9"))) == "{}");
}

TEST_CASE("A transaction that reads an item in another one in flight is canceled",
          "[transaction_conflicts]") {
  InFlight in_flight;
  CHECK(in_flight.Body("TransactGetItems", Items(Get("x") + "," + Get("a"))) ==
        Canceled(kNone + "," + kConflict, "None, TransactionConflict"));
  CHECK(in_flight.Body("TransactGetItems", Items(Get("x"))) == Json("{'Responses':[{}]}"));
  CHECK(in_flight.End() == "{}");
  CHECK(in_flight.Body("TransactGetItems", Items(Get("x") + "," + Get("a"))) ==
        Json("{'Responses':[{},{'Item':{'id':{'S':'a'},'n':{'N':'2'}}}]}"));
}

TEST_CASE("A token whose transaction is in flight is refused", "[transaction_conflicts]") {
  InFlight in_flight;
  const std::string in_progress = Json(
      "{'__type':'com.amazonaws.dynamodb.v20120810#TransactionInProgressException','Message':'"
      "The transaction with the given request token is already in progress.'}");
  CHECK(in_flight.Body("TransactWriteItems", WithToken(kToken, kActions)) == in_progress);
  CHECK(in_flight.Body("TransactWriteItems", WithToken(kToken, Put("x", "1"))) == in_progress);
  CHECK(in_flight.Body("TransactWriteItems", WithToken("other", Put("x", "1"))) == "{}");
  CHECK(in_flight.End() == "{}");
  CHECK(in_flight.Body("TransactWriteItems", WithToken(kToken, kActions)) == "{}");
}

TEST_CASE("Statements of a batch are refused one by one", "[transaction_conflicts]") {
  InFlight in_flight;
  CHECK(
      in_flight.Body("BatchExecuteStatement",
                     "{'Statements':[{'Statement':'DELETE FROM Things WHERE id = ?','Parameters':"
                     "[{'S':'a'}]},{'Statement':'DELETE FROM Things WHERE id = ?',"
                     "'Parameters':[{'S':'x'}]}]}") ==
      Json("{'Responses':[{'Error':{'Code':'TransactionConflict','Message':'Transaction is ongoing "
           "for the item'},'TableName':'Things'},{'TableName':'Things'}]}"));
}

TEST_CASE("A batch of writes waits for a transaction in flight", "[transaction_conflicts]") {
  InFlight in_flight;
  auto batch = std::async(std::launch::async, [&] {
    return in_flight.Body("BatchWriteItem",
                          "{'RequestItems':{'Things':[{'PutRequest':{'Item':{'id':{'S':'a'}}}}]}}");
  });
  CHECK(in_flight.End() == "{}");
  CHECK(batch.get() == Json("{'UnprocessedItems':{}}"));
  CHECK(in_flight.ItemOf("a") == Json("{'Item':{'id':{'S':'a'}}}"));
}

TEST_CASE("Without the option, who meets a transaction in flight waits for its end",
          "[transaction_conflicts]") {
  InFlight in_flight(/*refusing=*/false);
  auto update = std::async(std::launch::async,
                           [&] { return in_flight.Body("UpdateItem", "{" + Add("a") + "}"); });
  auto same = std::async(std::launch::async, [&] {
    return in_flight.Body("TransactWriteItems", WithToken(kToken, kActions));
  });
  CHECK(in_flight.Body("TransactGetItems", Items(Get("a"))) ==
        Json("{'Responses':[{'Item':{'id':{'S':'a'},'n':{'N':'1'}}}]}"));
  CHECK(in_flight.End() == "{}");
  CHECK(update.get() == "{}");
  CHECK(same.get() == "{}");
  CHECK(in_flight.ItemOf("a") == Json("{'Item':{'id':{'S':'a'},'n':{'N':'3'}}}"));
}

TEST_CASE("Under load every write is carried out or refused, and nothing is lost",
          "[transaction_conflicts]") {
  constexpr int kWrites = 3000;
  HoldingClock clock;
  ThingsService service(Refusing(&clock));
  const std::string canceled =
      "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for "
      "specific reasons [TransactionConflict, None]";
  const std::string refused = "TransactionConflictException: Transaction is ongoing for the item";
  std::atomic<int> others = 0;
  // Returns how many writes were carried out.
  const auto write = [&](const std::string& operation, const std::string& request,
                         const std::string& refusal) {
    int done = 0;
    for (int i = 0; i < kWrites; ++i) {
      const std::string answer = service.Call(operation, request);
      if (answer == "{}") {
        ++done;
      } else if (answer != refusal) {
        ++others;
      }
    }
    return done;
  };
  auto two = std::async(std::launch::async, [&] {
    return write("TransactWriteItems",
                 Items("{'Update':{" + Add("a") + "}},{'Update':{" + Add("b") + "}}"), canceled);
  });
  auto three = std::async(std::launch::async, [&] {
    return write("TransactWriteItems",
                 Items("{'Update':{" + Add("a") + "}},{'Update':{" + Add("c") + "}}"), canceled);
  });
  const int of_a = write("UpdateItem", "{" + Add("a") + "}", refused);
  const int of_b = two.get();
  const int of_c = three.get();

  CHECK(others == 0);
  const auto item = [](const std::string& id, int n) {
    return Json("{'Item':{'id':{'S':'" + id + "'},'n':{'N':'" + std::to_string(n) + "'}}}");
  };
  CHECK(service.ItemOf("a") == item("a", of_a + of_b + of_c));
  CHECK(service.ItemOf("b") == item("b", of_b));
  CHECK(service.ItemOf("c") == item("c", of_c));
}

}  // namespace
}  // namespace pumice::test
