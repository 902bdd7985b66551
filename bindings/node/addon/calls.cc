// SPDX-License-Identifier: Apache-2.0

#include "bindings/node/addon/calls.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bindings/node/addon/arguments.h"
#include "bindings/node/addon/environment.h"
#include "bindings/node/addon/feed.h"
#include "bindings/node/addon/task.h"
#include "bindings/node/addon/values.h"

namespace pumice::node {
namespace {

using SharedEmulator = std::shared_ptr<OpenedEmulator>;
using SharedFeed = std::shared_ptr<Feed>;

struct FreeAnswer {
  void operator()(pumice_answer* answer) const { pumice_answer_free(answer); }
};
using Answer = std::unique_ptr<pumice_answer, FreeAnswer>;

// An External that holds a copy of `shared` for as long as JavaScript holds it.
template <typename T>
napi_value External(napi_env env, const std::shared_ptr<T>& shared) {
  auto copy = std::make_unique<std::shared_ptr<T>>(shared);
  const auto finalize = [](napi_env, void* data, void*) {
    delete static_cast<std::shared_ptr<T>*>(data);
  };
  napi_value value = nullptr;
  if (napi_create_external(env, copy.get(), finalize, nullptr, &value) != napi_ok) return nullptr;
  copy.release();
  return value;
}

std::string_view Body(const Answer& answer) {
  size_t size = 0;
  const char* const body = pumice_answer_body(answer.get(), &size);
  return {body, size};
}

const char* OrNull(const std::optional<std::string>& text) {
  return text ? text->c_str() : nullptr;
}

class OpenTask : public Task {
 public:
  explicit OpenTask(std::vector<std::string> options)
      : Task(nullptr), options_(std::move(options)) {}

 private:
  std::optional<Failure> Run() override {
    std::vector<const char*> options;
    for (const std::string& option : options_) options.push_back(option.c_str());
    pumice_emulator* emulator = nullptr;
    const pumice_status status = pumice_open(options.size(), options.data(), &emulator);
    if (status != PUMICE_OK) return LastFailure(status);
    opened_ = std::make_shared<OpenedEmulator>(emulator);
    return std::nullopt;
  }

  napi_value Result(napi_env env) override {
    Environment::Of(env)->Add(opened_);
    return External(env, opened_);
  }

  const std::vector<std::string> options_;
  SharedEmulator opened_;
};

class CloseTask : public Task {
 public:
  using Task::Task;

 private:
  std::optional<Failure> Run() override {
    emulator()->Close();
    return std::nullopt;
  }

  napi_value Result(napi_env env) override { return Undefined(env); }
};

class CallTask : public Task {
 public:
  CallTask(SharedEmulator emulator, std::optional<std::string> space, std::string operation,
           std::string input)
      : Task(std::move(emulator)),
        space_(std::move(space)),
        operation_(std::move(operation)),
        input_(std::move(input)) {}

 private:
  std::optional<Failure> Run() override {
    return emulator()->Use([this](pumice_emulator* opened) {
      pumice_answer* answer = nullptr;
      const pumice_status status = pumice_call(opened, OrNull(space_), operation_.c_str(),
                                               input_.data(), input_.size(), &answer);
      answer_.reset(answer);
      return status;
    });
  }

  napi_value Result(napi_env env) override {
    const napi_value body = String(env, Body(answer_));
    if (body == nullptr) return nullptr;
    const napi_value result = Object(env);
    SetMember(env, result, "status", Number(env, pumice_answer_status(answer_.get())));
    SetMember(env, result, "body", body);
    return result;
  }

  const std::optional<std::string> space_;
  const std::string operation_;
  const std::string input_;
  Answer answer_;
};

struct Request {
  std::string method;
  std::string target;
  std::string headers;
  std::string body;
};

// Borrows from `flat`: names and values, each with a zero byte behind it.
std::vector<pumice_header> SplitHeaders(const std::string& flat) {
  std::vector<pumice_header> headers;
  size_t start = 0;
  while (start < flat.size()) {
    const size_t name_end = std::min(flat.find('\0', start), flat.size());
    const size_t value = std::min(name_end + 1, flat.size());
    headers.push_back({flat.c_str() + start, flat.c_str() + value});
    start = std::min(flat.find('\0', value), flat.size()) + 1;
  }
  return headers;
}

class HandleTask : public Task {
 public:
  HandleTask(SharedEmulator emulator, Request request)
      : Task(std::move(emulator)), request_(std::move(request)) {}

 private:
  std::optional<Failure> Run() override {
    const std::vector<pumice_header> headers = SplitHeaders(request_.headers);
    return emulator()->Use([&](pumice_emulator* opened) {
      pumice_answer* answer = nullptr;
      const pumice_status status =
          pumice_handle(opened, request_.method.c_str(), request_.target.c_str(), headers.data(),
                        headers.size(), request_.body.data(), request_.body.size(), &answer);
      answer_.reset(answer);
      return status;
    });
  }

  napi_value Result(napi_env env) override {
    const napi_value body = Bytes(env, Body(answer_));
    if (body == nullptr) return nullptr;
    const napi_value result = Object(env);
    SetMember(env, result, "statusCode", Number(env, pumice_answer_status(answer_.get())));
    SetMember(env, result, "headers", Headers(env));
    SetMember(env, result, "body", body);
    return result;
  }

  // In lower case, as Node.js's own.
  napi_value Headers(napi_env env) const {
    const napi_value headers = Object(env);
    const size_t count = pumice_answer_header_count(answer_.get());
    for (size_t i = 0; i < count; ++i) {
      const pumice_header header = pumice_answer_header(answer_.get(), i);
      std::string name = header.name;
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      SetMember(env, headers, name.c_str(), String(env, header.value));
    }
    return headers;
  }

  const Request request_;
  Answer answer_;
};

// Null: an exception is pending.
std::unique_ptr<HandleTask> ReadHandle(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const auto* const emulator = arguments.Held<SharedEmulator>(0);
  Request request;
  request.method = arguments.Text(1);
  request.target = arguments.Text(2);
  request.headers = arguments.Text(3);
  request.body = arguments.TextOrBytes(4);
  if (!arguments.ok()) return nullptr;
  return std::make_unique<HandleTask>(*emulator, std::move(request));
}

class ListenTask : public Task {
 public:
  ListenTask(SharedEmulator emulator, uint16_t port) : Task(std::move(emulator)), port_(port) {}

 private:
  std::optional<Failure> Run() override {
    return emulator()->Use(
        [this](pumice_emulator* opened) { return pumice_listen(opened, &port_); });
  }

  napi_value Result(napi_env env) override { return Number(env, port_); }

  uint16_t port_;
};

class FollowTask : public Task {
 public:
  FollowTask(SharedFeed feed, const SharedEmulator& emulator, std::optional<std::string> space,
             std::string table)
      : Task(emulator),
        feed_(std::move(feed)),
        space_(std::move(space)),
        table_(std::move(table)) {}

 private:
  std::optional<Failure> Run() override {
    return emulator()->Use([this](pumice_emulator* opened) {
      return feed_->Open(opened, OrNull(space_), table_.c_str());
    });
  }

  napi_value Result(napi_env env) override {
    emulator()->AddFeed(feed_);
    return External(env, feed_);
  }

  const SharedFeed feed_;  // ends with the task if it was not opened
  const std::optional<std::string> space_;
  const std::string table_;
};

}  // namespace

napi_value Open(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  auto options = arguments.Texts(0);
  if (!arguments.ok()) return nullptr;
  return Task::Start(env, std::make_unique<OpenTask>(std::move(options)));
}

napi_value Close(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const auto* const emulator = arguments.Held<SharedEmulator>(0);
  if (!arguments.ok()) return nullptr;
  return Task::StartLast(env, std::make_unique<CloseTask>(*emulator));
}

napi_value Call(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const auto* const emulator = arguments.Held<SharedEmulator>(0);
  auto space = arguments.OptionalText(1);
  auto operation = arguments.Text(2);
  auto input = arguments.Text(3);
  if (!arguments.ok()) return nullptr;
  return Task::Start(env, std::make_unique<CallTask>(*emulator, std::move(space),
                                                     std::move(operation), std::move(input)));
}

napi_value Handle(napi_env env, napi_callback_info info) {
  auto task = ReadHandle(env, info);
  return task ? Task::Start(env, std::move(task)) : nullptr;
}

napi_value HandleNow(napi_env env, napi_callback_info info) {
  const auto task = ReadHandle(env, info);
  return task ? Task::RunNow(env, task.get()) : nullptr;
}

napi_value Listen(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const auto* const emulator = arguments.Held<SharedEmulator>(0);
  const uint16_t port = arguments.Port(1);
  if (!arguments.ok()) return nullptr;
  return Task::Start(env, std::make_unique<ListenTask>(*emulator, port));
}

napi_value Follow(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const auto* const emulator = arguments.Held<SharedEmulator>(0);
  auto space = arguments.OptionalText(1);
  auto table = arguments.Text(2);
  const napi_value callback = arguments.Function(3);
  if (!arguments.ok()) return nullptr;
  auto feed = std::make_shared<Feed>(*emulator);
  if (!feed->SetCallback(env, callback)) return nullptr;
  return Task::Start(env, std::make_unique<FollowTask>(std::move(feed), *emulator, std::move(space),
                                                       std::move(table)));
}

napi_value Unfollow(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const auto* const feed = arguments.Held<SharedFeed>(0);
  if (!arguments.ok()) return nullptr;
  (*feed)->End();
  return Undefined(env);
}

napi_value Version(napi_env env, napi_callback_info /*info*/) {
  return String(env, pumice_version());
}

}  // namespace pumice::node
