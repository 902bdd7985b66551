// SPDX-License-Identifier: Apache-2.0

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

#include "engine/error/api_error.h"
#include "protocol/base64.h"
#include "protocol/deploy/json_document.h"
#include "protocol/deploy/yaml_document.h"
#include "protocol/utf8.h"
#include "tools/deploy/terraform/functions.h"
#include "tools/deploy/terraform/json_value.h"

namespace pumice::deploy::terraform {
namespace {

Value JsonEncode(const Call& call) {
  std::string json;
  AppendJson(call[0], &json);
  return call.MadeText(std::move(json));
}

template <typename Read>
Value Decode(const Call& call, Read read) {
  const std::string text = call.Text(0);
  try {
    const Node node = read(text);
    call.Charge(node.Count());
    return call.Made(ValueOf(node));
  } catch (const BoundsError&) {
    throw;
  } catch (const TemplateError& error) {
    call.Fail(error.what());
  }
}

Value JsonDecode(const Call& call) {
  return Decode(call, [](const std::string& text) { return ReadJsonDocument(text, nullptr); });
}

Value YamlDecode(const Call& call) {
  return Decode(call, [](const std::string& text) { return ReadYamlDocument(text, nullptr); });
}

Value Base64Encode(const Call& call) {
  std::string encoded;
  AppendBase64(call.Text(0), &encoded);
  return call.MadeText(std::move(encoded));
}

Value Base64Decode(const Call& call) {
  std::string bytes;
  try {
    AppendDecodedBase64(call.Text(0), &bytes);
  } catch (const ApiError&) {
    call.Fail("the string is no base64");
  }
  if (ValidUtf8Size(bytes) != bytes.size()) call.Fail("what is encoded is no UTF-8");
  return call.MadeText(std::move(bytes));
}

Value UrlEncode(const Call& call) {
  constexpr std::string_view kPlain = "-_.~";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : call.Text(0)) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        kPlain.find(c) != std::string_view::npos) {
      encoded += c;
    } else if (c == ' ') {
      encoded += '+';
    } else {
      encoded.append({'%', kDigits[byte >> 4], kDigits[byte & 0xf]});
    }
  }
  return call.MadeText(std::move(encoded));
}

std::string Digest(const Call& call, const EVP_MD* method) {
  const std::string text = call.Text(0);
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes.data(), &size, method, nullptr) != 1)
    call.Fail("this machine's OpenSSL has no such digest");
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

Value Hexadecimal(const Call& call, const EVP_MD* method) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : Digest(call, method)) {
    const unsigned char byte = static_cast<unsigned char>(c);
    text.append({kDigits[byte >> 4], kDigits[byte & 0xf]});
  }
  return Value::String(std::move(text));
}

Value InBase64(const Call& call, const EVP_MD* method) {
  std::string text;
  AppendBase64(Digest(call, method), &text);
  return Value::String(std::move(text));
}

Value Md5(const Call& call) { return Hexadecimal(call, EVP_md5()); }
Value Sha1(const Call& call) { return Hexadecimal(call, EVP_sha1()); }
Value Sha256(const Call& call) { return Hexadecimal(call, EVP_sha256()); }
Value Sha512(const Call& call) { return Hexadecimal(call, EVP_sha512()); }
Value Base64Sha256(const Call& call) { return InBase64(call, EVP_sha256()); }
Value Base64Sha512(const Call& call) { return InBase64(call, EVP_sha512()); }

// Fields of one line of CSV; `at` goes behind it.
std::vector<std::string> CsvLine(const std::string& text, size_t* at) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (; *at < text.size(); ++*at) {
    const char c = text[*at];
    if (quoted && c == '"' && text.compare(*at + 1, 1, "\"") == 0) {
      fields.back() += text[++*at];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      fields.emplace_back();
    } else if (!quoted && c == '\n') {
      ++*at;
      break;
    } else if (quoted || c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

Value CsvDecode(const Call& call) {
  const std::string text = call.Text(0);
  size_t at = 0;
  const std::vector<std::string> names = CsvLine(text, &at);
  Value::Items rows;
  while (at < text.size()) {
    const std::vector<std::string> fields = CsvLine(text, &at);
    call.Charge(1 + fields.size());
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (fields.size() != names.size())
      call.Fail("a line has another number of fields than the first");
    Value::Members row;
    for (size_t i = 0; i < names.size(); ++i)
      row.insert_or_assign(names[i], Value::String(fields[i]));
    rows.push_back(Value::Map(std::move(row)));
  }
  return call.Made(Value::List(std::move(rows)));
}

}  // namespace

std::vector<Function> EncodingFunctions() {
  constexpr auto kParts = Function::Needs::kParts;
  return {{"jsonencode", 1, 1, JsonEncode, kParts},
          {"jsondecode", 1, 1, JsonDecode},
          {"yamldecode", 1, 1, YamlDecode},
          {"csvdecode", 1, 1, CsvDecode},
          {"base64encode", 1, 1, Base64Encode},
          {"base64decode", 1, 1, Base64Decode},
          {"urlencode", 1, 1, UrlEncode},
          {"md5", 1, 1, Md5},
          {"sha1", 1, 1, Sha1},
          {"sha256", 1, 1, Sha256},
          {"sha512", 1, 1, Sha512},
          {"base64sha256", 1, 1, Base64Sha256},
          {"base64sha512", 1, 1, Base64Sha512}};
}

}  // namespace pumice::deploy::terraform
