#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "engine/access/writer.h"
#include "engine/catalog/catalog.h"
#include "engine/storage/store.h"
#include "pumice/log.h"

// Filling what a table with items gets later, while the table goes on being written to. Each may be run again after an end
// half-way: what is filled stays as it is. Each returns early when stopped, or when the table is deleted.
namespace pumice {

// What the functions below work with; all outlive them.
struct BackfillContext {
  Store* store;
  Catalog* catalog;
  Writer* writer;
  LogSink log;
};

// Fills a global index and makes it ACTIVE.
//
// Writers maintain the index from the moment it is in the table's description; each row is indexed here under its
// partition's lock and only where no writer has done so, so every item gets one entry and the counters are exact.
void FillIndex(const BackfillContext& context, const std::string& table_name, uint32_t index_id,
               std::stop_token stop);

// Fills the expiry index after TTL was enabled.
void FillExpiryIndex(const BackfillContext& context, const std::string& table_name,
                     std::stop_token stop);

}  // namespace pumice
