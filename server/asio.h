// SPDX-License-Identifier: Apache-2.0

#pragma once

// Boost 1.74's Asio uses std::exchange in C++20 without including it, so that <utility> comes
// first.
#include <utility>

#include <boost/asio.hpp>

namespace pumice {

namespace asio = boost::asio;

// Sockets name their executor's type: a polymorphic executor costs an indirection and an allocation
// per operation.
using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;

using NetError = boost::system::error_code;

}  // namespace pumice
