// SPDX-License-Identifier: Apache-2.0

#include "pumice/space.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <chrono>
#include <thread>

#include "engine/spaces.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"
#include "server/public_errors.h"
#include "server/space_calls.h"

namespace pumice {
namespace {

// How often CreateTable looks whether its table is ACTIVE.
constexpr std::chrono::milliseconds kPollInterval{5};

std::string TextOf(const JsonValue& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

HttpResponse Space::Answer(std::string_view operation, std::string_view input) const {
  return calls_->Answer(name_, operation, input);
}

std::string Space::Call(std::string_view operation, std::string_view input) const {
  return calls_->Call(name_, operation, input);
}

void Space::CreateTable(std::string_view input) const {
  const std::string created = Call("CreateTable", input);
  JsonDocument document;
  if (!document.Parse(created)) throw ServiceError("InternalServerError", created);
  const JsonValue& description = *FindMember(document.root(), "TableDescription");
  std::string request;
  JsonWriter json(&request);
  json.BeginObject();
  json.StringMember("TableName", FindString(description, "TableName").value_or(""));
  json.EndObject();
  while (Call("DescribeTable", request).find(R"("TableStatus":"ACTIVE")") == std::string::npos) {
    std::this_thread::sleep_for(kPollInterval);
  }
}

void Space::PutItems(std::string_view table, std::string_view items) const {
  JsonDocument document;
  if (!document.Parse(items) || !document.root().IsArray()) {
    throw ServiceError("SerializationException", "the items are no JSON array");
  }
  for (const JsonValue& item : document.root().GetArray()) {
    std::string request;
    JsonWriter json(&request);
    json.BeginObject();
    json.StringMember("TableName", table);
    json.Key("Item");
    json.Raw()->append(TextOf(item));
    json.EndObject();
    Call("PutItem", request);
  }
}

std::shared_ptr<void> Space::OnRecord(std::string_view table, RecordCallback on_record) const {
  return calls_->OnRecord(name_, table, std::move(on_record));
}

Space Space::Fork(std::string_view name) const {
  WithPublicErrors([&] { calls_->spaces()->Fork(name_, name); });
  return {calls_, std::string(name)};
}

SnapshotInfo Space::TakeSnapshot(std::string_view name) const {
  return WithPublicErrors([&] { return calls_->spaces()->TakeSnapshot(name_, name); });
}

SnapshotInfo Space::RestoreSnapshot(std::string_view name) const {
  return WithPublicErrors([&] { return calls_->spaces()->RestoreSnapshot(name_, name); });
}

SnapshotInfo Space::DeleteSnapshot(std::string_view name) const {
  return WithPublicErrors([&] { return calls_->spaces()->DeleteSnapshot(name_, name); });
}

std::vector<SnapshotInfo> Space::ListSnapshots() const {
  return WithPublicErrors([&] { return calls_->spaces()->ListSnapshots(name_); });
}

void Space::Reset() const {
  WithPublicErrors([&] { calls_->spaces()->Reset(name_); });
}

void Space::Delete() const {
  WithPublicErrors([&] { calls_->spaces()->Delete(name_); });
}

}  // namespace pumice
