// SPDX-License-Identifier: Apache-2.0

#include "protocol/status_control.h"

#include <cstdint>

#include "engine/spaces.h"
#include "protocol/control_answer.h"
#include "protocol/iso_time.h"
#include "protocol/json_writer.h"

namespace pumice {
namespace {

void AppendMemory(const MemoryBudget& memory, JsonWriter* json) {
  json->Key("memory");
  json->BeginObject();
  json->IntegerMember("used", static_cast<int64_t>(memory.stored() + memory.held()));
  json->IntegerMember("limit", static_cast<int64_t>(memory.limit()));
  json->EndObject();
}

void WriteWork(const Progress::State& work, JsonWriter* json) {
  json->StringMember("name", work.name);
  json->IntegerMember("done", work.done);
  if (work.total > 0) json->IntegerMember("total", work.total);
  json->StringMember("started", FormatInstant(work.started_millis));
}

}  // namespace

HttpResponse HandleStatus(const Spaces& spaces, const MemoryBudget* memory,
                          std::chrono::steady_clock::duration uptime, const HttpRequest& request) {
  if (request.method != "GET") return ControlFault(405, "GET tells the status");
  return ControlObject(200, [&](JsonWriter* json) {
    json->StringMember("version", PUMICE_VERSION);
    json->Key("uptime_seconds");
    json->Double(std::chrono::duration<double>(uptime).count());
    json->BoolMember("writes_suspended", spaces.suspension() != 0);
    json->IntegerMember("spaces", static_cast<int64_t>(spaces.size()));
    json->IntegerMember("tables", static_cast<int64_t>(spaces.CountTables()));
    if (memory != nullptr) AppendMemory(*memory, json);
    WriteControlList("work", spaces.progress().List(), WriteWork, json);
  });
}

}  // namespace pumice
