// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack.h"

#include <algorithm>
#include <utility>

#include "engine/error/service.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"

namespace pumice::services {
namespace {

// The fields of each structure, for writing and reading alike. Fields that a record lacks keep
// their defaults, so new ones can be added.

template <typename Fields>
void Visit(Fields& fields, KeptTrigger& trigger) {
  fields("arn", trigger.arn);
  fields("type", trigger.type);
}

template <typename Fields>
void Visit(Fields& fields, StackInput& input) {
  fields("template", input.template_body);
  fields("parameters", input.parameters);
  fields("tags", input.tags);
  fields("capabilities", input.capabilities);
  fields("replaced", input.replaced);
  fields("notification_arns", input.notification_arns);
  fields("rollback_triggers", input.rollback_triggers);
  fields("monitoring_minutes", input.monitoring_minutes);
}

template <typename Fields>
void Visit(Fields& fields, KeptParameter& parameter) {
  fields("name", parameter.name);
  fields("value", parameter.value);
  fields("no_echo", parameter.no_echo);
}

template <typename Fields>
void Visit(Fields& fields, KeptOutput& output) {
  fields("name", output.name);
  fields("value", output.value);
  fields("export", output.export_name);
  fields("description", output.description);
}

template <typename Fields>
void Visit(Fields& fields, KeptResource& resource) {
  fields("logical_id", resource.logical_id);
  fields("type", resource.type);
  fields("physical_id", resource.physical_id);
  fields("status", resource.status);
  fields("reason", resource.reason);
  fields("time", resource.time);
  fields("made", resource.made);
  fields("table", resource.table);
  fields("present", resource.present);
  fields("retain", resource.retain);
  fields("deletion_policy", resource.deletion_policy);
  fields("replace_policy", resource.replace_policy);
  fields("fingerprint", resource.fingerprint);
}

template <typename Fields>
void Visit(Fields& fields, KeptCall& call) {
  fields("logical_id", call.logical_id);
  fields("service", call.service);
  fields("operation", call.operation);
  fields("input", call.input);
}

template <typename Fields>
void Visit(Fields& fields, KeptEvent& event) {
  fields("id", event.id);
  fields("logical_id", event.logical_id);
  fields("physical_id", event.physical_id);
  fields("type", event.type);
  fields("status", event.status);
  fields("reason", event.reason);
  fields("time", event.time);
  fields("token", event.token);
}

template <typename Fields>
void Visit(Fields& fields, KeptChange& change) {
  fields("action", change.action);
  fields("logical_id", change.logical_id);
  fields("physical_id", change.physical_id);
  fields("type", change.type);
  fields("replacement", change.replacement);
}

template <typename Fields>
void Visit(Fields& fields, KeptChangeSet& set) {
  fields("name", set.name);
  fields("id", set.id);
  fields("description", set.description);
  fields("type", set.type);
  fields("status", set.status);
  fields("reason", set.reason);
  fields("execution_status", set.execution_status);
  fields("on_failure", set.on_failure);
  fields("role_arn", set.role_arn);
  fields("nested", set.nested);
  fields("created", set.created);
  fields("input", set.input);
  fields("parameters", set.parameters);
  fields("changes", set.changes);
}

template <typename Fields>
void Visit(Fields& fields, deploy::PlannedCall& call) {
  fields("operation", call.operation);
  fields("input", call.input);
  fields("table", call.table);
}

template <typename Fields>
void Visit(Fields& fields, deploy::PlannedTable& table) {
  fields("name", table.name);
  fields("sign", table.sign);
  fields("calls", table.calls);
  fields("enabling", table.enabling);
}

template <typename Fields>
void Visit(Fields& fields, Stack& stack) {
  fields("name", stack.name);
  fields("id", stack.id);
  fields("status", stack.status);
  fields("reason", stack.reason);
  fields("description", stack.description);
  fields("role_arn", stack.role_arn);
  fields("on_failure", stack.on_failure);
  fields("change_set_id", stack.change_set_id);
  fields("protected", stack.protected_from_end);
  fields("policy", stack.policy);
  fields("token", stack.token);
  fields("token_operation", stack.token_operation);
  fields("retain_except_on_create", stack.retain_except_on_create);
  fields("timeout_minutes", stack.timeout_minutes);
  fields("created", stack.created);
  fields("updated", stack.updated);
  fields("deleted", stack.deleted);
  fields("input", stack.input);
  fields("parameters", stack.parameters);
  fields("outputs", stack.outputs);
  fields("resources", stack.resources);
  fields("calls", stack.calls);
  fields("imports", stack.imports);
  fields("events", stack.events);
  fields("change_sets", stack.change_sets);
  fields("wanted", stack.wanted);
  fields("plan", stack.plan);
  fields("before", stack.before);
  fields("skipped", stack.skipped);
  fields("settling", stack.settling);
  fields("cleanup", stack.cleanup);
}

class Encoder {
 public:
  explicit Encoder(std::string* out) : json_(out) {}

  template <typename Value>
  void operator()(std::string_view name, Value& value) {
    json_.Key(name);
    Write(value);
  }

  template <typename Struct>
  void Write(Struct& structure) {
    json_.BeginObject();
    Visit(*this, structure);
    json_.EndObject();
  }
  void Write(std::string& text) { json_.String(text); }
  void Write(int64_t& value) { json_.Integer(value); }
  void Write(bool& value) { json_.Bool(value); }
  void Write(char& value) { json_.String({&value, 1}); }
  template <typename Element>
  void Write(std::vector<Element>& elements) {
    json_.BeginArray();
    for (Element& element : elements) Write(element);
    json_.EndArray();
  }
  template <typename Less>
  void Write(std::map<std::string, std::string, Less>& map) {
    json_.BeginObject();
    for (const auto& [key, value] : map) {
      json_.UserKey(key);
      json_.String(value);
    }
    json_.EndObject();
  }

 private:
  JsonWriter json_;
};

class Decoder {
 public:
  explicit Decoder(const JsonValue& object) : object_(object) {}

  template <typename Value>
  void operator()(std::string_view name, Value& value) {
    const JsonValue* const member = FindMember(object_, name);
    if (member != nullptr) Read(*member, &value);
  }

 private:
  template <typename Struct>
  static void Read(const JsonValue& from, Struct* structure) {
    Decoder fields(from);
    Visit(fields, *structure);
  }
  static void Read(const JsonValue& from, std::string* text) { text->assign(JsonText(from)); }
  static void Read(const JsonValue& from, int64_t* value) { *value = JsonInteger(from); }
  static void Read(const JsonValue& from, bool* value) { *value = from.GetBool(); }
  static void Read(const JsonValue& from, char* value) { *value = *from.GetString(); }
  template <typename Element>
  static void Read(const JsonValue& from, std::vector<Element>* elements) {
    for (const JsonValue& element : from.GetArray()) Read(element, &elements->emplace_back());
  }
  template <typename Less>
  static void Read(const JsonValue& from, std::map<std::string, std::string, Less>* map) {
    for (const auto& [key, value] : from.GetObject()) {
      (*map)[std::string(JsonText(key))] = JsonText(value);
    }
  }

  const JsonValue& object_;
};

}  // namespace

const KeptResource* FindResource(const std::vector<KeptResource>& resources,
                                 std::string_view logical_id) {
  const auto found =
      std::find_if(resources.begin(), resources.end(),
                   [&](const KeptResource& resource) { return resource.logical_id == logical_id; });
  return found == resources.end() ? nullptr : &*found;
}

const KeptResource* Stack::FindResource(std::string_view logical_id) const {
  return services::FindResource(resources, logical_id);
}

KeptResource* Stack::FindResource(std::string_view logical_id) {
  return const_cast<KeptResource*>(std::as_const(*this).FindResource(logical_id));
}

KeptChangeSet* Stack::FindChangeSet(std::string_view name_or_id) {
  const auto found = std::find_if(
      change_sets.begin(), change_sets.end(),
      [&](const KeptChangeSet& set) { return set.name == name_or_id || set.id == name_or_id; });
  return found == change_sets.end() ? nullptr : &*found;
}

// A rollback or a deletion within a set's execution is its failure; a clean-up is behind it.
void Stack::SettleExecution() {
  const auto executing =
      std::find_if(change_sets.begin(), change_sets.end(),
                   [](const KeptChangeSet& set) { return set.execution_status == kExecuting; });
  if (executing == change_sets.end()) return;
  if (status == "CREATE_COMPLETE" || status.starts_with("UPDATE_COMPLETE")) {
    executing->execution_status = "EXECUTE_COMPLETE";
  } else if (status != "CREATE_IN_PROGRESS" && status != "UPDATE_IN_PROGRESS") {
    executing->execution_status = "EXECUTE_FAILED";
  }
}

std::string EncodeStack(const Stack& stack) {
  std::string text;
  Encoder encoder(&text);
  encoder.Write(const_cast<Stack&>(stack));
  return text;
}

Stack DecodeStack(std::string_view bytes) {
  JsonDocument document;
  if (!document.Parse(bytes) || !document.root().IsObject()) ThrowInternalError();
  Stack stack;
  Decoder decoder(document.root());
  Visit(decoder, stack);
  return stack;
}

}  // namespace pumice::services
