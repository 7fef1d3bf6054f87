/* What the tests of this room share: a folder of their own, a recorder of log lines, runtimes. */
#ifndef FACS_TESTS_NN_SUPPORT_H
#define FACS_TESTS_NN_SUPPORT_H

#include "nn/session.h"

/* A new folder, "" after remove_scratch(). scratch(NAME): a path in it, static storage, four deep.
 */
int make_scratch(void **state); /* cmocka set-up and tear-down */
int remove_scratch(void **state);
const char *scratch(const char *name);

void write_file(const char *path, const void *data, size_t size);
/* The whole file, to be freed. */
unsigned char *read_file(const char *path, size_t *size);

/* Log lines, joined by '\n' and each with its level before it ("2 text"). */
typedef struct recorder {
    char text[8192];
} recorder;

facs_log record(recorder *to); /* empties to */

/* The runtime that the build found; fails the test without one. Closed by the test. */
facs_runtime *real_runtime(void);

/* One input, so many threads, the backend of that name, no log. */
facs_session_options session_options(facs_backend backend, int threads);

/* Fails unless status, kind and a part of the sentence are as given, and it is one line. */
void check_error(int status, const facs_error *error, int expected, facs_error_kind kind,
                 const char *part);

#endif
