// SPDX-License-Identifier: Apache-2.0

#include "bindings/node/addon/arguments.h"

namespace pumice::node {

Arguments::Arguments(napi_env env, napi_callback_info info) : env_(env) {
  size_t count = values_.size();
  Check(napi_get_cb_info(env, info, &count, values_.data(), nullptr, nullptr), "no arguments");
}

bool Arguments::Check(napi_status status, const char* fault) {
  if (status == napi_ok) return true;
  if (ok_) napi_throw_type_error(env_, nullptr, fault);
  ok_ = false;
  return false;
}

bool Arguments::IsAbsent(size_t index) const {
  napi_valuetype type = napi_undefined;
  napi_typeof(env_, values_[index], &type);
  return type == napi_undefined || type == napi_null;
}

// Both sizes are known before: what is copied is neither cut nor scanned twice for short texts.
std::string Arguments::ReadText(napi_value value) {
  constexpr size_t kShort = 512;
  std::string text(kShort, '\0');
  size_t size = 0;
  // Room for the zero byte that N-API writes behind it.
  if (!Check(napi_get_value_string_utf8(env_, value, text.data(), kShort, &size), "not a string")) {
    return {};
  }
  // A longer text may have been cut anywhere in its last character.
  constexpr size_t kLongestCharacter = 4;
  if (size + kLongestCharacter >= kShort) {
    napi_get_value_string_utf8(env_, value, nullptr, 0, &size);
    text.resize(size + 1);
    napi_get_value_string_utf8(env_, value, text.data(), text.size(), &size);
  }
  text.resize(size);
  return text;
}

std::string Arguments::Text(size_t index) { return ReadText(values_[index]); }

std::optional<std::string> Arguments::OptionalText(size_t index) {
  if (IsAbsent(index)) return std::nullopt;
  return Text(index);
}

std::string Arguments::TextOrBytes(size_t index) {
  bool is_array = false;
  napi_is_typedarray(env_, values_[index], &is_array);
  if (!is_array) return Text(index);
  napi_typedarray_type type = napi_uint8_array;
  size_t size = 0;
  void* data = nullptr;
  Check(napi_get_typedarray_info(env_, values_[index], &type, &size, &data, nullptr, nullptr),
        "not bytes");
  if (type != napi_uint8_array) Check(napi_invalid_arg, "not a Uint8Array");
  return ok_ && size > 0 ? std::string(static_cast<const char*>(data), size) : std::string();
}

std::vector<std::string> Arguments::Texts(size_t index) {
  uint32_t size = 0;
  std::vector<std::string> texts;
  if (!Check(napi_get_array_length(env_, values_[index], &size), "not an array")) return texts;
  for (uint32_t i = 0; i < size && ok_; ++i) {
    napi_value element = nullptr;
    if (Check(napi_get_element(env_, values_[index], i, &element), "not an element")) {
      texts.push_back(ReadText(element));
    }
  }
  return texts;
}

uint16_t Arguments::Port(size_t index) {
  int64_t number = 0;
  Check(napi_get_value_int64(env_, values_[index], &number), "a port is a number");
  if (number < 0 || number > UINT16_MAX) Check(napi_invalid_arg, "a port is from 0 to 65535");
  return ok_ ? static_cast<uint16_t>(number) : 0;
}

napi_value Arguments::Function(size_t index) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env_, values_[index], &type);
  if (type != napi_function) Check(napi_function_expected, "not a function");
  return values_[index];
}

}  // namespace pumice::node
