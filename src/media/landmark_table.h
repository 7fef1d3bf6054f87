/* Landmarks from a table instead of a detector: a CSV whose header has frame, x_0..x_67 and
 * y_0..y_67, as OpenFace or facs writes it (separated by ',' or ', '). It is read row by row, so
 * memory use does not depend on its length. */
#ifndef FACS_MEDIA_LANDMARK_TABLE_H
#define FACS_MEDIA_LANDMARK_TABLE_H

#include "base/warnings.h"

typedef struct facs_landmark_table facs_landmark_table;

/* INPUT errors: -ENOENT, -EINVAL (columns missing), -EIO. Keeps warnings, which may be NULL. */
int facs_landmark_table_open(facs_landmark_table **out, const char *path, facs_warnings *warnings,
                             facs_error *error);
void facs_landmark_table_close(facs_landmark_table **table);

/* Reads the points of frame index (from 0; the table counts from 1), for rising indices. They are
 * all zero if the table has no row for it, or one with success 0, or one with a cell such as nan or
 * NA, which causes a warning. Of several rows of one frame (several faces) the first counts. INPUT
 * -EINVAL: a cell is not a number at all, or the frames are out of order. */
int facs_landmark_table_read(facs_landmark_table *table, int64_t index,
                             float landmarks[2 * FACS_LANDMARKS], facs_error *error);

#endif
