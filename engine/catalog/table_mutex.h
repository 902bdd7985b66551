// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <pthread.h>

namespace pumice {

// A writer-preferring shared mutex. std::shared_mutex lets readers pass a waiting writer, so that
// on a table under load UpdateTable would wait for ever. Not recursive: a thread that takes it
// twice may deadlock behind a writer.
class TableMutex {
 public:
  TableMutex() {
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&lock_, &attributes);
    pthread_rwlockattr_destroy(&attributes);
  }
  TableMutex(const TableMutex&) = delete;
  TableMutex& operator=(const TableMutex&) = delete;
  ~TableMutex() { pthread_rwlock_destroy(&lock_); }

  void lock() { pthread_rwlock_wrlock(&lock_); }
  bool try_lock() { return pthread_rwlock_trywrlock(&lock_) == 0; }
  void unlock() { pthread_rwlock_unlock(&lock_); }
  void lock_shared() { pthread_rwlock_rdlock(&lock_); }
  bool try_lock_shared() { return pthread_rwlock_tryrdlock(&lock_) == 0; }
  void unlock_shared() { pthread_rwlock_unlock(&lock_); }

 private:
  pthread_rwlock_t lock_;
};

}  // namespace pumice
