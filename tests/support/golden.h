/*
 * Reference values of OpenFace (shared/golden) and the weights (shared/models). Tests that need
 * them call one of these first; where they are not there, the test is skipped and counted as such.
 */
#ifndef FACS_TESTS_GOLDEN_H
#define FACS_TESTS_GOLDEN_H

#include <stddef.h>
#include <stdint.h>

#define GOLDEN_FRAMES 200

/* Paths; skip the running cmocka test when the file or folder is not there. Static storage, four
 * deep. */
const char *shared_path(const char *name); /* shared/NAME */
const char *shared_models(void);           /* the folder of the weights */

/* A folder of links to the weights, and to small networks for CE-CLM (models/ceclm_made); skips
 * when these are not there. In the test's own folder (folder.h), which must have been made. */
const char *shared_ceclm_models(void);

/* golden/default/NAME.bin as GOLDEN_FRAMES rows; free() it. Skips when absent, fails when its size
 * is off. */
double *golden_doubles(const char *name, size_t columns);
uint8_t *golden_bytes(const char *name, size_t columns);

/* golden/default/frame_NNN.png as 640 x 480 x 3 bytes, blue-green-red; free() it. */
uint8_t *golden_frame(int number);

/* Pearson correlation of n pairs; 1 where neither side moves at all, 0 where only one does. */
double correlation(const double *a, const double *b, size_t n);

#endif
