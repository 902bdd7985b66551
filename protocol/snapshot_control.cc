// SPDX-License-Identifier: Apache-2.0

#include "protocol/snapshot_control.h"

#include <optional>
#include <string>

#include "engine/spaces.h"
#include "protocol/control_answer.h"
#include "protocol/iso_time.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"

namespace pumice {
namespace {

constexpr std::string_view kSnapshots = "/_pumice/snapshots";
constexpr std::string_view kRestore = "/restore";

void WriteInfo(const SnapshotInfo& info, JsonWriter* json) {
  json->StringMember("name", info.name);
  json->StringMember("created", FormatInstant(info.created_millis));
}

HttpResponse Tell(const SnapshotInfo& info) {
  return ControlObject(200, [&](JsonWriter* json) { WriteInfo(info, json); });
}

std::optional<std::string> WantedName(std::string_view body) {
  JsonDocument document;
  if (!document.Parse(body) || !document.root().IsObject()) return std::nullopt;
  const JsonValue* const name = FindMember(document.root(), "name");
  if (name == nullptr || !name->IsString()) return std::nullopt;
  return std::string(JsonText(*name));
}

HttpResponse ListSnapshots(Spaces* spaces, std::string_view space) {
  return ControlObject(200, [&](JsonWriter* json) {
    WriteControlList("snapshots", spaces->ListSnapshots(space), WriteInfo, json);
  });
}

HttpResponse HandleAll(Spaces* spaces, std::string_view space, const HttpRequest& request) {
  if (request.method == "GET") return ListSnapshots(spaces, space);
  if (request.method != "POST") return ControlFault(405, "GET lists snapshots, POST takes one");
  const std::optional<std::string> name = WantedName(request.body);
  if (!name) return ControlFault(400, R"(say {"name":"fixture"})");
  return Tell(spaces->TakeSnapshot(space, *name));
}

HttpResponse HandleOne(Spaces* spaces, std::string_view space, const HttpRequest& request,
                       std::string_view name) {
  if (name.ends_with(kRestore)) {
    if (request.method != "POST") return ControlFault(405, "POST restores a snapshot");
    name.remove_suffix(kRestore.size());
    return Tell(spaces->RestoreSnapshot(space, name));
  }
  if (request.method != "DELETE") return ControlFault(405, "DELETE deletes a snapshot");
  return Tell(spaces->DeleteSnapshot(space, name));
}

}  // namespace

bool IsSnapshotPath(std::string_view path) { return IsAtOrBelow(path, kSnapshots); }

HttpResponse HandleSnapshots(Spaces* spaces, std::string_view space, const HttpRequest& request,
                             std::string_view path) {
  if (path.size() == kSnapshots.size()) return HandleAll(spaces, space, request);
  return HandleOne(spaces, space, request, path.substr(kSnapshots.size() + 1));
}

HttpResponse HandleReset(Spaces* spaces, std::string_view space, const HttpRequest& request) {
  if (request.method != "POST") return ControlFault(405, "POST removes everything");
  spaces->Reset(space);
  return ControlObject(200, [](JsonWriter*) {});
}

}  // namespace pumice
