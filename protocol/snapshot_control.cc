// SPDX-License-Identifier: Apache-2.0

#include "protocol/snapshot_control.h"

#include <optional>
#include <string>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "protocol/control_answer.h"
#include "protocol/iso_time.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"

namespace pumice {
namespace {

constexpr std::string_view kSnapshots = "/_pumice/snapshots";
constexpr std::string_view kRestore = "/restore";

void AppendInfo(const SnapshotInfo& info, JsonWriter* json) {
  json->BeginObject();
  json->StringMember("name", info.name);
  json->StringMember("created", FormatInstant(info.created_millis));
  json->EndObject();
}

HttpResponse Tell(const SnapshotInfo& info) {
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "application/json");
  JsonWriter json(&response.body);
  AppendInfo(info, &json);
  return response;
}

int StatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kValidation:
      return 400;
    case ErrorCode::kResourceNotFound:
      return 404;
    case ErrorCode::kResourceInUse:
    case ErrorCode::kLimitExceeded:
      return 409;
    default:
      return 500;
  }
}

template <typename Call>
HttpResponse WithFaults(Call call) {
  try {
    return call();
  } catch (const ApiError& error) {
    return ControlFault(StatusOf(error.code()), error.message());
  }
}

std::optional<std::string> WantedName(std::string_view body) {
  JsonDocument document;
  if (!document.Parse(body) || !document.root().IsObject()) return std::nullopt;
  const JsonValue* const name = FindMember(document.root(), "name");
  if (name == nullptr || !name->IsString()) return std::nullopt;
  return std::string(JsonText(*name));
}

HttpResponse ListSnapshots(Database* database) {
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "application/json");
  JsonWriter json(&response.body);
  json.BeginObject();
  json.Key("snapshots");
  json.BeginArray();
  for (const SnapshotInfo& info : database->ListSnapshots()) AppendInfo(info, &json);
  json.EndArray();
  json.EndObject();
  return response;
}

HttpResponse HandleAll(Database* database, const HttpRequest& request) {
  if (request.method == "GET") return ListSnapshots(database);
  if (request.method != "POST") return ControlFault(405, "GET lists snapshots, POST takes one");
  const std::optional<std::string> name = WantedName(request.body);
  if (!name) return ControlFault(400, R"(say {"name":"fixture"})");
  return Tell(database->TakeSnapshot(*name));
}

HttpResponse HandleOne(Database* database, const HttpRequest& request, std::string_view name) {
  if (name.ends_with(kRestore)) {
    if (request.method != "POST") return ControlFault(405, "POST restores a snapshot");
    name.remove_suffix(kRestore.size());
    return Tell(database->RestoreSnapshot(name));
  }
  if (request.method != "DELETE") return ControlFault(405, "DELETE deletes a snapshot");
  return Tell(database->DeleteSnapshot(name));
}

}  // namespace

bool IsSnapshotPath(std::string_view path) {
  return path.starts_with(kSnapshots) &&
         (path.size() == kSnapshots.size() || path[kSnapshots.size()] == '/');
}

HttpResponse HandleSnapshots(Database* database, const HttpRequest& request,
                             std::string_view path) {
  return WithFaults([&] {
    if (path.size() == kSnapshots.size()) return HandleAll(database, request);
    return HandleOne(database, request, path.substr(kSnapshots.size() + 1));
  });
}

HttpResponse HandleReset(Database* database, const HttpRequest& request) {
  if (request.method != "POST") return ControlFault(405, "POST removes everything");
  return WithFaults([&] {
    database->Reset();
    HttpResponse response;
    response.headers.emplace_back("Content-Type", "application/json");
    response.body = "{}";
    return response;
  });
}

}  // namespace pumice
