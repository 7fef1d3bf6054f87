/* Opens studies in the test's folder, which is the current one, and tells what was found. */
#ifndef FACS_TESTS_FOUND_H
#define FACS_TESTS_FOUND_H

#include <facs/study.h>

/* For cmocka: a folder before each test that is also the current one, removed afterwards. */
int found_set_up(void **state);
int found_tear_down(void **state);

/* Makes empty files, with their folders, of names separated by blanks. */
void make_files(const char *names);

/* Makes a link, and the folders that it is in. */
void link_in_study(const char *to, const char *name);

/* Default options with these paths, separated by blanks (NULL: none), that log. They stay valid
 * until the next call. */
facs_study_options study_of(const char *paths);

/*
 * Opens the study and returns its inputs: "PATH>CSV PATH>CSV", and what was logged. Fails the test
 * if it cannot be opened. Static storage.
 */
const char *found(const facs_study_options *options);
const char *logged(void);

/* Fails the test unless the study is refused with a sentence that contains word. */
void assert_study_refused(const facs_study_options *options, facs_error_kind kind, int status,
                          const char *word);

#endif
