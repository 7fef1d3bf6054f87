/* The batch table, facs-batch.csv: a row of RFC 4180 for each input. */
#ifndef FACS_STUDY_BATCH_TABLE_H
#define FACS_STUDY_BATCH_TABLE_H

#include "study/batch_rows.h"

#include <stdio.h>

/* Adds the rows of a table. INPUT errors: -ENOENT and so on; -EINVAL: it is damaged. */
int facs_batch_table_read(facs_batch_rows *rows, const char *path, facs_error *error);

/* Replaces the table. OUTPUT errors. */
int facs_batch_table_write(const char *path, const facs_batch_rows *rows, facs_error *error);

/* Writes a cell of RFC 4180. One with blanks at its ends is quoted as well: some readers drop them
 * otherwise. */
void facs_batch_put_text(FILE *out, const char *text);

#endif
