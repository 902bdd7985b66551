// SPDX-License-Identifier: Apache-2.0

#include "server/tls.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <utility>

#include "server/asio.h"

namespace pumice {
namespace {

constexpr long kDay = 24L * 60 * 60;

template <typename T, void (*kFree)(T*)>
struct Deleter {
  void operator()(T* object) const { kFree(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509, X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION, X509_EXTENSION_free>>;

void Require(bool succeeded) {
  if (!succeeded) throw std::runtime_error("cannot generate a TLS certificate");
}

void AddExtension(int id, const char* value, X509* certificate) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
  Require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void SetRandomSerial(X509* certificate) {
  uint64_t serial = 0;
  Require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  Require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1);
}

Certificate SelfSign(EVP_PKEY* key) {
  Certificate certificate(X509_new());
  Require(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  SetRandomSerial(certificate.get());
  // A day back, for clients whose clock is behind.
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 365 * kDay);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const auto* common_name = reinterpret_cast<const unsigned char*>("localhost");
  Require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1);
  Require(X509_set_issuer_name(certificate.get(), name) == 1);
  Require(X509_set_pubkey(certificate.get(), key) == 1);
  AddExtension(NID_basic_constraints, "critical,CA:TRUE", certificate.get());
  AddExtension(NID_subject_key_identifier, "hash", certificate.get());
  AddExtension(NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1", certificate.get());
  Require(X509_sign(certificate.get(), key, EVP_sha256()) != 0);
  return certificate;
}

void UseGenerated(asio::ssl::context* context) {
  const Key key(EVP_EC_gen("P-256"));
  Require(key != nullptr);
  const Certificate certificate = SelfSign(key.get());
  Require(SSL_CTX_use_certificate(context->native_handle(), certificate.get()) == 1);
  Require(SSL_CTX_use_PrivateKey(context->native_handle(), key.get()) == 1);
}

void UseFiles(const std::string& certificate_file, const std::string& private_key_file,
              asio::ssl::context* context) {
  if (certificate_file.empty() || private_key_file.empty()) {
    throw std::runtime_error("HTTPS needs both a certificate and its private key, or neither");
  }
  NetError error;
  context->use_certificate_chain_file(certificate_file, error);
  if (error) {
    throw std::runtime_error("cannot use " + certificate_file +
                             " as a certificate (PEM): " + error.message());
  }
  context->use_private_key_file(private_key_file, asio::ssl::context::pem, error);
  if (error) {
    throw std::runtime_error("cannot use " + private_key_file +
                             " as that certificate's private key (PEM): " + error.message());
  }
}

}  // namespace

asio::ssl::context MakeTlsContext(const std::string& certificate_file,
                                  const std::string& private_key_file) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  if (certificate_file.empty() && private_key_file.empty()) {
    UseGenerated(&context);
  } else {
    UseFiles(certificate_file, private_key_file, &context);
  }
  return context;
}

}  // namespace pumice
