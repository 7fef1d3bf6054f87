/* A disk that is full. */
#ifndef FACS_TESTS_FILE_LIMIT_H
#define FACS_TESTS_FILE_LIMIT_H

#include <stdint.h>

#define NO_LIMIT INT64_MAX

/* Limits the size of any file that this process and its children write; NO_LIMIT: as before.
 * Windows has no such limit, so the test is skipped there. */
void limit_files(int64_t bytes);

#endif
