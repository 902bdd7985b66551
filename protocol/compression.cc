// SPDX-License-Identifier: Apache-2.0

#include "protocol/compression.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <new>

namespace pumice {
namespace {

// zlib's window bits: gzip or zlib by their header, raw deflate, and gzip.
constexpr int kDetectHeader = 15 + 32;
constexpr int kRaw = -15;
constexpr int kGzip = 15 + 16;
constexpr int kZlib = 15;

Bytef* Input(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

class InflateStream {
 public:
  InflateStream(std::string_view bytes, int window_bits) {
    stream_.next_in = Input(bytes);
    stream_.avail_in = static_cast<uInt>(bytes.size());
    if (inflateInit2(&stream_, window_bits) != Z_OK) throw std::bad_alloc();
  }
  ~InflateStream() { inflateEnd(&stream_); }
  InflateStream(const InflateStream&) = delete;
  InflateStream& operator=(const InflateStream&) = delete;

  Inflated Run(size_t max_size, std::string* out) {
    constexpr size_t kFirstStep = 16 * 1024;
    out->clear();
    for (;;) {
      const size_t have = out->size();
      // One byte more than allowed tells too much from just enough.
      const size_t step = std::min(std::max(have, kFirstStep), max_size + 1 - have);
      out->resize(have + step);
      stream_.next_out = reinterpret_cast<Bytef*>(out->data() + have);
      stream_.avail_out = static_cast<uInt>(step);
      const int result = inflate(&stream_, Z_NO_FLUSH);
      out->resize(have + step - stream_.avail_out);
      if (out->size() > max_size) return Inflated::kTooLarge;
      if (result == Z_STREAM_END) {
        if (!AtMember()) return Inflated::kDone;
        inflateReset(&stream_);
      } else if (result != Z_OK || stream_.avail_out != 0) {
        return Inflated::kCorrupt;
      }
    }
  }

 private:
  // Whether what is left is another member of gzip.
  bool AtMember() const {
    return stream_.avail_in >= 2 && stream_.next_in[0] == 0x1f && stream_.next_in[1] == 0x8b;
  }

  z_stream stream_{};
};

}  // namespace

Inflated Inflate(std::string_view bytes, size_t max_size, std::string* out) {
  const Inflated result = InflateStream(bytes, kDetectHeader).Run(max_size, out);
  if (result != Inflated::kCorrupt) return result;
  // "deflate" means zlib's format, but some clients send the raw one.
  return InflateStream(bytes, kRaw).Run(max_size, out);
}

namespace {

std::string Compress(std::string_view text, int window_bits) {
  z_stream stream{};
  constexpr int kDefaultMemory = 8;
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, window_bits, kDefaultMemory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string out;
  try {
    out.resize(deflateBound(&stream, text.size()));
  } catch (...) {
    deflateEnd(&stream);
    throw;
  }
  stream.next_in = Input(text);
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

std::string Gzip(std::string_view text) { return Compress(text, kGzip); }

std::string Deflate(std::string_view text) { return Compress(text, kZlib); }

uint32_t Crc32(std::string_view bytes) { return libdeflate_crc32(0, bytes.data(), bytes.size()); }

}  // namespace pumice
