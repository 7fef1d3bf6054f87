/* Lists of inputs: a path a line, perhaps with its size after a tab. */
#ifndef FACS_STUDY_LIST_H
#define FACS_STUDY_LIST_H

#include "study/inputs.h"

#include <facs/facs.h>

#define FACS_LIST_MAX_LINE 65535 /* bytes; no system opens longer paths */

/* The text of a list, which the paths of its inputs point into. Zero is empty. */
typedef struct facs_list {
    char *text; /* size bytes, then one that may be written */
    size_t size;
} facs_list;

/* Reads a file, or standard input for "-". INPUT errors. Free the list in any case. */
int facs_list_read(facs_list *list, const char *path, facs_error *error);

/*
 * Adds an input for each line of a list, which it cuts into strings. name: of the list, for errors.
 * Lines end with LF or CRLF; a byte order mark and lines without a path do not count. After the
 * path there may be a tab and the size, and then another tab and the result. UTF-16 with its mark
 * is made UTF-8 first. INPUT -EINVAL: a line with a NUL byte, or a longer one than paths can be; on
 * Windows also one that is not UTF-8.
 */
int facs_list_take(facs_list *list, const char *name, facs_inputs *inputs, facs_error *error);

void facs_list_free(facs_list *list);

#endif
