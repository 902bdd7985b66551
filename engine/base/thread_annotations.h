// SPDX-License-Identifier: Apache-2.0

#pragma once

// What clang's thread safety analysis (-Wthread-safety) is told of mutexes and of what they guard.
// Other compilers see nothing. Only the wrappers of engine/base/mutex.h are known to the analysis,
// not std::lock_guard.

#if defined(__clang__)
#define PUMICE_THREAD_ANNOTATION(attribute) __attribute__((attribute))
#else
#define PUMICE_THREAD_ANNOTATION(attribute)
#endif

// Of a class: it is a lock, or holds one for as long as it lives.
#define CAPABILITY(name) PUMICE_THREAD_ANNOTATION(capability(name))
#define SCOPED_CAPABILITY PUMICE_THREAD_ANNOTATION(scoped_lockable)

// Of a member: read with the mutex held, shared or exclusively; written with it held exclusively.
#define GUARDED_BY(mutex) PUMICE_THREAD_ANNOTATION(guarded_by(mutex))

// Of a function or lambda: its caller holds the mutex.
#define REQUIRES(...) PUMICE_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define REQUIRES_SHARED(...) PUMICE_THREAD_ANNOTATION(requires_shared_capability(__VA_ARGS__))

// Of a function: it takes or releases the mutex, or its own object if none is named.
#define ACQUIRE(...) PUMICE_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define ACQUIRE_SHARED(...) PUMICE_THREAD_ANNOTATION(acquire_shared_capability(__VA_ARGS__))
#define RELEASE(...) PUMICE_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define RELEASE_SHARED(...) PUMICE_THREAD_ANNOTATION(release_shared_capability(__VA_ARGS__))
#define RELEASE_GENERIC(...) PUMICE_THREAD_ANNOTATION(release_generic_capability(__VA_ARGS__))
#define TRY_ACQUIRE(...) PUMICE_THREAD_ANNOTATION(try_acquire_capability(__VA_ARGS__))
#define NO_THREAD_SAFETY_ANALYSIS PUMICE_THREAD_ANNOTATION(no_thread_safety_analysis)
