// SPDX-License-Identifier: Apache-2.0

#include "pumice/pumice.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "bindings/c/guard.h"
#include "bindings/c/handles.h"
#include "bindings/c/log.h"
#include "bindings/c/open_options.h"
#include "tools/pumice/schema.h"
#include "tools/pumice/version.h"

// Nothing else of the library is visible (symbols.map). Each function is one call of
// pumice/emulator.h or pumice/space.h.

using pumice::c::Guarded;
using pumice::c::Require;

namespace {

constexpr size_t kMaxHeaders = 1000;

pumice::Space SpaceOf(pumice_emulator* emulator, const char* name) {
  Require(emulator, "emulator");
  return name == nullptr ? emulator->emulator->Space() : emulator->emulator->Space(name);
}

std::string_view Body(const char* data, size_t size) {
  if (size == 0) return {};
  Require(data, "a body");
  return {data, size};
}

pumice::HttpRequest RequestOf(const char* method, const char* target, const pumice_header* headers,
                              size_t header_count) {
  Require(method, "method");
  Require(target, "target");
  if (header_count != 0) Require(headers, "headers");
  if (header_count > kMaxHeaders) throw std::invalid_argument("more than 1000 headers");
  pumice::HttpRequest request;
  request.method = method;
  request.target = target;
  request.headers.reserve(header_count);
  for (size_t i = 0; i < header_count; ++i) {
    Require(headers[i].name, "a header's name");
    Require(headers[i].value, "a header's value");
    request.headers.push_back({headers[i].name, headers[i].value});
  }
  return request;
}

// Moves the manual clock to where `where` says, given what it tells.
template <typename Where>
pumice_status MoveClock(pumice_emulator* emulator, Where where) {
  return Guarded([&] {
    Require(emulator, "emulator");
    if (!emulator->manual_clock) {
      throw std::invalid_argument("the machine's clock cannot be moved: open with --clock=manual");
    }
    const pumice::MutexLock lock(emulator->clock_mutex);
    const int64_t now = emulator->manual_clock->NowMillis();
    const int64_t then = where(now);
    if (then < now) throw std::invalid_argument("time does not go back; a snapshot does");
    emulator->manual_clock->Set(then);
    emulator->emulator->RunDueWork();
  });
}

}  // namespace

const char* pumice_version(void) { return pumice::VersionAndCommit().c_str(); }

const char* pumice_last_error(void) { return pumice::c::LastError(); }

pumice_status pumice_open(size_t count, const char* const* options, pumice_emulator** emulator) {
  return pumice_open_logged(count, options, nullptr, nullptr, emulator);
}

pumice_status pumice_open_logged(size_t count, const char* const* options, pumice_log_sink log,
                                 void* context, pumice_emulator** emulator) {
  return Guarded([&] {
    Require(emulator, "emulator");
    const pumice::Options read = pumice::c::ReadOpenOptions(count, options);
    auto opened = std::make_unique<pumice_emulator>();
    opened->listen = read.listen;
    pumice::EmulatorOptions emulator_options = read.emulator;
    emulator_options.log = pumice::c::MakeLogSink(read, log, context);
    emulator_options.on_request = pumice::c::MakeRequestSink(read, log, context);
    if (read.manual_clock_start) {
      emulator_options.clock = &opened->manual_clock.emplace(*read.manual_clock_start);
    }
    opened->emulator = pumice::Emulator::Open(emulator_options);
    pumice::DeploySchema(read, opened->emulator.get(), emulator_options.log);
    *emulator = opened.release();
  });
}

void pumice_close(pumice_emulator* emulator) { delete emulator; }

pumice_status pumice_call(pumice_emulator* emulator, const char* space, const char* operation,
                          const char* input, size_t input_size, pumice_answer** answer) {
  return Guarded([&] {
    Require(operation, "operation");
    Require(answer, "answer");
    *answer =
        new pumice_answer(SpaceOf(emulator, space).Answer(operation, Body(input, input_size)));
  });
}

pumice_status pumice_handle(pumice_emulator* emulator, const char* method, const char* target,
                            const pumice_header* headers, size_t header_count, const char* body,
                            size_t body_size, pumice_answer** answer) {
  return Guarded([&] {
    Require(emulator, "emulator");
    Require(answer, "answer");
    pumice::HttpRequest request = RequestOf(method, target, headers, header_count);
    request.body = Body(body, body_size);
    *answer = new pumice_answer(emulator->emulator->Handle(request));
  });
}

int pumice_answer_status(const pumice_answer* answer) {
  return answer == nullptr ? 0 : answer->response.status;
}

const char* pumice_answer_body(const pumice_answer* answer, size_t* size) {
  const std::string_view body = answer == nullptr ? "" : std::string_view(answer->response.body);
  if (size != nullptr) *size = body.size();
  return body.data();  // a string's or a literal's: a zero byte follows
}

size_t pumice_answer_header_count(const pumice_answer* answer) {
  return answer == nullptr ? 0 : answer->names.size();
}

pumice_header pumice_answer_header(const pumice_answer* answer, size_t index) {
  if (index >= pumice_answer_header_count(answer)) return {nullptr, nullptr};
  return {answer->names[index].c_str(), answer->response.headers[index].second.c_str()};
}

void pumice_answer_free(pumice_answer* answer) { delete answer; }

pumice_status pumice_listen(pumice_emulator* emulator, uint16_t* port) {
  return Guarded([&] {
    Require(emulator, "emulator");
    Require(port, "port");
    pumice::ListenOptions options = emulator->listen;
    options.port = *port;
    *port = emulator->emulator->Listen(options);
  });
}

pumice_status pumice_clock_now(pumice_emulator* emulator, int64_t* millis) {
  return Guarded([&] {
    Require(emulator, "emulator");
    Require(millis, "millis");
    *millis = emulator->manual_clock ? emulator->manual_clock->NowMillis()
                                     : pumice::RealClock().NowMillis();
  });
}

pumice_status pumice_clock_set(pumice_emulator* emulator, int64_t millis) {
  return MoveClock(emulator, [&](int64_t) { return millis; });
}

pumice_status pumice_clock_advance(pumice_emulator* emulator, int64_t millis) {
  return MoveClock(emulator, [&](int64_t now) {
    if (millis > pumice::kLastClockMillis - now) {
      throw std::invalid_argument("the clock tells times from 1970 to 2499");
    }
    if (millis < 0) throw std::invalid_argument("time does not go back; a snapshot does");
    return now + millis;
  });
}

pumice_status pumice_space_fork(pumice_emulator* emulator, const char* from, const char* to) {
  return Guarded([&] {
    Require(to, "to");
    SpaceOf(emulator, from).Fork(to);
  });
}

pumice_status pumice_space_delete(pumice_emulator* emulator, const char* space) {
  return Guarded([&] {
    Require(space, "space");
    SpaceOf(emulator, space).Delete();
  });
}

pumice_status pumice_space_reset(pumice_emulator* emulator, const char* space) {
  return Guarded([&] { SpaceOf(emulator, space).Reset(); });
}

pumice_status pumice_snapshot_take(pumice_emulator* emulator, const char* space, const char* name) {
  return Guarded([&] {
    Require(name, "name");
    SpaceOf(emulator, space).TakeSnapshot(name);
  });
}

pumice_status pumice_snapshot_restore(pumice_emulator* emulator, const char* space,
                                      const char* name) {
  return Guarded([&] {
    Require(name, "name");
    SpaceOf(emulator, space).RestoreSnapshot(name);
  });
}

pumice_status pumice_snapshot_delete(pumice_emulator* emulator, const char* space,
                                     const char* name) {
  return Guarded([&] {
    Require(name, "name");
    SpaceOf(emulator, space).DeleteSnapshot(name);
  });
}

pumice_status pumice_feed_open(pumice_emulator* emulator, const char* space, const char* table,
                               pumice_record_callback on_record, void* context,
                               pumice_feed** feed) {
  return Guarded([&] {
    Require(table, "table");
    Require(feed, "feed");
    if (on_record == nullptr) throw std::invalid_argument("on_record is null");
    auto opened = std::make_unique<pumice_feed>();
    try {
      opened->feed =
          SpaceOf(emulator, space).OnRecord(table, [on_record, context](std::string_view record) {
            const std::string text(record);
            on_record(context, text.c_str(), text.size());
          });
    } catch (const pumice::ServiceError& error) {
      throw std::invalid_argument(error.what());
    }
    *feed = opened.release();
  });
}

void pumice_feed_free(pumice_feed* feed) { delete feed; }
