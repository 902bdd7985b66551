// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/http_transport.h"

#include <ctime>
#include <utility>  // before Asio: Boost 1.74 uses std::exchange without it

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <chrono>
#include <optional>

namespace pumice::conformance {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::chrono::seconds kCallTimeout{60};
constexpr size_t kMaxAnswerBytes = 64 * 1024 * 1024;
constexpr std::string_view kService = "dynamodb";
constexpr std::string_view kContentType = "application/x-amz-json-1.0";

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

std::string Timestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof(text), "%Y%m%dT%H%M%SZ", &utc)};
}

// One connection. Operations are asynchronous inside, because only those have a timeout.
class Connection {
 public:
  Connection(const EndpointUrl& url, asio::ssl::context* tls) : url_(url), tls_context_(*tls) {}

  // Throws TransportError; a connection that the server closed meanwhile is opened again, once.
  Response Exchange(const Request& request) {
    const bool was_open = stream_.has_value();
    if (!was_open) Open();
    Response response;
    error_code error = TryExchange(request, &response);
    if (error && was_open && error != beast::error::timeout) {
      Open();
      error = TryExchange(request, &response);
    }
    Check(error, "no answer from");
    if (response.need_eof()) stream_.reset();
    return response;
  }

 private:
  using Stream = beast::ssl_stream<beast::tcp_stream>;

  void Open() {
    stream_.emplace(context_, tls_context_);
    buffer_.clear();
    asio::ip::tcp::resolver resolver(context_);
    error_code error;
    const auto addresses = resolver.resolve(url_.host, url_.port, error);
    Check(error, "cannot find");
    beast::tcp_stream& tcp = beast::get_lowest_layer(*stream_);
    tcp.expires_after(kCallTimeout);
    tcp.async_connect(addresses, [&](error_code result, const auto&) { error = result; });
    RunAll();
    Check(error, "cannot connect to");
    tcp.socket().set_option(asio::ip::tcp::no_delay(true), error);
    if (url_.is_https) ShakeHands();
  }

  void ShakeHands() {
    SSL_set_tlsext_host_name(stream_->native_handle(), url_.host.c_str());
    stream_->set_verify_callback(asio::ssl::host_name_verification(url_.host));
    error_code error;
    stream_->async_handshake(asio::ssl::stream_base::client,
                             [&](error_code result) { error = result; });
    RunAll();
    Check(error, "no TLS with");
  }

  error_code TryExchange(const Request& request, Response* response) {
    beast::get_lowest_layer(*stream_).expires_after(kCallTimeout);
    const error_code error = url_.is_https
                                 ? TryExchangeOn(&*stream_, request, response)
                                 : TryExchangeOn(&stream_->next_layer(), request, response);
    return error;
  }

  template <typename AnyStream>
  error_code TryExchangeOn(AnyStream* stream, const Request& request, Response* response) {
    error_code error;
    http::async_write(*stream, request, [&](error_code result, size_t) { error = result; });
    RunAll();
    if (error) return error;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kMaxAnswerBytes);
    http::async_read(*stream, buffer_, parser, [&](error_code result, size_t) { error = result; });
    RunAll();
    *response = parser.release();
    return error;
  }

  void RunAll() {
    context_.restart();
    context_.run();
  }

  void Check(const error_code& error, const std::string& what) {
    if (!error) return;
    stream_.reset();
    throw TransportError(what + " " + url_.HostHeader() + ": " + error.message());
  }

  const EndpointUrl url_;
  asio::ssl::context& tls_context_;
  asio::io_context context_{1};
  std::optional<Stream> stream_;
  beast::flat_buffer buffer_;
};

class HttpTransport : public Transport {
 public:
  explicit HttpTransport(const HttpOptions& options)
      : options_(options), tls_context_(asio::ssl::context::tls_client) {
    if (options.verify_certificate) {
      tls_context_.set_default_verify_paths();
      tls_context_.set_verify_mode(asio::ssl::verify_peer);
    }
  }

  Answer Call(std::string_view operation, std::string_view body) override {
    const bool is_streams = options_.url.IsAws() && IsStreamsOperation(operation);
    const EndpointUrl url = is_streams ? options_.url.ForStreams() : options_.url;
    std::optional<Connection>& connection = is_streams ? streams_ : tables_;
    if (!connection) connection.emplace(url, &tls_context_);
    const Request request = MakeRequest(url, operation, body);
    Response response = connection->Exchange(request);
    return {static_cast<int>(response.result_int()), std::move(response.body())};
  }

  std::optional<int64_t> MoveClock(std::string_view body) override {
    if (!tables_) tables_.emplace(options_.url, &tls_context_);
    Request request(body.empty() ? http::verb::get : http::verb::post, std::string(kClockPath), 11);
    request.set(http::field::host, options_.url.HostHeader());
    request.set(http::field::content_type, "application/json");
    request.body().assign(body);
    request.prepare_payload();
    Response response = tables_->Exchange(request);
    return ReadClockAnswer({static_cast<int>(response.result_int()), std::move(response.body())});
  }

 private:
  Request MakeRequest(const EndpointUrl& url, std::string_view operation,
                      std::string_view body) const {
    const std::string timestamp = Timestamp();
    RequestToSign to_sign{"POST", "/", "", {}, body};
    to_sign.headers = {{"content-type", std::string(kContentType)},
                       {"host", url.HostHeader()},
                       {"x-amz-date", timestamp}};
    if (!options_.credentials.session_token.empty()) {
      to_sign.headers.emplace_back("x-amz-security-token", options_.credentials.session_token);
    }
    to_sign.headers.emplace_back("x-amz-target", TargetHeader(operation));
    Request request(http::verb::post, "/", 11);
    for (const auto& [name, value] : to_sign.headers) request.set(name, value);
    request.set(http::field::authorization,
                SignRequest(to_sign, options_.credentials, {timestamp, options_.region, kService}));
    request.body().assign(body);
    request.prepare_payload();
    return request;
  }

  const HttpOptions options_;
  asio::ssl::context tls_context_;
  std::optional<Connection> tables_;
  std::optional<Connection> streams_;
};

}  // namespace

std::unique_ptr<Transport> MakeHttpTransport(const HttpOptions& options) {
  return std::make_unique<HttpTransport>(options);
}

}  // namespace pumice::conformance
