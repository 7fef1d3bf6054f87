/* A study of small folders of images, and batches over it. */
#ifndef FACS_TESTS_BATCH_WORLD_H
#define FACS_TESTS_BATCH_WORLD_H

#include <facs/study.h>

#define BATCH_FRAMES 3 /* in each input */

/* For cmocka: tiny_world with study/v1, study/v2, study/v10, which are folders of images, and
 * study/v5.mp4, which is a text. */
int batch_world_set_up(void **state);
int batch_world_tear_down(void **state);

/* One more folder of images, study/NAME. */
void batch_world_add(const char *name);

/* Options of a batch over the study, for facs_extract in *extract: the results and the table go
 * into results/. */
facs_batch_options batch_world_options(facs_extract_options *extract);

/* Runs a batch over study/ and fails the test unless it ends so. */
facs_batch_totals batch_world_run(const facs_batch_options *options, int expected);

/* The study of a folder; close it. */
facs_study *batch_world_study(const char *folder);

/* The row of an input in results/, by the end of its path; state is LEFT and path "" if there is
 * none. Its strings are static. */
facs_batch_row batch_world_row(const char *name);

/* The number of rows in a state. */
int batch_world_count(facs_batch_state state);

#endif
