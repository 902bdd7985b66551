// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "pumice/http.h"

namespace pumice {

// How an answer's body is compressed (RFC 9110, 8.4.1).
enum class ContentCoding { kIdentity, kGzip, kDeflate };

// The coding that the client would like best, by its Accept-Encoding headers, several of which are
// one list. As the service chooses: gzip or deflate, the first one named with the highest weight
// above 0; "*" stands for gzip. Every other name means nothing, x-gzip and identity among them.
ContentCoding AcceptedCoding(const HttpRequest& request);

// The request's body without what its Content-Encoding headers name: gzip or deflate, also one on
// the other. Other names are passed over. `inflated` holds the result if there was any compression.
// Throws ApiError: kSerialization if the body is not what they say, kRequestEntityTooLarge if it is
// larger than `max_size`, as sent or in between or at the end.
std::string_view DecodeBody(const HttpRequest& request, size_t max_size, std::string* inflated);

}  // namespace pumice
