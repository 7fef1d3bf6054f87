/* One CSV for each face. */
#ifndef FACS_OUTPUT_CSV_FACES_H
#define FACS_OUTPUT_CSV_FACES_H

#include "output/csv.h"

/* NAME_face00.csv for face 0, if path is NAME.csv; allocated, NULL without memory. */
char *facs_csv_faces_path(const char *path, int face_id);

/* NAME.csv, if path is NAME_face00.csv, otherwise path; allocated, NULL without memory. */
char *facs_csv_whole_path(const char *path);

/* NAME.json, if path is NAME.csv; allocated, NULL without memory. */
char *facs_csv_json_path(const char *path);

/* Like facs_csv_open, with a file for each face, opened when the face's first row comes. Face 0's
 * file gets its final name last: if it exists, they all do. */
int facs_csv_faces_open(facs_sink *sink, const char *path, const facs_csv_options *options,
                        facs_error *error);

#endif
