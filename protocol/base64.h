// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pumice {

// Appends the standard, padded encoding.
void AppendBase64(std::string_view bytes, std::string* out);

// Appends the bytes that `text` stands for. Throws ApiError (SerializationException, in the
// service's words) unless it is standard, padded and canonical base64.
void AppendDecodedBase64(std::string_view text, std::string* out);

// The same for text that CheckBase64 has passed.
void AppendCheckedBase64(std::string_view text, std::string* out);

// Throws what AppendDecodedBase64 would throw.
void CheckBase64(std::string_view text);

// The number of bytes that `text`, which CheckBase64 has passed, stands for.
size_t DecodedBase64Size(std::string_view text);

}  // namespace pumice
