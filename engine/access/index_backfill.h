#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

#include "engine/access/writer.h"
#include "engine/catalog/catalog.h"
#include "engine/storage/store.h"
#include "pumice/log.h"

namespace pumice {

// Fills a global index that was added to a table with items, while the table goes on being written to, and makes it
// ACTIVE. May be run again after an end half-way: what is indexed stays as it is.
//
// Writers maintain the index from the moment it is in the table's description; each row is indexed here under its
// partition's lock and only where no writer has done so, so every item gets one entry and the counters are exact.
class IndexBackfill {
 public:
  IndexBackfill(Store* store, Catalog* catalog, Writer* writer, LogSink log,
                std::string table_name, uint32_t index_id);

  // Returns early when stopped, or when the table or the index is deleted.
  void Run(std::stop_token stop);

 private:
  // Indexes the next rows. False when there are no more.
  bool FillChunk();
  void Finish();
  void Say(std::string_view message) const;

  Store* store_;
  Catalog* catalog_;
  Writer* writer_;
  LogSink log_;
  std::string table_name_;
  uint32_t index_id_;
  std::string position_;  // the last row that was looked at
  int64_t rows_ = 0;
  int64_t next_log_;
};

}  // namespace pumice
