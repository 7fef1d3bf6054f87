/* Small results as facs extract writes them, in the test's own folder (folder.h). */
#ifndef FACS_TESTS_MADE_STUDY_H
#define FACS_TESTS_MADE_STUDY_H

#include <facs/study.h>

#define LEAD "frame,face_id,timestamp,confidence,success"

/* Makes a folder, and those above it. Returns its path. */
const char *make_folders(const char *name);

/* Writes STEM.csv and the STEM.json that describes it. more: further members of NAME.json, such as
 * ", \"frames\": {}". */
void make_result(const char *stem, const char *input, const char *csv, const char *more);

/* Writes STEM.json for files that are there: their names, ended by NULL. */
void make_json(const char *stem, const char *input, const char *const *files, const char *more);

/* Merges the folder "results" to a file in the test's folder. Messages go to messages. */
int merge_to(const char *output, facs_merge_options *options, facs_merge_summary *summary,
             facs_error *error);

/* The table of the folder "results", study.csv, which must be possible to write; free() it. */
char *merged(facs_merge_options *options, facs_merge_summary *summary);

/* Default options that keep messages. */
facs_merge_options merge_options(void);

/* All messages since merge_options, each with a line end. */
extern char messages[4096];

#endif
