// SPDX-License-Identifier: Apache-2.0

#include "pumice/emulator.h"

#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "engine/base/memory_budget.h"
#include "engine/base/mutex.h"
#include "engine/database.h"
#include "engine/error/spaces.h"
#include "engine/spaces.h"
#include "protocol/endpoint.h"
#include "protocol/endpoint_url.h"
#include "protocol/kinesis_sink.h"
#include "server/http_client.h"
#include "server/listener.h"
#include "server/machine_memory.h"
#include "server/public_errors.h"
#include "server/space_calls.h"

namespace pumice {
namespace {

// Null where there is nowhere to deliver to.
std::unique_ptr<ChangeSink> MakeChangeSink(const EmulatorOptions& options) {
  if (options.kinesis_endpoint.empty()) return nullptr;
  const EndpointUrl url = ParseEndpointUrl(options.kinesis_endpoint);
  const Credentials credentials = {options.kinesis_access_key, options.kinesis_secret_key,
                                   options.kinesis_session_token};
  const auto client = std::make_shared<HttpClient>(HttpClientOptions{.url = url});
  return std::make_unique<KinesisSink>(
      url.HostHeader(), credentials,
      [client](const KinesisRequest& request) {
        ClientAnswer answer = client->Send({.headers = request.headers, .body = request.body});
        return KinesisAnswer{answer.status, std::move(answer.body)};
      },
      options.log);
}

DatabaseOptions ToDatabaseOptions(const EmulatorOptions& options, ChangeSink* change_sink,
                                  MemoryBudget* memory, std::function<void()> on_record) {
  DatabaseOptions database_options;
  static_cast<EmulatorOptions&>(database_options) = options;
  database_options.memory = memory;
  database_options.change_sink = change_sink;
  database_options.on_record = std::move(on_record);
  return database_options;
}

SpaceMode ModeOf(const EmulatorOptions& options) {
  const std::optional<SpaceMode> mode = ParseSpaceMode(options.spaces);
  if (mode) return *mode;
  throw std::runtime_error(options.spaces +
                           " is no way to tell spaces apart: choose shared, region, account, "
                           "access-key, or several with + between");
}

}  // namespace

class Emulator::Impl {
 public:
  explicit Impl(const EmulatorOptions& options)
      : memory_(options.max_memory != 0 ? options.max_memory : DefaultMaxMemory()),
        change_sink_(MakeChangeSink(options)),
        mode_(ModeOf(options)),
        space_calls_(options.log),
        spaces_(Spaces::Open(ToDatabaseOptions(options, change_sink_.get(), &memory_,
                                               [this] { space_calls_.Wake(); }))),
        control_(spaces_.get(), dynamic_cast<ManualClock*>(options.clock), mode_, &memory_),
        endpoint_(spaces_.get(), {.cors = options.cors,
                                  .memory = &memory_,
                                  .control = options.control ? &control_ : nullptr,
                                  .space_mode = mode_,
                                  .log = options.log,
                                  .on_request = options.on_request,
                                  .recorded_body_bytes = options.recorded_body_bytes,
                                  .explain = options.explain}) {
    space_calls_.Start(spaces_.get(), &endpoint_);
  }

  // Who uses the spaces ends before them.
  ~Impl() {
    {
      const MutexLock lock(mutex_);
      listeners_.clear();
    }
    space_calls_.Stop();
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void RunDueWork() {
    const RequestGate::Pass pass(&spaces_->gate());
    spaces_->RunDueWork();
  }

  SpaceCalls* space_calls() { return &space_calls_; }

  HttpResponse Handle(const HttpRequest& request) { return endpoint_.Handle(request); }

  uint16_t Listen(const ListenOptions& options) {
    auto listener = std::make_unique<Listener>(
        options, [this](const HttpRequest& request) { return endpoint_.Answer(request); },
        [this](HttpResponse* response) { endpoint_.MakeDurable(response); }, &memory_);
    const uint16_t port = listener->port();
    const MutexLock lock(mutex_);
    listeners_.push_back(std::move(listener));
    return port;
  }

 private:
  MemoryBudget memory_;
  std::unique_ptr<ChangeSink> change_sink_;
  const SpaceMode mode_;
  SpaceCalls space_calls_;  // before the spaces, whose threads wake it
  std::shared_ptr<Spaces> spaces_;
  Control control_;
  Endpoint endpoint_;
  Mutex mutex_;
  std::vector<std::unique_ptr<Listener>> listeners_ GUARDED_BY(mutex_);
};

std::unique_ptr<Emulator> Emulator::Open(const EmulatorOptions& options) {
  return std::unique_ptr<Emulator>(new Emulator(std::make_unique<Impl>(options)));
}

Emulator::Emulator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Emulator::~Emulator() = default;

HttpResponse Emulator::Handle(const HttpRequest& request) { return impl_->Handle(request); }

uint16_t Emulator::Listen(const ListenOptions& options) { return impl_->Listen(options); }

pumice::Space Emulator::Space(std::string_view name) {
  if (!IsSpaceName(name)) {
    WithPublicErrors([] { ThrowInvalidSpaceName(kMaxSpaceName); });
  }
  return {impl_->space_calls(), std::string(name)};
}

void Emulator::RunDueWork() { impl_->RunDueWork(); }

SnapshotInfo Emulator::TakeSnapshot(std::string_view name) { return Space().TakeSnapshot(name); }

SnapshotInfo Emulator::RestoreSnapshot(std::string_view name) {
  return Space().RestoreSnapshot(name);
}

SnapshotInfo Emulator::DeleteSnapshot(std::string_view name) {
  return Space().DeleteSnapshot(name);
}

std::vector<SnapshotInfo> Emulator::ListSnapshots() { return Space().ListSnapshots(); }

void Emulator::Reset() { Space().Reset(); }

void Emulator::Close() { impl_.reset(); }

}  // namespace pumice
