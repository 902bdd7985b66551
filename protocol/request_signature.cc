// SPDX-License-Identifier: Apache-2.0

#include "protocol/request_signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <ctime>
#include <stdexcept>

namespace pumice {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Hmac(std::string_view key, std::string_view text) {
  std::string mac(SHA256_DIGEST_LENGTH, '\0');
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(text), text.size(),
           reinterpret_cast<unsigned char*>(mac.data()), &size) == nullptr) {
    throw std::runtime_error("OpenSSL has no HMAC-SHA256");
  }
  return mac;
}

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

std::string HashInHex(std::string_view text) {
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(Bytes(text), text.size(), reinterpret_cast<unsigned char*>(hash.data()));
  return Hex(hash);
}

std::string SignedHeaders(const RequestToSign& request) {
  std::string names;
  for (const auto& [name, value] : request.headers) {
    if (!names.empty()) names += ';';
    names += name;
  }
  return names;
}

std::string CanonicalRequest(const RequestToSign& request) {
  std::string text;
  text.append(request.method).append("\n").append(request.path).append("\n");
  text.append(request.query).append("\n");
  for (const auto& [name, value] : request.headers) {
    text.append(name).append(":").append(value).append("\n");
  }
  return text.append("\n")
      .append(SignedHeaders(request))
      .append("\n")
      .append(HashInHex(request.body));
}

std::string CredentialScope(const SigningScope& scope) {
  std::string text(scope.timestamp.substr(0, 8));
  return text.append("/")
      .append(scope.region)
      .append("/")
      .append(scope.service)
      .append("/aws4_request");
}

std::string SigningKey(const Credentials& credentials, const SigningScope& scope) {
  const std::string of_date = Hmac("AWS4" + credentials.secret_key, scope.timestamp.substr(0, 8));
  return Hmac(Hmac(Hmac(of_date, scope.region), scope.service), "aws4_request");
}

}  // namespace

std::string SigningTimestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof(text), "%Y%m%dT%H%M%SZ", &utc)};
}

std::string SignRequest(const RequestToSign& request, const Credentials& credentials,
                        const SigningScope& scope) {
  std::string to_sign(kAlgorithm);
  to_sign.append("\n").append(scope.timestamp).append("\n").append(CredentialScope(scope));
  to_sign.append("\n").append(HashInHex(CanonicalRequest(request)));
  const std::string signature = Hex(Hmac(SigningKey(credentials, scope), to_sign));
  return std::string(kAlgorithm) + " Credential=" + credentials.access_key + "/" +
         CredentialScope(scope) + ", SignedHeaders=" + SignedHeaders(request) +
         ", Signature=" + signature;
}

std::vector<std::pair<std::string, std::string>> SignedHeaders(const JsonPost& post,
                                                               const Credentials& credentials,
                                                               std::string_view region,
                                                               std::string_view service) {
  const std::string timestamp = SigningTimestamp();
  RequestToSign to_sign{"POST", "/", "", {}, post.body};
  to_sign.headers = {{"content-type", std::string(post.content_type)},
                     {"host", post.host},
                     {"x-amz-date", timestamp}};
  if (!credentials.session_token.empty()) {
    to_sign.headers.emplace_back("x-amz-security-token", credentials.session_token);
  }
  to_sign.headers.emplace_back("x-amz-target", std::string(post.target));
  std::string authorization = SignRequest(to_sign, credentials, {timestamp, region, service});
  to_sign.headers.emplace_back("authorization", std::move(authorization));
  return std::move(to_sign.headers);
}

}  // namespace pumice
