/* Text files in the test's own folder (make_clip.h). */
#ifndef FACS_TESTS_SCRATCH_H
#define FACS_TESTS_SCRATCH_H

/* cmocka set-up and tear-down: make the folder; remove it with everything in it. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

/* The path of a name in the folder. Static storage, eight deep. */
const char *scratch(const char *name);

int exists(const char *path);

/* 1: the folder contains an unfinished file or folder for name. */
int has_part(const char *name);

/* A file's whole content, NUL-terminated; the caller frees it. Fails the test if it cannot be read.
 */
char *read_text(const char *path);
void write_text(const char *path, const char *text);

#endif
