/* The results of a summary: files as they are named, and those of folders. */
#ifndef FACS_STUDY_SUMMARY_LIST_H
#define FACS_STUDY_SUMMARY_LIST_H

#include "study/merge_list.h"

/* Starts as all zero. */
typedef struct facs_summary_list {
    const facs_merge_result **results; /* [count] that have a CSV */
    unsigned char *in_folder;          /* [count] 1: it was found there, not named */
    size_t count, room;
    facs_merge_list *lists; /* [list_count] one for each path */
    size_t list_count;
    int64_t left_out; /* that were logged */
    int64_t missing;  /* inputs without a result */
} facs_summary_list;

/* paths ends with NULL. output: a file that is none of the results. What is no result at all is
 * passed over. INPUT errors: a folder or its batch table cannot be read. */
int facs_summary_list_open(facs_summary_list *list, const char *const *paths, const char *output,
                           const facs_log *log, facs_error *error);
void facs_summary_list_close(facs_summary_list *list);

#endif
