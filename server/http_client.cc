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

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

}  // namespace

// Operations are asynchronous inside, because only those have a timeout.
class HttpClient::Connection {
 public:
  explicit Connection(const HttpClientOptions& options) : options_(options) {
    if (!options.verify_certificate) return;
    tls_.set_default_verify_paths();
    tls_.set_verify_mode(asio::ssl::verify_peer);
  }

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
    const auto addresses = resolver.resolve(options_.url.host, options_.url.port, error);
    Check(error, "cannot find");
    beast::tcp_stream& tcp = beast::get_lowest_layer(*stream_);
    tcp.expires_after(options_.timeout);
    tcp.async_connect(addresses, [&](error_code result, const auto&) { error = result; });
    RunAll();
    Check(error, "cannot connect to");
    tcp.socket().set_option(asio::ip::tcp::no_delay(true), error);
    if (options_.url.is_https) ShakeHands();
  }

  void ShakeHands() {
    SSL_set_tlsext_host_name(stream_->native_handle(), options_.url.host.c_str());
    stream_->set_verify_callback(asio::ssl::host_name_verification(options_.url.host));
    error_code error;
    stream_->async_handshake(asio::ssl::stream_base::client,
                             [&](error_code result) { error = result; });
    RunAll();
    Check(error, "no TLS with");
  }

  error_code TryExchange(const Request& request, Response* response) {
    beast::get_lowest_layer(*stream_).expires_after(options_.timeout);
    return options_.url.is_https ? TryExchangeOn(&*stream_, request, response)
                                 : TryExchangeOn(&stream_->next_layer(), request, response);
  }

  template <typename AnyStream>
  error_code TryExchangeOn(AnyStream* stream, const Request& request, Response* response) {
    error_code error;
    http::async_write(*stream, request, [&](error_code result, size_t) { error = result; });
    RunAll();
    if (error) return error;
    http::response_parser<http::string_body> parser;
    parser.body_limit(options_.max_answer_bytes);
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
    throw std::runtime_error(what + " " + options_.url.HostHeader() + ": " + error.message());
  }

  const HttpClientOptions options_;
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  asio::io_context context_{1};
  std::optional<Stream> stream_;
  beast::flat_buffer buffer_;
};

HttpClient::HttpClient(const HttpClientOptions& options)
    : connection_(std::make_unique<Connection>(options)) {}

HttpClient::~HttpClient() = default;

ClientAnswer HttpClient::Send(const ClientRequest& request) {
  Request message(http::string_to_verb({request.method.data(), request.method.size()}),
                  std::string(request.target), 11);
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body().assign(request.body);
  message.prepare_payload();
  Response response = connection_->Exchange(message);
  return {static_cast<int>(response.result_int()), std::move(response.body())};
}

}  // namespace pumice
