/* Finds equal names among those of results, in time that grows with their number. On Windows, names
 * that differ only in upper and lower case are equal, as far as their letters are ASCII. */
#ifndef FACS_STUDY_CLASHES_H
#define FACS_STUDY_CLASHES_H

#include <stddef.h>
#include <stdint.h>

/* The name of a result, without .csv and relative to the folder of results. */
typedef struct facs_result_name {
    const char *text; /* with the ending of the input */
    size_t length;    /* of it that is the name */
    int64_t first;    /* the first input with the same name, perhaps this one; -1: it has its own */
} facs_result_name;

/* Two inputs whose names differ only in upper and lower case; -1: there are none. */
typedef struct facs_case_pair {
    int64_t a, b;
} facs_case_pair;

/* Sets first of all names. Returns 1 if there are equal ones, otherwise 0, or -ENOMEM. */
int facs_clashes_find(facs_result_name *names, size_t count, facs_case_pair *by_case);

#endif
