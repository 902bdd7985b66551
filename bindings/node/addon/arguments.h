// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <node_api.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pumice::node {

// What a function of the addon was called with. The first argument that is not what is asked for
// leaves a TypeError pending and makes ok() false; what is read then is empty.
class Arguments {
 public:
  Arguments(napi_env env, napi_callback_info info);

  bool ok() const { return ok_; }

  std::string Text(size_t index);
  // Nothing for undefined and null.
  std::optional<std::string> OptionalText(size_t index);
  // Of a string its UTF-8, of a Uint8Array its bytes.
  std::string TextOrBytes(size_t index);
  std::vector<std::string> Texts(size_t index);
  uint16_t Port(size_t index);
  napi_value Function(size_t index);
  // What an External of this addon holds.
  template <typename T>
  T* Held(size_t index) {
    void* data = nullptr;
    if (!Check(napi_get_value_external(env_, values_[index], &data), "no handle of pumice")) {
      return nullptr;
    }
    return static_cast<T*>(data);
  }
  napi_value Value(size_t index) const { return values_[index]; }

 private:
  static constexpr size_t kMax = 5;

  bool IsAbsent(size_t index) const;
  bool Check(napi_status status, const char* fault);
  std::string ReadText(napi_value value);

  napi_env env_;
  std::array<napi_value, kMax> values_{};  // undefined where there are fewer
  bool ok_ = true;
};

}  // namespace pumice::node
