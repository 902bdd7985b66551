// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace pumice::hardening {
namespace {

constexpr int kPatienceSeconds = 60;

}  // namespace

HttpClient::~HttpClient() { Disconnect(); }

Answer HttpClient::Call(std::string_view operation, std::string_view body) {
  if (socket_ < 0) Connect();
  std::string request = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: ";
  request += TargetOf(operation);
  request +=
      "\r\nX-Amz-Date: 20240101T000000Z\r\n"
      "Authorization: AWS4-HMAC-SHA256 "
      "Credential=hardening/20240101/us-east-1/dynamodb/aws4_request, "
      "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=0\r\n"
      "Content-Type: application/x-amz-json-1.0\r\nContent-Length: ";
  request += std::to_string(body.size());
  request += "\r\n\r\n";
  request += body;
  Send(request);
  return ReadAnswer();
}

void HttpClient::Connect() {
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  const timeval patience = {kPatienceSeconds, 0};
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    Disconnect();
    throw std::runtime_error("no connection to port " + std::to_string(port_));
  }
}

void HttpClient::Disconnect() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
  received_.clear();
}

void HttpClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      Disconnect();
      throw std::runtime_error("the server closed the connection while a request was sent");
    }
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

bool HttpClient::Receive() {
  char buffer[16384];
  const ssize_t size = recv(socket_, buffer, sizeof(buffer), 0);
  if (size <= 0) return false;
  received_.append(buffer, static_cast<size_t>(size));
  return true;
}

Answer HttpClient::ReadAnswer() {
  const auto more = [this] {
    if (Receive()) return;
    Disconnect();
    throw std::runtime_error("a request was not answered");
  };
  size_t head = 0;
  while ((head = received_.find("\r\n\r\n")) == std::string::npos) more();
  const size_t length_at = received_.find("Content-Length: ");
  const size_t length =
      length_at < head ? std::strtoul(received_.c_str() + length_at + 16, nullptr, 10) : 0;
  while (received_.size() < head + 4 + length) more();
  Answer answer;
  answer.status = std::atoi(received_.c_str() + 9);
  answer.body = received_.substr(head + 4, length);
  received_.erase(0, head + 4 + length);
  return answer;
}

}  // namespace pumice::hardening
