/* One CSV for each face of a run. */
#ifndef FACS_OUTPUT_CSV_FACES_H
#define FACS_OUTPUT_CSV_FACES_H

#include "output/csv.h"

/* NAME_face00.csv of path NAME.csv, for face 0; allocated, NULL without memory. */
char *facs_csv_faces_path(const char *path, int face_id);

/*
 * As facs_csv_open, for each face apart: a file is opened when the first row of its face comes, so
 * that most failures to write show then. Face 0's gets its final name last: if it is there, all
 * are.
 */
int facs_csv_faces_open(facs_sink *sink, const char *path, const facs_csv_options *options,
                        facs_error *error);

#endif
