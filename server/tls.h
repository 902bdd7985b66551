// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/asio/ssl/context.hpp>
#include <string>

namespace pumice {

// A server's TLS context with the certificate chain and private key of these PEM files, or, if both
// names are empty, with a key pair generated now and a certificate for localhost, 127.0.0.1 and ::1
// that it signs itself. Throws std::runtime_error, naming the file, if a file cannot be used.
boost::asio::ssl::context MakeTlsContext(const std::string& certificate_file,
                                         const std::string& private_key_file);

}  // namespace pumice
