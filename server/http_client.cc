// SPDX-License-Identifier: Apache-2.0

#include "server/http_client.h"

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
#include <stdexcept>
#include <string>

namespace pumice {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::chrono::seconds kTimeout{10};
constexpr size_t kMaxAnswerBytes = 1024 * 1024;

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

}  // namespace

// Operations are asynchronous inside, because only those have a timeout.
class HttpClient::Connection {
 public:
  explicit Connection(const EndpointUrl& url) : url_(url) {
    tls_.set_default_verify_paths();
    tls_.set_verify_mode(asio::ssl::verify_peer);
  }

  // A connection that the server closed meanwhile is opened again, once.
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
    stream_.emplace(context_, tls_);
    buffer_.clear();
    asio::ip::tcp::resolver resolver(context_);
    error_code error;
    const auto addresses = resolver.resolve(url_.host, url_.port, error);
    Check(error, "cannot find");
    beast::tcp_stream& tcp = beast::get_lowest_layer(*stream_);
    tcp.expires_after(kTimeout);
    tcp.async_connect(addresses, [&](error_code result, const auto&) { error = result; });
    RunAll();
    Check(error, "cannot connect to");
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
    beast::get_lowest_layer(*stream_).expires_after(kTimeout);
    return url_.is_https ? TryExchangeOn(&*stream_, request, response)
                         : TryExchangeOn(&stream_->next_layer(), request, response);
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
    throw std::runtime_error(what + " " + url_.HostHeader() + ": " + error.message());
  }

  const EndpointUrl url_;
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  asio::io_context context_{1};
  std::optional<Stream> stream_;
  beast::flat_buffer buffer_;
};

HttpClient::HttpClient(const EndpointUrl& url) : connection_(std::make_unique<Connection>(url)) {}

HttpClient::~HttpClient() = default;

KinesisAnswer HttpClient::Post(const KinesisRequest& request) {
  Request message(http::verb::post, "/", 11);
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = request.body;
  message.prepare_payload();
  Response response = connection_->Exchange(message);
  return {static_cast<int>(response.result_int()), std::move(response.body())};
}

}  // namespace pumice
