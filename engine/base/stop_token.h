// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <version>

#if defined(__cpp_lib_jthread) && !defined(PUMICE_PORTABLE)

#include <condition_variable>
#include <functional>
#include <stop_token>
#include <thread>

namespace pumice {

using StopToken = std::stop_token;
using StopSource = std::stop_source;
using StopCallback = std::stop_callback<std::function<void()>>;
using StoppableThread = std::jthread;
using ConditionVariable = std::condition_variable_any;

}  // namespace pumice

#else

#include "engine/base/portable_stop_token.h"

#endif
