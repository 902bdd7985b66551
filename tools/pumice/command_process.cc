// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/command_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>

#include "engine/base/platform.h"

#if PUMICE_LINUX
#include <sys/prctl.h>
#endif

namespace pumice {
namespace {

// Tells errno, by closing without a word that all is well: execvp closes it.
class FaultPipe {
 public:
  FaultPipe() {
    if (pipe(ends_) != 0) throw std::runtime_error(std::string("pipe: ") + std::strerror(errno));
    for (const int end : ends_) fcntl(end, F_SETFD, FD_CLOEXEC);
  }
  ~FaultPipe() {
    close(ends_[0]);
    CloseWriter();
  }
  FaultPipe(const FaultPipe&) = delete;
  FaultPipe& operator=(const FaultPipe&) = delete;

  void CloseWriter() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  void Tell(int fault) const {
    // Fits into the pipe; if its reader is gone nobody wants to know.
    [[maybe_unused]] const ssize_t written = write(ends_[1], &fault, sizeof(fault));
  }
  // Waits until the other side has told one, or closed; 0: none.
  int Read() const {
    int fault = 0;
    ssize_t size = 0;
    do {
      size = read(ends_[0], &fault, sizeof(fault));
    } while (size < 0 && errno == EINTR);
    return size == sizeof(fault) ? fault : 0;
  }

 private:
  int ends_[2] = {-1, -1};
};

// In the new process, where other threads' locks stay locked: only calls that take none.
[[noreturn]] void Become(char* const* arguments, pid_t parent, const FaultPipe& pipe) {
#if PUMICE_LINUX
  prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
  if (getppid() != parent) _exit(1);  // it ended before it could be told
  std::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execvp(arguments[0], arguments);
  pipe.Tell(errno);
  _exit(1);
}

}  // namespace

pid_t StartCommand(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  FaultPipe pipe;
  const pid_t parent = getpid();
  // posix_spawn would do, but for the signal at the parent's end.
  const pid_t child = fork();
  if (child == 0) Become(arguments.data(), parent, pipe);
  if (child < 0) throw std::runtime_error(command[0] + ": " + std::strerror(errno));
  pipe.CloseWriter();
  const int fault = pipe.Read();
  if (fault == 0) return child;
  waitpid(child, nullptr, 0);
  throw std::runtime_error(command[0] + ": " + std::strerror(fault));
}

}  // namespace pumice
