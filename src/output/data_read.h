/* A whole CSV as a facs_data. */
#ifndef FACS_OUTPUT_DATA_READ_H
#define FACS_OUTPUT_DATA_READ_H

#include <facs/facs.h>

/* facs_data_read, but for the json. */
int facs_data_read_csv(facs_data **out, const char *csv, facs_error *error);

#endif
