// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/file_watch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>

#if PUMICE_LINUX
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>
#endif

namespace pumice::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kQuiet{100};
// Of folders that are watched.
constexpr size_t kMaxFolders = 2000;

bool IsTemplateName(std::string_view name) {
  constexpr std::array<std::string_view, 8> kExtensions = {".yaml", ".yml",    ".json", ".template",
                                                           ".tf",   ".tfvars", ".hcl",  ".env"};
  return std::any_of(kExtensions.begin(), kExtensions.end(),
                     [name](std::string_view extension) { return name.ends_with(extension); });
}

bool IsMadeByTools(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name == "node_modules" || name == ".git" || name == ".terraform" || name == ".venv";
}

[[noreturn]] void Fail(const std::string& what) {
  throw std::runtime_error("cannot watch " + what + ": " + std::strerror(errno));
}

// The folder that a path is, or is in.
std::string FolderOf(const std::string& path) {
  std::error_code error;
  const fs::path parent = fs::path(path).parent_path();
  return fs::is_directory(path, error) ? path : parent.empty() ? "." : parent.string();
}

}  // namespace

#if PUMICE_LINUX

FileWatch::FileWatch(const std::vector<std::string>& paths)
    : descriptor_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (descriptor_ < 0) Fail("files");
  for (const std::string& path : paths) Watch(FolderOf(path));
}

FileWatch::~FileWatch() { close(descriptor_); }

void FileWatch::Watch(const std::string& folder) {
  constexpr uint32_t kEvents =
      IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR;
  const int number = inotify_add_watch(descriptor_, folder.c_str(), kEvents);
  if (number < 0) {
    // One that went meanwhile.
    if (errno == ENOENT && !folders_.empty()) return;
    Fail(folder);
  }
  const auto index = static_cast<size_t>(number);
  if (index < folders_.size() && !folders_[index].empty()) return;  // watched already
  if (index >= kMaxFolders) throw std::runtime_error("cannot watch more than 2000 folders");
  if (index >= folders_.size()) folders_.resize(index + 1);
  folders_[index] = folder;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code unknown;
    // Links may lead anywhere, and back.
    if (entry->is_symlink(unknown) || !entry->is_directory(unknown)) continue;
    if (!IsMadeByTools(entry->path())) Watch(entry->path().string());
  }
}

bool FileWatch::HasEvents(std::optional<std::chrono::milliseconds> limit) const {
  const int millis = limit ? static_cast<int>(limit->count()) : -1;
  pollfd waited = {descriptor_, POLLIN, 0};
  int found = 0;
  do {
    found = poll(&waited, 1, millis);
  } while (found < 0 && errno == EINTR);
  return found > 0;
}

bool FileWatch::TakeEvents() {
  alignas(inotify_event) std::array<char, 16 * 1024> buffer;
  bool concerns = false;
  ssize_t size = 0;
  while ((size = read(descriptor_, buffer.data(), buffer.size())) > 0) {
    for (ssize_t at = 0; at < size;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* const name = buffer.data() + at + sizeof event;
      at += static_cast<ssize_t>(sizeof event + event.len);
      const auto index = static_cast<size_t>(event.wd);
      if ((event.mask & IN_Q_OVERFLOW) != 0) concerns = true;
      if (event.len == 0 || event.wd < 0 || index >= folders_.size()) continue;
      const fs::path path = fs::path(folders_[index]) / name;
      if ((event.mask & IN_ISDIR) != 0) {
        const bool is_new = (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0;
        if (is_new && !IsMadeByTools(path)) Watch(path.string());
        // Files may have been put there before it was watched.
        concerns = concerns || !IsMadeByTools(path);
      } else if (IsTemplateName(name)) {
        concerns = true;
      }
    }
  }
  return concerns;
}

bool FileWatch::Wait(std::optional<std::chrono::milliseconds> limit) {
  const auto end = std::chrono::steady_clock::now() + limit.value_or(std::chrono::hours(0));
  bool concerns = false;
  while (!concerns) {
    std::optional<std::chrono::milliseconds> left;
    if (limit) {
      left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (left->count() < 0) left = std::chrono::milliseconds(0);
    }
    if (!HasEvents(left)) return false;
    concerns = TakeEvents();
  }
  while (HasEvents(kQuiet)) TakeEvents();
  return true;
}

#else

FileWatch::FileWatch(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    folders_.push_back(FolderOf(path));
    std::error_code error;
    if (!fs::is_directory(folders_.back(), error)) {
      errno = ENOENT;
      Fail(folders_.back());
    }
  }
  seen_ = Look();
}

FileWatch::~FileWatch() = default;

FileWatch::Seen FileWatch::Look() const {
  Seen seen;
  size_t folders = 0;
  for (const std::string& folder : folders_) {
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      std::error_code unknown;
      if (entry->is_directory(unknown)) {
        if (IsMadeByTools(entry->path())) {
          entry.disable_recursion_pending();
        } else {
          seen[entry->path().string()] = {};
          ++folders;
        }
      } else if (IsTemplateName(entry->path().native())) {
        seen[entry->path().string()] = {entry->last_write_time(unknown), entry->file_size(unknown)};
      }
      if (folders > kMaxFolders) throw std::runtime_error("cannot watch more than 2000 folders");
    }
  }
  return seen;
}

bool FileWatch::Wait(std::optional<std::chrono::milliseconds> limit) {
  constexpr std::chrono::milliseconds kBetweenLooks{500};
  const auto end = std::chrono::steady_clock::now() + limit.value_or(std::chrono::hours(0));
  Seen now = Look();
  while (now == seen_) {
    if (limit && std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(limit ? std::min(kBetweenLooks, *limit) : kBetweenLooks);
    now = Look();
  }
  do {
    seen_ = std::move(now);
    std::this_thread::sleep_for(kQuiet);
    now = Look();
  } while (now != seen_);
  return true;
}

#endif

}  // namespace pumice::deploy
