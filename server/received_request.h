// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pumice/http.h"

namespace pumice {

// The largest request body (DynamoDB Developer Guide, "Service quotas": a request is at most 16
// MB).
inline constexpr uint64_t kMaxBodyBytes = 16 * 1024 * 1024;
// Request line and headers. A SigV4 header with a session token takes about 3 KiB.
inline constexpr uint32_t kMaxHeaderBytes = 64 * 1024;
// What each byte of a chunked body may cost beside itself: chunks of a single byte cost five, and
// more for extensions.
inline constexpr uint64_t kMaxFramingPerByte = 8;

// The parts of one request, collected while it is parsed. Its storage is kept from request to
// request, so that a connection that has answered one allocates nothing to receive the next.
class ReceivedRequest {
 public:
  void Clear();
  void SetStartLine(std::string_view method, std::string_view target);
  void AddHeader(std::string_view name, std::string_view value);
  void ExpectBody(uint64_t bytes);
  void AppendBody(std::string_view bytes) { body_.append(bytes); }

  // The whole request. Valid until Clear.
  const HttpRequest& View();

  uint64_t body_size() const { return body_.size(); }
  // Memory that the request takes.
  size_t capacity() const { return head_.capacity() + body_.capacity(); }

 private:
  std::string_view Take(size_t* at, size_t length) const;

  struct HeaderSize {
    size_t name;
    size_t value;
  };

  std::string head_;  // method, target and each header's name and value, back to back
  size_t method_size_ = 0;
  size_t target_size_ = 0;
  std::vector<HeaderSize> header_sizes_;
  std::string body_;
  HttpRequest view_;
};

// Beast's parser, writing into a ReceivedRequest. Serves one request. Bounds what Beast does not:
// chunk headers, their extensions and trailers.
class RequestParser : public boost::beast::http::basic_parser<true> {
 public:
  explicit RequestParser(ReceivedRequest* request);

  // Parses what has arrived and returns how much of it is done with; the rest is to come again,
  // with more. Errors: need_more, which is none; body_limit, header_limit and what is not HTTP.
  size_t Put(boost::asio::const_buffer input, boost::beast::error_code* error);

  bool is_http11() const { return is_http11_; }
  // The client waits for "100 Continue" before it sends the body.
  bool expects_continue() const { return expects_continue_; }

 private:
  using string_view = boost::beast::string_view;
  using error_code = boost::beast::error_code;

  void on_request_impl(boost::beast::http::verb, string_view method, string_view target,
                       int version, error_code&) override;
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(boost::beast::http::field field, string_view name, string_view value,
                     error_code&) override;
  void on_header_impl(error_code&) override { header_done_ = true; }
  void on_body_init_impl(const boost::optional<uint64_t>& length, error_code&) override;
  size_t on_body_impl(string_view body, error_code&) override;
  void on_chunk_header_impl(uint64_t, string_view, error_code&) override {}
  size_t on_chunk_body_impl(uint64_t, string_view body, error_code&) override;
  void on_finish_impl(error_code&) override {}

  ReceivedRequest* request_;
  uint64_t parsed_ = 0;
  bool is_http11_ = false;
  bool header_done_ = false;
  bool expects_continue_ = false;
};

}  // namespace pumice
