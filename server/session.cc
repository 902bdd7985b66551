// SPDX-License-Identifier: Apache-2.0

#include "server/session.h"

#include <algorithm>
#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "engine/error/api_error.h"
#include "engine/error/service.h"
#include "protocol/errors.h"
#include "protocol/wire_errors.h"
#include "server/received_request.h"
#include "server/response_head.h"

namespace pumice {
namespace {

namespace http = boost::beast::http;
using TlsStream = asio::ssl::stream<Socket>;
using std::chrono::steady_clock;

constexpr size_t kReadBytes = 16 * 1024;
constexpr size_t kLargeReadBytes = 256 * 1024;
// What a connection keeps of its input's storage between requests.
constexpr size_t kKeptInputBytes = 32 * 1024;
// What a request and its answer may take without being counted, so that small ones cost nothing;
// less where so much of many connections would be a large part of the budget.
constexpr size_t kUncountedBytes = 128 * 1024;
constexpr uint64_t kUncountedParts = 16 * 1024;

size_t UncountedBytes(const MemoryBudget* memory) {
  return memory == nullptr ? kUncountedBytes
                           : std::min<uint64_t>(kUncountedBytes, memory->limit() / kUncountedParts);
}
// How long a client may take to close its side once it has its last answer.
constexpr std::chrono::seconds kDrainTimeout{2};
// How long one may take to say anything that is only told that there are too many.
constexpr std::chrono::seconds kTurnAwayTimeout{2};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

HttpResponse Fault(const ApiError& error) {
  HttpResponse response;
  response.status = DescribeError(error.code()).status;
  response.headers.emplace_back("Content-Type", "application/x-amz-json-1.0");
  AppendErrorJson(error, &response.body);
  return response;
}

HttpResponse MemoryFault(const MemoryBudget* memory) {
  try {
    if (memory != nullptr) ThrowOutOfMemory(*memory);
    throw OutOfMemory();
  } catch (const ApiError& error) {
    return Fault(error);
  }
}

// What is not HTTP, or has too large a head, gets HTTP's own error: such a request never reaches
// the service.
HttpResponse Malformed() {
  HttpResponse response;
  response.status = 400;
  return response;
}

// One connection. Its operations follow one another, so that its handlers need no strand; other
// threads reach it only through Connection.
template <typename Stream>
class Session : public Connection, public std::enable_shared_from_this<Session<Stream>> {
 public:
  Session(Stream stream, Admission admission, SessionContext* context)
      : Connection(stream.lowest_layer().native_handle(), admission != Admission::kTurnAway),
        stream_(std::move(stream)),
        context_(context),
        held_(context->memory),
        uncounted_bytes_(UncountedBytes(context->memory)),
        turned_away_(admission == Admission::kTurnAway) {
    context_->connections->Add(this);
  }

  ~Session() override { context_->connections->Remove(this); }

  void Start() {
    if constexpr (kTls) {
      const auto timeout = turned_away_ ? std::min<std::chrono::milliseconds>(
                                              kTurnAwayTimeout, context_->request_timeout)
                                        : context_->request_timeout;
      SetDeadline(steady_clock::now() + timeout);
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](NetError error) {
                                if (!error) self->Proceed();
                              });
    } else {
      Proceed();
    }
  }

 private:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;
  // Head and body.
  using Output = std::array<asio::const_buffer, 2>;

  Socket& transport() {
    if constexpr (kTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  // Takes up the next request: what has arrived of it already, else what comes.
  void Proceed() {
    Reset();
    if (input_.size() == 0) return Read();
    TryServeInput();
  }

  void Reset() {
    SetDeadline(steady_clock::now() + (turned_away_ ? kTurnAwayTimeout : context_->idle_timeout));
    parser_.emplace(&request_);
    continued_ = false;
    response_ = HttpResponse();
    if (input_.capacity() > kKeptInputBytes && input_.size() <= kKeptInputBytes) {
      input_.shrink_to_fit();
    }
    if (head_.capacity() > kKeptInputBytes) head_ = std::string();
    (void)Count();
  }

  // Counts what this connection holds. False if it may not hold so much.
  bool Count() {
    const size_t bytes =
        input_.capacity() + request_.capacity() + head_.capacity() + response_.body.capacity();
    return held_.Resize(bytes > uncounted_bytes_ ? bytes : 0);
  }

  void Read() {
    const bool large = parser_->is_header_done() && parser_->content_length_remaining() &&
                       *parser_->content_length_remaining() > kReadBytes;
    stream_.async_read_some(input_.prepare(large ? kLargeReadBytes : kReadBytes),
                            [self = this->shared_from_this()](NetError error, size_t bytes) {
                              if (error) return;
                              self->input_.commit(bytes);
                              self->TryServeInput();
                            });
  }

  // Running out of memory is an answer too.
  void TryServeInput() {
    if (turned_away_) {
      return AnswerLast(Fault(TooManyConnections(context_->connections->capacity())));
    }
    try {
      ServeInput();
    } catch (const std::bad_alloc&) {
      RefuseForMemory();
    }
  }

  // Answers the request in the input if it is there whole, else reads on.
  void ServeInput() {
    const bool started = parser_->got_some();
    NetError error;
    input_.consume(parser_->Put(input_.data(), &error));
    if (error && error != http::error::need_more) return Refuse(error);
    if (parser_->is_done()) return Answer();
    if (!Count()) return RefuseForMemory();
    if (!started && parser_->got_some()) {
      SetDeadline(steady_clock::now() + context_->request_timeout);
    }
    Continue();
  }

  // Reads on; tells a client first that waits for it.
  void Continue() {
    if (!parser_->is_header_done() || !parser_->expects_continue() || continued_) return Read();
    continued_ = true;
    asio::async_write(stream_, asio::buffer(kContinue),
                      [self = this->shared_from_this()](NetError error, size_t) {
                        if (!error) self->Read();
                      });
  }

  // Answers the request just parsed.
  void Answer() {
    ClearDeadline();
    const HttpRequest* const request = &request_.View();
    response_ = context_->handler(*request);
    if (!Count()) {
      const std::shared_ptr<RequestRecord> record = std::move(response_.record);
      response_ = MemoryFault(context_->memory);
      response_.record = record;
    }
    const bool stays = parser_->keep_alive() && !context_->stopping.load(std::memory_order_relaxed);
    const ConnectionHeader connection = !stays                 ? ConnectionHeader::kClose
                                        : parser_->is_http11() ? ConnectionHeader::kNone
                                                               : ConnectionHeader::kKeepAlive;
    // Requests that arrived together are answered before the first answer leaves: waking a client
    // costs as much as many an answer, and one that is awake for the first is so for the others;
    // and they become durable together.
    asio::defer(stream_.get_executor(), [self = this->shared_from_this(), connection, request]() {
      if (self->context_->make_durable) self->context_->make_durable(&self->response_);
      self->TrySend(connection, request->method == "HEAD");
    });
  }

  // Answers what cannot be parsed, and ends the connection: where the next request would begin is
  // unknown.
  void Refuse(const NetError& error) {
    AnswerLast(error == http::error::body_limit ? Fault(BodyTooLarge()) : Malformed());
  }

  void RefuseForMemory() {
    request_.Clear();
    input_.clear();
    input_.shrink_to_fit();
    response_ = HttpResponse();
    (void)Count();
    AnswerLast(MemoryFault(context_->memory));
  }

  // Answers this, and ends the connection.
  void AnswerLast(HttpResponse response) {
    response_ = std::move(response);
    Send(ConnectionHeader::kClose, false);
  }

  void TrySend(ConnectionHeader connection, bool head_only) {
    try {
      Send(connection, head_only);
    } catch (const std::bad_alloc&) {
      RefuseForMemory();
    }
  }

  // Sends response_ and goes on to the next request, or ends the connection.
  void Send(ConnectionHeader connection, bool head_only) {
    FormatResponseHead(response_, connection, HttpDate(), &head_);
    const bool has_body = !head_only && !IsBodiless(response_.status);
    const bool closes = connection == ConnectionHeader::kClose;
    if constexpr (kTls) {
      // Two buffers would become two TLS records.
      if (has_body) head_.append(response_.body);
      response_.body = std::string();
      return Write({asio::buffer(head_), asio::const_buffer()}, closes);
    } else {
      Output output = {asio::buffer(head_),
                       has_body ? asio::buffer(response_.body) : asio::const_buffer()};
      if (!closes && SendAtOnce(&output)) return Proceed();
      Write(output, closes);
    }
  }

  void Write(const Output& output, bool closes) {
    SetDeadline(steady_clock::now() + context_->request_timeout);
    asio::async_write(stream_, output,
                      [self = this->shared_from_this(), closes](NetError error, size_t) {
                        if (error) return;
                        if (closes) return self->End();
                        self->Proceed();
                      });
  }

  // Most answers fit into the socket's buffer: then sending costs one system call. What does not
  // fit is left in `output`.
  bool SendAtOnce(Output* output) {
    NetError error;
    const size_t sent = stream_.write_some(*output, error);
    const size_t of_head = std::min(sent, (*output)[0].size());
    (*output)[0] += of_head;
    (*output)[1] += sent - of_head;
    // An error shows again in the write that follows, unless it was only a full buffer.
    return asio::buffer_size(*output) == 0;
  }

  void End() {
    SetDeadline(steady_clock::now() + kDrainTimeout);
    if constexpr (kTls) {
      stream_.async_shutdown([self = this->shared_from_this()](NetError) { self->EndTransport(); });
    } else {
      EndTransport();
    }
  }

  void EndTransport() {
    NetError ignored;
    transport().shutdown(asio::socket_base::shutdown_send, ignored);
    drained_until_ = steady_clock::now() + kDrainTimeout;
    SetDeadline(drained_until_);
    Drain();
  }

  // Reads until the client has closed too: closing a socket with unread input resets the
  // connection, and a client that was still sending would lose its answer.
  void Drain() {
    input_.consume(input_.size());
    transport().async_read_some(input_.prepare(kReadBytes),
                                [self = this->shared_from_this()](NetError error, size_t) {
                                  if (!error) return self->Drain();
                                  if (steady_clock::now() >= self->drained_until_) self->Abort();
                                });
  }

  // Closes so that a client learns of it that still sends and waits for room.
  void Abort() {
    NetError ignored;
    transport().set_option(asio::socket_base::linger(true, 0), ignored);
  }

  Stream stream_;
  SessionContext* context_;
  boost::beast::flat_buffer input_;
  ReceivedRequest request_;
  std::optional<RequestParser> parser_;
  HttpResponse response_;
  std::string head_;
  HeldMemory held_;
  const size_t uncounted_bytes_;
  steady_clock::time_point drained_until_{};
  bool continued_ = false;
  const bool turned_away_;
};

}  // namespace

void StartSession(Socket socket, Admission admission, SessionContext* context) {
  std::make_shared<Session<Socket>>(std::move(socket), admission, context)->Start();
}

void StartTlsSession(Socket socket, asio::ssl::context* tls, Admission admission,
                     SessionContext* context) {
  std::make_shared<Session<TlsStream>>(TlsStream(std::move(socket), *tls), admission, context)
      ->Start();
}

}  // namespace pumice
