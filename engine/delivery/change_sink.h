// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/stream/stream_reader.h"

namespace pumice {

// Where change logs are delivered to. One thread calls at a time.
class ChangeSink {
 public:
  virtual ~ChangeSink() = default;

  // Takes one record, which is valid during the call only.
  virtual void Add(const StreamRecord& record) = 0;
  // Delivers what was added since the last call, all of one log, and lets go of it in any case.
  // Throws std::exception, saying why, where something was not delivered: all of it comes again.
  virtual void Deliver() = 0;
};

}  // namespace pumice
