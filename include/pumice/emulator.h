// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pumice/clock.h"
#include "pumice/http.h"
#include "pumice/options.h"
#include "pumice/snapshot_info.h"
#include "pumice/space.h"

namespace pumice {

// How a server listens.
struct ListenOptions {
  // An IP address, or localhost: 127.0.0.1 and, where the machine has it, ::1.
  std::string address = "localhost";
  uint16_t port = 0;  // 0: any free one
  int threads = 0;    // 0: one a core
  // Connections beyond these are answered with 503 and ended. At most a half of the descriptors
  // that the process may open.
  int max_connections = 4096;
  // HTTPS with this certificate and key (PEM files), or with one generated at start.
  bool tls = false;
  std::string certificate_file;
  std::string private_key_file;
  // How long a connection may stay open without a request.
  std::chrono::milliseconds idle_timeout = std::chrono::minutes(5);
  // How long a request may take to arrive, from its first byte to its last, and its answer to be
  // read.
  std::chrono::milliseconds request_timeout = std::chrono::minutes(1);
};

// DynamoDB in this process. Several may live side by side; they share nothing.
//
//   auto emulator = pumice::Emulator::Open();
//   uint16_t port = emulator->Listen();          // SDKs: endpoint http://127.0.0.1:<port>
//
// Thread-safe but for Close and the destructor, which wait for calls in progress through Listen's
// server, not for those through Handle. No method may be called by what Handle calls (the log sink,
// a clock).
class Emulator {
 public:
  // Throws std::runtime_error, saying what to do, if the directory cannot be used: not writable, in
  // use by another emulator, or not pumice's.
  static std::unique_ptr<Emulator> Open(const EmulatorOptions& options = {});
  ~Emulator();

  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  // Answers one request of DynamoDB's JSON protocol, without a socket. Throws nothing: faults are
  // answers.
  HttpResponse Handle(const HttpRequest& request);

  // A space, for calls without HTTP (pumice/space.h): tables of its own, made on first use.
  // "default" is the one of requests that choose none. Throws std::invalid_argument for what is no
  // name: 1 to 128 of a-z, A-Z, 0-9, '.', '-', '_', '+', '=', '@' and ':'.
  pumice::Space Space(std::string_view name = "default");

  // Serves HTTP on threads of its own, until Close. Returns the port. May be called again, for
  // another port or for HTTPS beside HTTP. Throws std::runtime_error, saying what to do, if the
  // port is taken or a PEM file unusable.
  uint16_t Listen(const ListenOptions& options = {});

  // After a ManualClock was moved by code: does what has fallen due (expired items).
  void RunDueWork();

  // Snapshots of everything that the default space holds, for tests: load a fixture, take a
  // snapshot, and restore it after each test. Restoring undoes what was written, created, changed
  // and deleted since the snapshot was taken, sets a ManualClock back, and costs what was changed,
  // not what is stored. Requests under way end before, others start after. A snapshot can be
  // restored any number of times, and beside others; with a data_dir it outlives the process.
  //
  // A name has 1 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'; there may be 100 snapshots.
  // These throw std::invalid_argument, saying what is wrong, for a name that is taken (Take) or
  // unknown (Restore, Delete), or not such a name; std::runtime_error if the data cannot be
  // written.
  SnapshotInfo TakeSnapshot(std::string_view name);
  SnapshotInfo RestoreSnapshot(std::string_view name);
  SnapshotInfo DeleteSnapshot(std::string_view name);
  std::vector<SnapshotInfo> ListSnapshots();  // in the order in which they were taken

  // Removes everything of the default space: tables, streams, backups, snapshots, transaction
  // tokens. Takes the same
  // time for every size of table. A ManualClock stays where it is. Throws std::runtime_error if
  // the data cannot be written.
  void Reset();

  // Ends the servers, giving answers under way two seconds, and releases the data. Not to be called
  // from EmulatorOptions::on_request. Further calls are errors of the caller.
  void Close();

 private:
  class Impl;
  explicit Emulator(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace pumice
