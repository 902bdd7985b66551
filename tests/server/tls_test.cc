// SPDX-License-Identifier: Apache-2.0

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "server/asio.h"
// After server/asio.h.
#include <boost/asio/ssl.hpp>
#include <catch2/catch.hpp>

#include "server/listener.h"
#include "tests/server/raw_client.h"

namespace pumice::test {
namespace {

HttpResponse Echo(const HttpRequest& request) {
  HttpResponse response;
  response.body = request.body;
  return response;
}

// A connection over TLS to a port of this machine.
class TlsClient {
 public:
  explicit TlsClient(uint16_t port)
      : context_(asio::ssl::context::tls_client), stream_(io_, context_) {
    stream_.next_layer().connect({asio::ip::address_v4::loopback(), port});
    stream_.handshake(asio::ssl::stream_base::client);
  }

  void Send(const std::string& bytes) { asio::write(stream_, asio::buffer(bytes)); }

  std::string Read(size_t bytes) {
    std::string answer(bytes, '\0');
    asio::read(stream_, asio::buffer(answer));
    return WithAnyDate(std::move(answer));
  }

  // What comes until the server ends TLS as it should be ended.
  std::string ReadToEnd() {
    std::string answer;
    NetError error;
    asio::read(stream_, asio::dynamic_buffer(answer), error);
    CHECK(error == asio::error::eof);
    return WithAnyDate(std::move(answer));
  }

  std::unique_ptr<X509, void (*)(X509*)> certificate() {
    return {SSL_get1_peer_certificate(stream_.native_handle()), X509_free};
  }

 private:
  asio::io_context io_;
  asio::ssl::context context_;
  asio::ssl::stream<asio::ip::tcp::socket> stream_;
};

std::string CommonName(X509* certificate) {
  char name[256] = "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  return name;
}

// A folder of its own, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "pumice-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string File(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

void WriteCertificate(const std::string& name, const std::string& certificate_file,
                      const std::string& key_file) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_sign(certificate, key, EVP_sha256());
  std::FILE* file = std::fopen(certificate_file.c_str(), "w");
  PEM_write_X509(file, certificate);
  std::fclose(file);
  file = std::fopen(key_file.c_str(), "w");
  PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

ListenOptions Https() {
  ListenOptions options;
  options.tls = true;
  return options;
}

TEST_CASE("HTTPS serves request after request, pipelined ones too", "[tls]") {
  Listener listener(Https(), Echo);
  TlsClient client(listener.port());
  const std::string one = "HTTP/1.1 200 OK\r\n" + kServer + "Content-Length: 3\r\n\r\none";
  const std::string two = "HTTP/1.1 200 OK\r\n" + kServer + "Content-Length: 3\r\n\r\ntwo";
  client.Send(Post("one"));
  CHECK(client.Read(one.size()) == one);
  client.Send(Post("one") + Post("two"));
  CHECK(client.Read(one.size() + two.size()) == one + two);
}

TEST_CASE("HTTPS ends the connection in order", "[tls]") {
  Listener listener(Https(), Echo);
  TlsClient client(listener.port());
  client.Send(Post("one", "Connection: close\r\n"));
  CHECK(client.ReadToEnd() ==
        "HTTP/1.1 200 OK\r\n" + kServer + "Content-Length: 3\r\nConnection: close\r\n\r\none");
}

TEST_CASE("The generated certificate is this machine's, signed by itself", "[tls]") {
  Listener listener(Https(), Echo);
  TlsClient client(listener.port());
  const auto certificate = client.certificate();
  CHECK(CommonName(certificate.get()) == "localhost");
  CHECK(X509_check_host(certificate.get(), "localhost", 0, 0, nullptr) == 1);
  CHECK(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0) == 1);
  CHECK(X509_check_ip_asc(certificate.get(), "::1", 0) == 1);
  CHECK(X509_verify(certificate.get(), X509_get0_pubkey(certificate.get())) == 1);
  CHECK(X509_cmp_current_time(X509_get0_notBefore(certificate.get())) < 0);
  CHECK(X509_cmp_current_time(X509_get0_notAfter(certificate.get())) > 0);
}

TEST_CASE("A given certificate is used", "[tls]") {
  const TemporaryFolder folder;
  ListenOptions options = Https();
  options.certificate_file = folder.File("cert.pem");
  options.private_key_file = folder.File("key.pem");
  WriteCertificate("given.example", options.certificate_file, options.private_key_file);
  Listener listener(options, Echo);
  TlsClient client(listener.port());
  CHECK(CommonName(client.certificate().get()) == "given.example");
}

TEST_CASE("PEM files that cannot be used are named", "[tls]") {
  const TemporaryFolder folder;
  ListenOptions options = Https();
  options.certificate_file = folder.File("cert.pem");
  CHECK_THROWS_WITH(Listener(options, Echo),
                    "HTTPS needs both a certificate and its private key, or neither");
  options.private_key_file = folder.File("key.pem");
  CHECK_THROWS_WITH(
      Listener(options, Echo),
      Catch::StartsWith("cannot use " + folder.File("cert.pem") + " as a certificate (PEM): "));
  WriteCertificate("given.example", options.certificate_file, options.private_key_file);
  std::ofstream(options.private_key_file) << "not a key";
  CHECK_THROWS_WITH(Listener(options, Echo),
                    Catch::StartsWith("cannot use " + folder.File("key.pem") +
                                      " as that certificate's private key (PEM): "));
}

TEST_CASE("A client that does not speak TLS is ended in time", "[tls]") {
  ListenOptions options = Https();
  SECTION("speaks HTTP") {
    Listener listener(options, Echo);
    RawClient client(listener.port());
    client.Send(Post("plain"));
    CHECK(client.ReadToEnd().find("HTTP/1.1") == std::string::npos);
  }
  SECTION("says nothing") {
    options.request_timeout = std::chrono::milliseconds(50);
    Listener listener(options, Echo);
    RawClient client(listener.port());
    CHECK(client.ReadToEnd().empty());
  }
}

}  // namespace
}  // namespace pumice::test
