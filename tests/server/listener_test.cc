// SPDX-License-Identifier: Apache-2.0

#include "server/listener.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/server/raw_client.h"

namespace pumice::test {
namespace {

using std::chrono::milliseconds;

// Answers what came: method, target and body.
HttpResponse Echo(const HttpRequest& request) {
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "text/plain");
  response.body.append(request.method).append(" ").append(request.target).append(" ");
  response.body.append(request.body);
  return response;
}

std::string Ok(const std::string& body, const std::string& connection = "") {
  return "HTTP/1.1 200 OK\r\n" + kServer +
         "Content-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         connection + "\r\n" + body;
}

bool HasIpv6Loopback() {
  ListenOptions options;
  options.address = "::1";
  try {
    const Listener listener(options, Echo);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

ListenOptions OneThread() {
  ListenOptions options;
  options.threads = 1;
  return options;
}

TEST_CASE("A connection serves request after request", "[listener]") {
  Listener listener({}, Echo);
  RawClient client(listener.port());
  client.Send(Post("one"));
  CHECK(client.ReadAnswer() == Ok("POST / one"));
  client.Send(Post("two"));
  CHECK(client.ReadAnswer() == Ok("POST / two"));
}

TEST_CASE("Pipelined requests are answered in order", "[listener]") {
  Listener listener({}, Echo);
  RawClient client(listener.port());
  client.Send(Post("one") + Post("two"));
  CHECK(client.ReadAnswer() == Ok("POST / one"));
  CHECK(client.ReadAnswer() == Ok("POST / two"));

  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += Post(std::to_string(i));
  client.Send(requests);
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(client.ReadAnswer() == Ok("POST / " + std::to_string(i)));
  }
}

TEST_CASE("A request may come byte by byte", "[listener]") {
  Listener listener({}, Echo);
  RawClient client(listener.port());
  for (const char byte : Post("slow")) client.Send(std::string_view(&byte, 1));
  CHECK(client.ReadAnswer() == Ok("POST / slow"));
}

TEST_CASE("Every method reaches the handler", "[listener]") {
  Listener listener({}, Echo);
  RawClient client(listener.port());
  client.Send("GET /path?query HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.ReadAnswer() == Ok("GET /path?query "));
  client.Send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.ReadAnswer() == Ok("OPTIONS * "));
  client.Send("BREW /pot HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.ReadAnswer() == Ok("BREW /pot "));
}

TEST_CASE("HEAD is answered with the length of the body but not the body", "[listener]") {
  Listener listener({}, Echo);
  RawClient client(listener.port());
  client.Send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n" + Post("next"));
  CHECK(client.ReadHead() ==
        "HTTP/1.1 200 OK\r\n" + kServer + "Content-Type: text/plain\r\nContent-Length: 7\r\n\r\n");
  CHECK(client.ReadAnswer() == Ok("POST / next"));
}

TEST_CASE("Headers arrive as they were sent, in any number", "[listener]") {
  std::string seen;
  Listener listener({}, [&](const HttpRequest& request) {
    for (const HttpHeader& header : request.headers) {
      seen.append(header.name).append("=").append(header.value).append("\n");
    }
    return HttpResponse();
  });
  RawClient client(listener.port());
  client.Send(
      "GET / HTTP/1.1\r\nHost: localhost\r\nX-Empty:\r\nX-Twice: a\r\nx-twice:  b \r\n\r\n");
  CHECK(client.ReadAnswer() == "HTTP/1.1 200 OK\r\n" + kServer + "Content-Length: 0\r\n\r\n");
  CHECK(seen == "Host=localhost\nX-Empty=\nX-Twice=a\nx-twice=b\n");
}

TEST_CASE("The connection ends when the client asks for it", "[listener]") {
  Listener listener({}, Echo);
  SECTION("HTTP/1.1") {
    RawClient client(listener.port());
    client.Send(Post("last", "Connection: close\r\n"));
    CHECK(client.ReadToEnd() == Ok("POST / last", "Connection: close\r\n"));
  }
  SECTION("HTTP/1.0") {
    RawClient client(listener.port());
    client.Send("GET / HTTP/1.0\r\n\r\n");
    CHECK(client.ReadToEnd() == Ok("GET / ", "Connection: close\r\n"));
  }
  SECTION("HTTP/1.0 that wants to stay") {
    RawClient client(listener.port());
    client.Send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(client.ReadAnswer() == Ok("GET / ", "Connection: keep-alive\r\n"));
    client.Send("GET /again HTTP/1.0\r\n\r\n");
    CHECK(client.ReadToEnd() == Ok("GET /again ", "Connection: close\r\n"));
  }
}

TEST_CASE("A chunked body is put together, its trailers are no headers", "[listener]") {
  size_t headers = 0;
  Listener listener({}, [&](const HttpRequest& request) {
    headers = request.headers.size();
    return Echo(request);
  });
  RawClient client(listener.port());
  client.Send(
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4\r\nWiki\r\n5;name=value\r\npedia\r\n0\r\nX-Trailer: 1\r\n\r\n");
  CHECK(client.ReadAnswer() == Ok("POST / Wikipedia"));
  CHECK(headers == 1);
}

TEST_CASE("A client that expects it is told to continue", "[listener]") {
  Listener listener({}, Echo);
  RawClient client(listener.port());
  client.Send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  CHECK(client.ReadHead() == "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("body");
  CHECK(client.ReadAnswer() == Ok("POST / body"));
  // Not to one that did not wait.
  client.Send(Post("sent", "Expect: 100-continue\r\n"));
  CHECK(client.ReadAnswer() == Ok("POST / sent"));
}

TEST_CASE("A body of 16 MiB is taken, one byte more is not", "[listener]") {
  Listener listener({}, [](const HttpRequest& request) {
    HttpResponse response;
    response.body = std::to_string(request.body.size());
    return response;
  });
  constexpr std::string_view kTooLarge = "HTTP/1.1 413 Payload Too Large\r\n";
  RawClient client(listener.port());
  SECTION("the largest") {
    client.Send(Post(std::string(16777216, 'x')));
    CHECK(client.ReadAnswer() ==
          "HTTP/1.1 200 OK\r\n" + kServer + "Content-Length: 8\r\n\r\n16777216");
  }
  SECTION("one more, and the answer arrives although the client sends all") {
    client.Send(Post(std::string(16777217, 'x')));
    const std::string answer = client.ReadToEnd();
    CHECK(answer.substr(0, kTooLarge.size()) == kTooLarge);
    CHECK(answer.find("RequestEntityTooLargeException") != std::string::npos);
    CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
  }
  SECTION("announced only, by a client that waits for the answer") {
    client.Send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9999999999\r\n\r\n");
    CHECK(client.ReadAnswer().substr(0, kTooLarge.size()) == kTooLarge);
  }
  SECTION("chunk by chunk") {
    client.Send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "100000\r\n" + std::string(1048576, 'x') + "\r\n";
    for (int i = 0; i < 17; ++i) client.Send(chunk);
    CHECK(client.ReadAnswer().substr(0, kTooLarge.size()) == kTooLarge);
  }
}

TEST_CASE("What is not HTTP is refused and the connection ended", "[listener]") {
  Listener listener({}, Echo);
  RawClient client(listener.port());
  const std::string bad_request =
      "HTTP/1.1 400 Bad Request\r\n" + kServer + "Content-Length: 0\r\nConnection: close\r\n\r\n";
  SECTION("no request line") { client.Send("what?\r\n\r\n"); }
  SECTION("another protocol") { client.Send("\x16\x03\x01\x02\x01\x01\xfc\x03\x03"); }
  SECTION("a version to come") { client.Send("GET / HTTP/2.0\r\n\r\n"); }
  SECTION("a bad length") { client.Send("POST / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n"); }
  SECTION("two lengths") {
    client.Send("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
  }
  SECTION("a bad chunk") {
    client.Send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");
  }
  CHECK(client.ReadToEnd() == bad_request);
}

// Sends pieces until the server answers or so many are sent; the answer.
std::string Flood(RawClient* client, const std::string& start, const std::string& piece) {
  constexpr size_t kMax = 4 * 1024 * 1024;
  try {
    client->Send(start);
    for (size_t sent = 0; sent < kMax; sent += piece.size()) client->Send(piece);
  } catch (const std::runtime_error&) {
    // The server has closed the connection; its answer has arrived.
  }
  return client->ReadToEnd();
}

const std::string kFieldsTooLarge =
    "HTTP/1.1 400 Bad Request\r\n" + kServer + "Content-Length: 0\r\nConnection: close\r\n\r\n";

TEST_CASE("What a chunked body has beside its bytes is bounded", "[listener]") {
  Listener listener({}, Echo);
  RawClient client(listener.port());
  const std::string head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string much(1000, 'x');
  SECTION("an extension without an end") {
    CHECK(Flood(&client, head + "1;", much) == kFieldsTooLarge);
  }
  SECTION("extensions of many chunks") {
    CHECK(Flood(&client, head, "1;" + much + "\r\nx\r\n") == kFieldsTooLarge);
  }
  SECTION("a trailer without an end") {
    CHECK(Flood(&client, head + "0\r\nX: ", much) == kFieldsTooLarge);
  }
  SECTION("trailers without an end") {
    CHECK(Flood(&client, head + "1\r\nx\r\n0\r\n", "X: " + much + "\r\n") == kFieldsTooLarge);
  }
  SECTION("a length without an end") {
    CHECK(Flood(&client, head, std::string(1000, '0')) == kFieldsTooLarge);
  }
  SECTION("chunks of one byte are taken") {
    std::string chunks;
    for (int i = 0; i < 100'000; ++i) chunks += "1\r\nx\r\n";
    client.Send(head + chunks + "0\r\n\r\n");
    CHECK(client.ReadAnswer() == Ok("POST / " + std::string(100'000, 'x')));
  }
}

TEST_CASE("Requests and answers that there is no memory for are answered with 503", "[listener]") {
  MemoryBudget memory(8 << 20);
  Listener listener(
      OneThread(),
      [](const HttpRequest& request) {
        HttpResponse response;
        if (request.body == "large") response.body.assign(9 << 20, 'x');
        return response;
      },
      {}, &memory);
  const std::string body =
      R"({"__type":"com.amazon.coral.service#ServiceUnavailableException","message":)"
      R"("Out of memory: the limit of 8 MiB is reached (--max-memory). )"
      R"(Delete items or tables, or send less at a time"})";
  const auto unavailable = [&](const std::string& connection) {
    return "HTTP/1.1 503 Service Unavailable\r\n" + kServer +
           "Content-Type: application/x-amz-json-1.0\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n" + connection + "\r\n" + body;
  };
  RawClient client(listener.port());
  SECTION("a body") {
    client.Send(Post(std::string(10 << 20, 'x')));
    CHECK(client.ReadToEnd() == unavailable("Connection: close\r\n"));
  }
  SECTION("an answer") {
    client.Send(Post("large"));
    CHECK(client.ReadAnswer() == unavailable(""));
    client.Send(Post("small"));
    CHECK(client.ReadAnswer() == "HTTP/1.1 200 OK\r\n" + kServer + "Content-Length: 0\r\n\r\n");
  }
}

TEST_CASE("What many connections hold is counted, however little each of them does", "[listener]") {
  MemoryBudget memory(8 << 20);
  Listener listener(OneThread(), Echo, {}, &memory);
  constexpr size_t kConnections = 40;
  const std::string part(100'000, 'x');
  std::vector<std::unique_ptr<RawClient>> clients;
  for (size_t i = 0; i < kConnections; ++i) {
    clients.push_back(std::make_unique<RawClient>(listener.port()));
    clients.back()->Send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 110000\r\n\r\n" +
                         part);
  }
  const auto counted = [&] { return memory.held() >= kConnections * part.size(); };
  for (int i = 0; i < 1000 && !counted(); ++i) std::this_thread::sleep_for(milliseconds(10));
  CHECK(counted());
}

TEST_CASE("Endless headers are refused", "[listener]") {
  Listener listener({}, Echo);
  RawClient client(listener.port());
  client.Send("GET / HTTP/1.1\r\nX-Long: " + std::string(70000, 'x'));
  CHECK(client.ReadToEnd() == kFieldsTooLarge);
}

TEST_CASE("Connections that do nothing, or nothing in time, are ended", "[listener]") {
  ListenOptions options = OneThread();
  SECTION("without a request") {
    options.idle_timeout = milliseconds(50);
    Listener listener(options, Echo);
    RawClient client(listener.port());
    CHECK(client.ReadToEnd().empty());
  }
  SECTION("after an answer") {
    options.idle_timeout = milliseconds(50);
    Listener listener(options, Echo);
    RawClient client(listener.port());
    client.Send(Post("one"));
    CHECK(client.ReadToEnd() == Ok("POST / one"));
  }
  SECTION("within the headers") {
    options.request_timeout = milliseconds(50);
    Listener listener(options, Echo);
    RawClient client(listener.port());
    client.Send("POST / HTTP/1.1\r\nHost: ");
    CHECK(client.ReadToEnd().empty());
  }
  SECTION("within the body") {
    options.request_timeout = milliseconds(50);
    Listener listener(options, Echo);
    RawClient client(listener.port());
    client.Send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf");
    CHECK(client.ReadToEnd().empty());
  }
  SECTION("within an answer it does not read") {
    options.request_timeout = milliseconds(50);
    options.max_connections = 1;
    Listener listener(options, [](const HttpRequest& request) {
      HttpResponse response;
      if (request.body == "large") response.body.assign(64 * 1024 * 1024, 'x');
      return response;
    });
    RawClient client(listener.port());
    client.Send(Post("large"));
    // There is room for another client only once the first one is gone.
    std::string answer;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!answer.starts_with("HTTP/1.1 200") && std::chrono::steady_clock::now() < end) {
      RawClient other(listener.port());
      other.Send(Post("small"));
      answer = other.ReadAnswer();
    }
    CHECK(answer == "HTTP/1.1 200 OK\r\n" + kServer + "Content-Length: 0\r\n\r\n");
  }
}

const std::string kTooMany =
    "HTTP/1.1 503 Service Unavailable\r\n" + kServer +
    "Content-Type: application/x-amz-json-1.0\r\nContent-Length: 140\r\nConnection: close\r\n\r\n"
    R"!({"__type":"com.amazon.coral.service#ServiceUnavailableException",)!"
    R"!("message":"Too many connections: 2 are served at once (--max-connections)"})!";

TEST_CASE("A connection beyond the cap is told so and ended", "[listener]") {
  ListenOptions options = OneThread();
  options.max_connections = 2;
  std::atomic<int> served = 0;
  Listener listener(options, [&](const HttpRequest& request) {
    ++served;
    return Echo(request);
  });
  auto first = std::make_unique<RawClient>(listener.port());
  RawClient second(listener.port());
  first->Send(Post("first"));
  first->ReadAnswer();
  second.Send(Post("second"));
  second.ReadAnswer();
  RawClient third(listener.port());
  third.Send(Post("third"));
  CHECK(third.ReadToEnd() == kTooMany);
  CHECK(served == 2);
  second.Send(Post("second again"));
  CHECK(second.ReadAnswer() == Ok("POST / second again"));
  SECTION("one that says nothing, soon") { CHECK(RawClient(listener.port()).ReadToEnd().empty()); }
  SECTION("one that ends makes room") {
    first->Send(Post("last", "Connection: close\r\n"));
    first->ReadToEnd();
    first.reset();
    // The server learns of it in its own time.
    std::string answer = kTooMany;
    for (int i = 0; i < 1000 && answer == kTooMany; ++i) {
      RawClient next(listener.port());
      next.Send(Post("next", "Connection: close\r\n"));
      answer = next.ReadToEnd();
    }
    CHECK(answer == Ok("POST / next", "Connection: close\r\n"));
  }
}

TEST_CASE("Connections beyond the cap and those being told so are ended at once", "[listener]") {
  ListenOptions options = OneThread();
  options.max_connections = 1;
  Listener listener(options, Echo);
  std::vector<std::unique_ptr<RawClient>> clients;
  constexpr int kServedOrTold = 65;
  for (int i = 0; i < kServedOrTold; ++i) {
    clients.push_back(std::make_unique<RawClient>(listener.port()));
  }
  CHECK(RawClient(listener.port()).ReadToEnd().empty());
  clients.front()->Send(Post("still"));
  CHECK(clients.front()->ReadAnswer() == Ok("POST / still"));
}

TEST_CASE("A handler that throws ends its connection only", "[listener]") {
  Listener listener(OneThread(), [](const HttpRequest& request) {
    if (request.body == "throw") throw std::runtime_error("thrown");
    return Echo(request);
  });
  RawClient one(listener.port());
  RawClient other(listener.port());
  one.Send(Post("throw"));
  CHECK(one.ReadToEnd().empty());
  other.Send(Post("fine"));
  CHECK(other.ReadAnswer() == Ok("POST / fine"));
}

TEST_CASE("An answer leaves as making it durable left it", "[listener]") {
  std::atomic<int> calls = 0;
  Listener listener(OneThread(), Echo, [&](HttpResponse* response) {
    if (++calls == 2) response->body = "another";
  });
  RawClient client(listener.port());
  client.Send(Post("one") + Post("two"));
  CHECK(client.ReadAnswer() == Ok("POST / one"));
  CHECK(client.ReadAnswer() == Ok("another"));
  CHECK(calls == 2);
}

TEST_CASE("Stopping ends idle connections and lets an answer under way leave", "[listener]") {
  std::promise<void> entered;
  std::promise<void> release;
  Listener listener({}, [&](const HttpRequest& request) {
    entered.set_value();
    release.get_future().wait();
    return Echo(request);
  });
  RawClient idle(listener.port());
  RawClient busy(listener.port());
  busy.Send(Post("under way"));
  entered.get_future().wait();
  std::thread stopper([&] { listener.Stop(); });
  // Ended while the other's answer is still being made.
  CHECK(idle.ReadToEnd().empty());
  release.set_value();
  CHECK(busy.ReadToEnd() == Ok("POST / under way", "Connection: close\r\n"));
  stopper.join();
  CHECK_THROWS_WITH(RawClient(listener.port()), "connect: Connection refused");
}

TEST_CASE("A place that cannot be listened on is named, with what to do", "[listener]") {
  Listener listener({}, Echo);
  ListenOptions options;
  options.port = listener.port();
  CHECK_THROWS_WITH(Listener(options, Echo),
                    "cannot listen on 127.0.0.1:" + std::to_string(listener.port()) +
                        ": the port is taken; end what uses it, or choose another (0 takes any "
                        "free one)");
  options.address = "nowhere";
  CHECK_THROWS_WITH(Listener(options, Echo),
                    "cannot listen on 'nowhere': not an IP address; use 127.0.0.1, or 0.0.0.0 for "
                    "all interfaces");
}

TEST_CASE("Both loopback addresses are served on one port", "[listener]") {
  if (!HasIpv6Loopback()) {
    WARN("skipped: this machine has no ::1");
    return;
  }
  ListenOptions options;
  {
    const Listener listener(options, Echo);
    options.port = listener.port();
    for (const bool ipv6 : {false, true, false, true}) {
      RawClient client(listener.port(), ipv6);
      client.Send(Post("one"));
      CHECK(client.ReadAnswer() == Ok("POST / one"));
    }
  }
  SECTION("one address alone") {
    options.address = "127.0.0.1";
    const Listener listener(options, Echo);
    CHECK_THROWS(RawClient(listener.port(), true));
  }
  SECTION("somebody else answers on the other address") {
    ListenOptions other = options;
    other.address = "::1";
    const Listener listener(other, Echo);
    CHECK_THROWS_WITH(Listener(options, Echo),
                      Catch::StartsWith("cannot listen on [::1]:" + std::to_string(options.port) +
                                        ": the port is taken; "));
  }
}

TEST_CASE("Many clients are served at once, from many threads", "[listener]") {
  ListenOptions options;
  options.threads = 4;
  Listener listener(options, Echo);
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      RawClient client(listener.port());
      for (int i = 0; i < 200; ++i) {
        const std::string body = std::to_string(thread) + "/" + std::to_string(i);
        client.Send(Post(body));
        if (client.ReadAnswer() == Ok("POST / " + body)) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == 1600);
}

}  // namespace
}  // namespace pumice::test
