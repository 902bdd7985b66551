/* SPDX-License-Identifier: Apache-2.0 */

#ifndef PUMICE_PUMICE_H_
#define PUMICE_PUMICE_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* DynamoDB in this process, for languages that call C: what pumice::Emulator is to C++
 * (pumice/emulator.h). The library is libpumice; nothing but these functions is visible in it.
 *
 *   pumice_emulator* emulator;
 *   pumice_answer* answer;
 *   if (pumice_open(0, NULL, &emulator) != PUMICE_OK) puts(pumice_last_error());
 *   if (pumice_call(emulator, NULL, "ListTables", "{}", 2, &answer) == PUMICE_OK) {
 *     puts(pumice_answer_body(answer, NULL));
 *     pumice_answer_free(answer);
 *   }
 *   pumice_close(emulator);
 *
 * Strings are UTF-8 and end with a zero byte, but for bodies, which have a size. A pointer that is
 * passed is read during the call only. A function that fails says why by pumice_last_error, and
 * leaves what it would have written alone. Nothing throws.
 *
 * Thread-safe: any function may be called by any thread at any time, with two exceptions.
 * pumice_close must be the last call for its emulator and may not run beside another one, and an
 * answer or a feed is freed once. An emulator does not survive fork(): the child may not use it. */

/* What a function returns. */
typedef enum pumice_status {
  PUMICE_OK = 0,
  /* What was passed is at fault: an option, a name, a time, a null pointer. */
  PUMICE_INVALID = 1,
  /* The machine is: a directory that cannot be used, a port that is taken, no memory. */
  PUMICE_FAILED = 2
} pumice_status;

typedef struct pumice_emulator pumice_emulator; /* an emulator; several share nothing */
typedef struct pumice_answer pumice_answer;     /* the answer to one request */
typedef struct pumice_feed pumice_feed;         /* a subscription to a stream */

/* "0.1.0 (94f8b27)": version and commit. Never fails. */
const char* pumice_version(void);

/* Why the last function that failed on this thread did, in one line. Empty if none has. Stays until
 * the next one fails. */
const char* pumice_last_error(void);

/* Opens an emulator. `options` are those of the program (`pumice --help`), `count` of them:
 * "--data-dir", "./data", "--clock=manual:2026-01-01", "--schema=template.yaml". Options about the
 * process (--exit-with-parent, --idle-exit, --port-file, --repair, --help, --version) are
 * PUMICE_INVALID. Those about where it listens count for pumice_listen. Variables (PUMICE_DATA_DIR)
 * are not read. `options` may be null if `count` is 0. */
pumice_status pumice_open(size_t count, const char* const* options, pumice_emulator** emulator);

/* Takes a line of the log; level: 0 information, 1 warning, 2 error. `message` lasts during the
 * call. With --verbose each request is a line, as the program logs it. Called by any thread,
 * several at once; may not call this library. */
typedef void (*pumice_log_sink)(void* context, int level, const char* message);

/* pumice_open, with a listener to the log. */
pumice_status pumice_open_logged(size_t count, const char* const* options, pumice_log_sink log,
                                 void* context, pumice_emulator** emulator);

/* Ends the emulator: its servers, its feeds, its background work. Null: no-op. Feeds are to be
 * freed before. */
void pumice_close(pumice_emulator* emulator);

/* ---- Requests ---- */

/* Carries out one operation of DynamoDB or its streams ("PutItem", "GetRecords") in a space, given
 * its input as JSON. `space`: null is "default". PUMICE_OK however DynamoDB answers: the status of
 * HTTP is the answer's, and an error's body is {"__type": "…#ValidationException", "message": …}.
 * The write is durable when it returns. */
pumice_status pumice_call(pumice_emulator* emulator, const char* space, const char* operation,
                          const char* input, size_t input_size, pumice_answer** answer);

typedef struct pumice_header {
  const char* name;
  const char* value;
} pumice_header;

/* Answers one request of HTTP as the server would, without a socket: whatever an SDK sends, the
 * services beside DynamoDB and /_pumice/ included. `target` begins with '/'. `headers` may be null
 * if `header_count` is 0, `body` if `body_size` is 0. PUMICE_OK whatever the answer says. */
pumice_status pumice_handle(pumice_emulator* emulator, const char* method, const char* target,
                            const pumice_header* headers, size_t header_count, const char* body,
                            size_t body_size, pumice_answer** answer);

/* What an answer holds, until it is freed. Null has status 0, an empty body and no headers, so that
 * what a failed call left null may be read. */
int pumice_answer_status(const pumice_answer* answer); /* HTTP's: 200, 400, 500 … */
/* Ends with a zero byte beyond its size. `size` may be null. */
const char* pumice_answer_body(const pumice_answer* answer, size_t* size);
size_t pumice_answer_header_count(const pumice_answer* answer);
/* The header at `index`; from the count on one whose name and value are null. */
pumice_header pumice_answer_header(const pumice_answer* answer, size_t index);
void pumice_answer_free(pumice_answer* answer); /* null: no-op */

/* Serves HTTP too, until the emulator is closed, where the options of pumice_open say (--host,
 * --tls, …) but on `*port`; 0: on any free port, which it then holds. May be called again, for
 * another port. */
pumice_status pumice_listen(pumice_emulator* emulator, uint16_t* port);

/* ---- Time ---- */

/* Milliseconds since the Unix epoch. */
pumice_status pumice_clock_now(pumice_emulator* emulator, int64_t* millis);
/* Move a manual clock (--clock=manual) forwards, and do what falls due before they return: expired
 * items, states. PUMICE_INVALID for the machine's clock, a time before the present one, or beyond
 * the year 2499. */
pumice_status pumice_clock_set(pumice_emulator* emulator, int64_t millis);
pumice_status pumice_clock_advance(pumice_emulator* emulator, int64_t millis);

/* ---- Spaces: sets of tables that do not see each other. A name has 1 to 128 characters of a-z,
 * A-Z, 0-9 and ._-+=@: and is there with the first request to it ---- */

/* Makes `to` a copy of `from`, with tables and items; takes the same time for any number of
 * items. PUMICE_INVALID if `to` has tables, or `from` is not there. */
pumice_status pumice_space_fork(pumice_emulator* emulator, const char* from, const char* to);
/* Removes a space with all that it holds. PUMICE_INVALID if it is not there. */
pumice_status pumice_space_delete(pumice_emulator* emulator, const char* space);
/* Empties a space. Null: "default", as in what follows. */
pumice_status pumice_space_reset(pumice_emulator* emulator, const char* space);

/* ---- Snapshots of a space (Emulator::TakeSnapshot) ---- */

pumice_status pumice_snapshot_take(pumice_emulator* emulator, const char* space, const char* name);
pumice_status pumice_snapshot_restore(pumice_emulator* emulator, const char* space,
                                      const char* name);
pumice_status pumice_snapshot_delete(pumice_emulator* emulator, const char* space,
                                     const char* name);

/* ---- Streams ---- */

/* Takes a record of a table's stream as GetRecords tells it: JSON, `size` bytes that end with a
 * zero byte and last during the call. On a thread of the emulator, one record after the other, in
 * the order of their shard, soon after the write. May call this library but for pumice_feed_free of
 * its own feed and pumice_close. */
typedef void (*pumice_record_callback)(void* context, const char* record, size_t size);

/* Calls with each record from now on. PUMICE_INVALID without such a table or its stream. */
pumice_status pumice_feed_open(pumice_emulator* emulator, const char* space, const char* table,
                               pumice_record_callback on_record, void* context, pumice_feed** feed);
/* Ends it; waits for a call that runs. To be called before pumice_close. Null: no-op. */
void pumice_feed_free(pumice_feed* feed);

#ifdef __cplusplus
}
#endif

#endif /* PUMICE_PUMICE_H_ */
