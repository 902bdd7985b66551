// SPDX-License-Identifier: Apache-2.0

#include "tests/server/raw_client.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace pumice {
namespace {

[[noreturn]] void Fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

size_t ContentLength(std::string_view head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const size_t at = head.find(kName);
  return at == std::string_view::npos ? 0 : std::stoul(std::string(head.substr(at + kName.size())));
}

}  // namespace

std::string WithAnyDate(std::string answers) {
  const std::string name = "\r\nDate: ";
  constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";
  for (size_t at = 0; (at = answers.find(name, at)) != std::string::npos; at += name.size()) {
    answers.replace(at + name.size(), kDate.size(), kDate);
  }
  return answers;
}

RawClient::RawClient(uint16_t port, bool ipv6)
    : socket_(::socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0)) {
  const timeval limit{10, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_in6 address6{};
  address6.sin6_family = AF_INET6;
  address6.sin6_port = htons(port);
  address6.sin6_addr = in6addr_loopback;
  const auto* const any = ipv6 ? reinterpret_cast<const sockaddr*>(&address6)
                               : reinterpret_cast<const sockaddr*>(&address);
  if (::connect(socket_, any, ipv6 ? sizeof address6 : sizeof address) != 0) {
    ::close(socket_);
    Fail("connect");
  }
}

RawClient::~RawClient() { ::close(socket_); }

void RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) Fail("send");
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

std::string RawClient::ReadAnswer(bool has_body) {
  size_t head_end = std::string::npos;
  while ((head_end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!Receive()) return std::exchange(received_, "");
  }
  const size_t head_size = head_end + 4;
  const size_t size =
      head_size + (has_body ? ContentLength(std::string_view(received_).substr(0, head_size)) : 0);
  while (received_.size() < size) {
    if (!Receive()) throw std::runtime_error("the answer ends early: " + received_);
  }
  std::string answer = received_.substr(0, size);
  received_.erase(0, size);
  return WithAnyDate(std::move(answer));
}

std::string RawClient::ReadToEnd() {
  while (Receive()) {
  }
  return WithAnyDate(std::exchange(received_, ""));
}

bool RawClient::Receive() {
  std::array<char, 65536> buffer;
  const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (size < 0) Fail("recv");
  received_.append(buffer.data(), static_cast<size_t>(size));
  return size > 0;
}

std::string Post(std::string_view body, std::string_view more_headers) {
  std::string request = "POST / HTTP/1.1\r\nHost: localhost\r\n";
  request.append(more_headers);
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return request.append(body);
}

}  // namespace pumice
