/* SPDX-License-Identifier: Apache-2.0 */

/* libpumice from C: each function of pumice/pumice.h, and what it says of what is wrong. */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pumice/pumice.h"

static int failures = 0;

static void Check(int holds, const char* what, int line) {
  if (holds) return;
  fprintf(stderr, "line %d: %s\n", line, what);
  ++failures;
}
#define CHECK(condition) Check((condition), #condition, __LINE__)

static void CheckText(const char* text, const char* wanted, int line) {
  if (strcmp(text, wanted) == 0) return;
  fprintf(stderr, "line %d:\n  is     %s\n  wanted %s\n", line, text, wanted);
  ++failures;
}
#define CHECK_TEXT(text, wanted) CheckText((text), (wanted), __LINE__)

static const char kTable[] =
    "{\"TableName\":\"Things\",\"BillingMode\":\"PAY_PER_REQUEST\","
    "\"AttributeDefinitions\":[{\"AttributeName\":\"Id\",\"AttributeType\":\"S\"}],"
    "\"KeySchema\":[{\"AttributeName\":\"Id\",\"KeyType\":\"HASH\"}],"
    "\"StreamSpecification\":{\"StreamEnabled\":true,\"StreamViewType\":\"KEYS_ONLY\"}}";

/* The emulator that most cases use; ended by End. */
static pumice_emulator* Open(void) {
  const char* options[] = {"--clock=manual:2026-01-01"};
  pumice_emulator* emulator = NULL;
  CHECK(pumice_open(1, options, &emulator) == PUMICE_OK);
  if (emulator == NULL) {
    fprintf(stderr, "%s\n", pumice_last_error());
    exit(1);
  }
  return emulator;
}

/* The status of an operation; its body, if it is wanted, is compared. */
static int CallIn(pumice_emulator* emulator, const char* space, const char* operation,
                  const char* input, const char* wanted, int line) {
  pumice_answer* answer = NULL;
  size_t size = 0;
  int status;
  Check(pumice_call(emulator, space, operation, input, strlen(input), &answer) == PUMICE_OK,
        pumice_last_error(), line);
  if (wanted != NULL) CheckText(pumice_answer_body(answer, NULL), wanted, line);
  status = pumice_answer_status(answer);
  pumice_answer_body(answer, &size);
  Check(size == strlen(pumice_answer_body(answer, NULL)), "the body's size", line);
  pumice_answer_free(answer);
  return status;
}
#define CALL(emulator, space, operation, input, wanted) \
  CHECK(CallIn(emulator, space, operation, input, wanted, __LINE__) == 200)

static void Put(pumice_emulator* emulator, const char* space, const char* id) {
  char input[200];
  snprintf(input, sizeof input, "{\"TableName\":\"Things\",\"Item\":{\"Id\":{\"S\":\"%s\"}}}", id);
  CALL(emulator, space, "PutItem", input, "{}");
}

static void CheckCount(pumice_emulator* emulator, const char* space, int count, int line) {
  char wanted[100];
  snprintf(wanted, sizeof wanted, "{\"Count\":%d,\"ScannedCount\":%d}", count, count);
  CallIn(emulator, space, "Scan", "{\"TableName\":\"Things\",\"Select\":\"COUNT\"}", wanted, line);
}
#define CHECK_COUNT(emulator, space, count) CheckCount(emulator, space, count, __LINE__)

static void TestCalls(void) {
  pumice_emulator* emulator = Open();
  CALL(emulator, NULL, "ListTables", "{}", "{\"TableNames\":[]}");
  CALL(emulator, "default", "CreateTable", kTable, NULL);
  Put(emulator, NULL, "a");
  CHECK_COUNT(emulator, "default", 1);
  CALL(emulator, "other", "ListTables", "{}", "{\"TableNames\":[]}");
  CHECK(CallIn(emulator, NULL, "GetItem", "{\"TableName\":\"None\",\"Key\":{}}",
               "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException\","
               "\"message\":\"Requested resource not found\"}",
               __LINE__) == 400);
  CHECK(CallIn(emulator, NULL, "GetItem", "{", NULL, __LINE__) == 400);
  CHECK(CallIn(emulator, NULL, "Nothing", "{}", NULL, __LINE__) == 400);
  pumice_close(emulator);
}

static void TestRequests(void) {
  const pumice_header headers[] = {
      {"Content-Type", "application/x-amz-json-1.0"},
      {"X-Amz-Target", "DynamoDB_20120810.ListTables"},
      {"X-Amz-Date", "20260101T000000Z"},
      {"Authorization",
       "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request, "
       "SignedHeaders=host;x-amz-date, Signature=none"}};
  pumice_emulator* emulator = Open();
  pumice_answer* answer = NULL;
  size_t i;
  int checksums = 0;
  CHECK(pumice_handle(emulator, "POST", "/", headers, 4, "{}", 2, &answer) == PUMICE_OK);
  CHECK(pumice_answer_status(answer) == 200);
  CHECK_TEXT(pumice_answer_body(answer, NULL), "{\"TableNames\":[]}");
  for (i = 0; i < pumice_answer_header_count(answer); ++i) {
    const pumice_header header = pumice_answer_header(answer, i);
    if (strcmp(header.name, "x-amz-crc32") == 0) {
      CHECK_TEXT(header.value, "1315925753");
      ++checksums;
    }
  }
  CHECK(checksums == 1);
  CHECK(pumice_answer_header(answer, i).name == NULL);
  pumice_answer_free(answer);

  CHECK(pumice_handle(emulator, "GET", "/_pumice/spaces", NULL, 0, NULL, 0, &answer) == PUMICE_OK);
  CHECK_TEXT(pumice_answer_body(answer, NULL),
             "{\"spaces\":[{\"name\":\"default\",\"tables\":[],\"items\":0,\"bytes\":0}]}");
  pumice_answer_free(answer);
  pumice_close(emulator);
}

static void TestClock(void) {
  pumice_emulator* emulator = Open();
  const int64_t start = INT64_C(1767225600000);
  int64_t now = 0;
  CALL(emulator, NULL, "CreateTable", kTable, NULL);
  CALL(emulator, NULL, "UpdateTimeToLive",
       "{\"TableName\":\"Things\",\"TimeToLiveSpecification\":{\"Enabled\":true,"
       "\"AttributeName\":\"Until\"}}",
       NULL);
  CALL(
      emulator, NULL, "PutItem",
      "{\"TableName\":\"Things\",\"Item\":{\"Id\":{\"S\":\"a\"},\"Until\":{\"N\":\"1767225700\"}}}",
      "{}");
  CHECK(pumice_clock_now(emulator, &now) == PUMICE_OK);
  CHECK(now == start);
  CHECK(pumice_clock_advance(emulator, 99000) == PUMICE_OK);
  CHECK_COUNT(emulator, NULL, 1);
  CHECK(pumice_clock_set(emulator, start + 102000) == PUMICE_OK);
  CHECK_COUNT(emulator, NULL, 0);
  CHECK(pumice_clock_set(emulator, start) == PUMICE_INVALID);
  CHECK_TEXT(pumice_last_error(), "time does not go back; a snapshot does");
  CHECK(pumice_clock_advance(emulator, -1) == PUMICE_INVALID);
  CHECK(pumice_clock_advance(emulator, INT64_MAX) == PUMICE_INVALID);
  CHECK(pumice_clock_set(emulator, INT64_MAX) == PUMICE_INVALID);
  CHECK(pumice_clock_now(emulator, &now) == PUMICE_OK);
  CHECK(now == start + 102000);
  pumice_close(emulator);
}

static void TestSpaces(void) {
  pumice_emulator* emulator = Open();
  CALL(emulator, "fixture", "CreateTable", kTable, NULL);
  Put(emulator, "fixture", "a");
  CHECK(pumice_space_fork(emulator, "fixture", "test") == PUMICE_OK);
  Put(emulator, "test", "b");
  CHECK_COUNT(emulator, "fixture", 1);
  CHECK_COUNT(emulator, "test", 2);
  CHECK(pumice_space_fork(emulator, "fixture", "test") == PUMICE_INVALID);
  CHECK(pumice_space_fork(emulator, "nobody", "more") == PUMICE_INVALID);
  CHECK(pumice_space_fork(emulator, "fixture", "no name") == PUMICE_INVALID);
  CHECK(pumice_space_reset(emulator, "test") == PUMICE_OK);
  CALL(emulator, "test", "ListTables", "{}", "{\"TableNames\":[]}");
  CHECK(pumice_space_delete(emulator, "test") == PUMICE_OK);
  CHECK(pumice_space_delete(emulator, "test") == PUMICE_INVALID);
  CHECK_COUNT(emulator, "fixture", 1);
  pumice_close(emulator);
}

static void TestSnapshots(void) {
  pumice_emulator* emulator = Open();
  CALL(emulator, "test", "CreateTable", kTable, NULL);
  CHECK(pumice_snapshot_take(emulator, "test", "fixture") == PUMICE_OK);
  CHECK(pumice_snapshot_take(emulator, "test", "fixture") == PUMICE_INVALID);
  Put(emulator, "test", "a");
  CHECK(pumice_snapshot_restore(emulator, "test", "fixture") == PUMICE_OK);
  CHECK_COUNT(emulator, "test", 0);
  CHECK(pumice_snapshot_restore(emulator, NULL, "fixture") == PUMICE_INVALID);
  CHECK(pumice_snapshot_delete(emulator, "test", "fixture") == PUMICE_OK);
  CHECK(pumice_snapshot_delete(emulator, "test", "fixture") == PUMICE_INVALID);
  pumice_close(emulator);
}

/* Records of a stream, counted, and waited for. */
typedef struct Records {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int count;
  int inserts;
} Records;

static void OnRecord(void* context, const char* record, size_t size) {
  Records* records = context;
  pthread_mutex_lock(&records->mutex);
  if (strlen(record) == size && strstr(record, "\"eventName\":\"INSERT\"") != NULL) {
    ++records->inserts;
  }
  ++records->count;
  pthread_cond_signal(&records->changed);
  pthread_mutex_unlock(&records->mutex);
}

static void TestFeed(void) {
  Records records = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};
  pumice_emulator* emulator = Open();
  pumice_feed* feed = NULL;
  CHECK(pumice_feed_open(emulator, NULL, "Things", OnRecord, &records, &feed) == PUMICE_INVALID);
  CALL(emulator, NULL, "CreateTable", kTable, NULL);
  CHECK(pumice_feed_open(emulator, NULL, "Things", OnRecord, &records, &feed) == PUMICE_OK);
  Put(emulator, NULL, "a");
  Put(emulator, NULL, "b");
  pthread_mutex_lock(&records.mutex);
  while (records.count < 2) pthread_cond_wait(&records.changed, &records.mutex);
  CHECK(records.inserts == 2);
  pthread_mutex_unlock(&records.mutex);
  pumice_feed_free(feed);
  Put(emulator, NULL, "c");
  pumice_close(emulator);
  CHECK(records.count == 2);
}

static void OnLine(void* context, int level, const char* message) {
  if (level == 0 && strstr(message, "ListTables | 200") != NULL) ++*(int*)context;
}

static void TestOptions(void) {
  const char* unknown[] = {"--prot=1"};
  const char* process[] = {"--exit-with-parent"};
  const char* help[] = {"--help"};
  const char* unusable[] = {"--data-dir", "/proc/nothing"};
  const char* verbose[] = {"--verbose"};
  const char* nothing[] = {NULL};
  pumice_emulator* emulator = NULL;
  uint16_t port = 0;
  uint16_t second = 0;
  int lines = 0;
  CHECK(pumice_open(1, unknown, &emulator) == PUMICE_INVALID);
  CHECK_TEXT(pumice_last_error(), "unknown option --prot=1; see pumice --help");
  CHECK(pumice_open(1, process, &emulator) == PUMICE_INVALID);
  CHECK_TEXT(pumice_last_error(),
             "--exit-with-parent is an option of the program, not of an emulator in a process");
  CHECK(pumice_open(1, help, &emulator) == PUMICE_INVALID);
  CHECK(pumice_open(1, nothing, &emulator) == PUMICE_INVALID);
  CHECK(pumice_open(2, unusable, &emulator) == PUMICE_FAILED);
  CHECK(strstr(pumice_last_error(), "/proc/nothing") != NULL);
  CHECK(pumice_open(0, NULL, NULL) == PUMICE_INVALID);
  CHECK(emulator == NULL);

  CHECK(pumice_open_logged(1, verbose, OnLine, &lines, &emulator) == PUMICE_OK);
  CALL(emulator, NULL, "ListTables", "{}", NULL);
  CHECK(lines == 1);
  CHECK(pumice_listen(emulator, &port) == PUMICE_OK);
  CHECK(port != 0);
  CHECK(pumice_listen(emulator, &second) == PUMICE_OK);
  CHECK(second != 0 && second != port);
  CHECK(pumice_clock_advance(emulator, 1) == PUMICE_INVALID);
  pumice_close(emulator);
}

static void TestNulls(void) {
  pumice_emulator* emulator = Open();
  pumice_answer* answer = NULL;
  const pumice_header nameless = {NULL, "x"};
  CHECK(pumice_call(NULL, NULL, "ListTables", "{}", 2, &answer) == PUMICE_INVALID);
  CHECK_TEXT(pumice_last_error(), "emulator is null");
  CHECK(pumice_call(emulator, NULL, NULL, "{}", 2, &answer) == PUMICE_INVALID);
  CHECK(pumice_call(emulator, NULL, "ListTables", NULL, 2, &answer) == PUMICE_INVALID);
  CHECK(pumice_call(emulator, "no name", "ListTables", "{}", 2, &answer) == PUMICE_INVALID);
  CHECK(pumice_handle(emulator, "POST", "/", &nameless, 1, NULL, 0, &answer) == PUMICE_INVALID);
  CHECK(pumice_handle(emulator, "POST", NULL, NULL, 0, NULL, 0, &answer) == PUMICE_INVALID);
  CHECK(pumice_feed_open(emulator, NULL, "Things", NULL, NULL, NULL) == PUMICE_INVALID);
  CHECK(pumice_snapshot_take(emulator, NULL, NULL) == PUMICE_INVALID);
  CHECK(answer == NULL);
  pumice_answer_free(NULL);
  pumice_feed_free(NULL);
  pumice_close(emulator);
  pumice_close(NULL);
}

static void TestNullAnswer(void) {
  size_t size = 1;
  CHECK(pumice_answer_status(NULL) == 0);
  CHECK_TEXT(pumice_answer_body(NULL, &size), "");
  CHECK(size == 0);
  CHECK_TEXT(pumice_answer_body(NULL, NULL), "");
  CHECK(pumice_answer_header_count(NULL) == 0);
  CHECK(pumice_answer_header(NULL, 0).name == NULL);
  CHECK(pumice_answer_header(NULL, 0).value == NULL);
}

static void* PutMany(void* emulator) {
  int i;
  for (i = 0; i < 200; ++i) {
    char id[32];
    snprintf(id, sizeof id, "%p-%d", (void*)&id, i);
    Put(emulator, NULL, id);
  }
  return NULL;
}

static void TestThreads(void) {
  pumice_emulator* emulator = Open();
  pthread_t threads[4];
  size_t i;
  CALL(emulator, NULL, "CreateTable", kTable, NULL);
  for (i = 0; i < 4; ++i) pthread_create(&threads[i], NULL, PutMany, emulator);
  for (i = 0; i < 4; ++i) pthread_join(threads[i], NULL);
  CHECK_COUNT(emulator, NULL, 800);
  pumice_close(emulator);
}

int main(void) {
  CHECK(strncmp(pumice_version(), "0.1.0", 5) == 0);
  CHECK_TEXT(pumice_last_error(), "");
  TestCalls();
  TestRequests();
  TestClock();
  TestSpaces();
  TestSnapshots();
  TestFeed();
  TestOptions();
  TestNulls();
  TestNullAnswer();
  TestThreads();
  if (failures == 0) puts("all passed");
  return failures == 0 ? 0 : 1;
}
