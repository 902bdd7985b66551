// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/ready_line.h"

#include "tools/pumice/version.h"

namespace pumice {
namespace {

std::string Url(const ListenOptions& listen, const std::string& host, uint16_t port) {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (listen.tls ? "https://" : "http://") + (is_ipv6 ? "[" + host + "]" : host) + ":" +
         std::to_string(port);
}

// Where a client on this machine reaches it.
std::string LocalHost(const std::string& address) {
  if (address == "0.0.0.0" || address == "localhost") return "127.0.0.1";
  if (address == "::") return "::1";
  return address;
}

std::string Storage(const EmulatorOptions& emulator) {
  if (emulator.data_dir.empty()) return "in memory";
  return "in " + emulator.data_dir + (emulator.fsync ? ", every write synced" : "");
}

}  // namespace

std::string LocalUrl(const ListenOptions& listen, uint16_t port) {
  return Url(listen, LocalHost(listen.address), port);
}

std::string ReadyLine(const Options& options, uint16_t port) {
  const std::string address =
      options.listen.address == "localhost" ? "127.0.0.1" : options.listen.address;
  std::string line = "pumice ";
  line += kVersion;
  line += " ready at " + Url(options.listen, address, port);
  line += " (" + Storage(options.emulator) + ")\n";
  line += "  try: AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x aws dynamodb list-tables";
  line += " --endpoint-url " + LocalUrl(options.listen, port);
  line += " --region us-east-1";
  if (options.listen.tls && options.listen.certificate_file.empty()) line += " --no-verify-ssl";
  return line + "\n";
}

}  // namespace pumice
