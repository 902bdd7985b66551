// SPDX-License-Identifier: Apache-2.0

#include "server/received_request.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

namespace pumice {
namespace {

// What a connection keeps of a body's storage between requests.
constexpr size_t kKeptBodyBytes = 16 * 1024;
constexpr size_t kKeptHeadBytes = 8 * 1024;
constexpr size_t kKeptHeaders = 64;
// A client that only announces a large body gets no more than this reserved.
constexpr uint64_t kMaxReservedBytes = 1024 * 1024;

std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

void ReceivedRequest::Clear() {
  head_.clear();
  header_sizes_.clear();
  view_.headers.clear();
  body_.clear();
  if (body_.capacity() > kKeptBodyBytes) body_.shrink_to_fit();
  if (head_.capacity() > kKeptHeadBytes) head_.shrink_to_fit();
  if (header_sizes_.capacity() > kKeptHeaders) {
    header_sizes_.shrink_to_fit();
    view_.headers.shrink_to_fit();
  }
}

void ReceivedRequest::SetStartLine(std::string_view method, std::string_view target) {
  method_size_ = method.size();
  target_size_ = target.size();
  head_.append(method).append(target);
}

void ReceivedRequest::AddHeader(std::string_view name, std::string_view value) {
  header_sizes_.push_back({name.size(), value.size()});
  head_.append(name).append(value);
}

void ReceivedRequest::ExpectBody(uint64_t bytes) {
  body_.reserve(static_cast<size_t>(std::min(bytes, kMaxReservedBytes)));
}

const HttpRequest& ReceivedRequest::View() {
  size_t at = 0;
  view_.method = Take(&at, method_size_);
  view_.target = Take(&at, target_size_);
  for (const HeaderSize& size : header_sizes_) {
    const std::string_view name = Take(&at, size.name);
    view_.headers.push_back({name, Take(&at, size.value)});
  }
  view_.body = body_;
  return view_;
}

std::string_view ReceivedRequest::Take(size_t* at, size_t length) const {
  const std::string_view part(head_.data() + *at, length);
  *at += length;
  return part;
}

RequestParser::RequestParser(ReceivedRequest* request) : request_(request) {
  request_->Clear();
  eager(true);
  header_limit(kMaxHeaderBytes);
  body_limit(kMaxBodyBytes);
}

size_t RequestParser::Put(boost::asio::const_buffer input, boost::beast::error_code* error) {
  const size_t done = put(input, *error);
  parsed_ += done;
  const bool goes_on = (!*error || *error == boost::beast::http::error::need_more) && !is_done();
  if (!goes_on) return done;
  // Beast waits for the end of a chunk's header and of the trailers, however long they are.
  const uint64_t waiting = input.size() - done;
  const uint64_t body = request_->body_size();
  const uint64_t framing = parsed_ - body + waiting;
  if (waiting > kMaxHeaderBytes || framing > 2 * kMaxHeaderBytes + kMaxFramingPerByte * body) {
    *error = boost::beast::http::error::header_limit;
  }
  return done;
}

void RequestParser::on_request_impl(boost::beast::http::verb, string_view method,
                                    string_view target, int version, error_code&) {
  is_http11_ = version == 11;
  request_->SetStartLine(View(method), View(target));
}

void RequestParser::on_field_impl(boost::beast::http::field field, string_view name,
                                  string_view value, error_code&) {
  // A chunked body's trailers come here too; they are not headers.
  if (header_done_) return;
  if (field == boost::beast::http::field::expect) {
    expects_continue_ = boost::beast::iequals(value, "100-continue");
  }
  request_->AddHeader(View(name), View(value));
}

void RequestParser::on_body_init_impl(const boost::optional<uint64_t>& length, error_code&) {
  if (length) request_->ExpectBody(*length);
}

size_t RequestParser::on_body_impl(string_view body, error_code&) {
  request_->AppendBody(View(body));
  return body.size();
}

size_t RequestParser::on_chunk_body_impl(uint64_t, string_view body, error_code&) {
  request_->AppendBody(View(body));
  return body.size();
}

}  // namespace pumice
