/* What commands share that go through results: facs summary, and facs report of a folder. */
#ifndef FACS_TOOLS_RESULT_COUNT_H
#define FACS_TOOLS_RESULT_COUNT_H

#include "console.h"

/* How many results are done, on the console. */
typedef struct facs_result_count {
    facs_console console;
    double start_ms;
} facs_result_count;

void facs_result_count_open(facs_result_count *count, const facs_args *args);

/* The library's callback; opaque is the count. */
int facs_result_count_progress(void *opaque, int64_t results, int64_t of);

/* Allows reading the operands, which are results and folders of results, and --segments, and
 * writing output; nothing else from now on. Returns 0 or -ENOMEM. */
int facs_result_count_enter_box(facs_result_count *count, const facs_args *args,
                                const char *output);

#endif
