/* A run's rows in memory: what the CSV says, as a facs_data. */
#ifndef FACS_OUTPUT_DATA_OUTPUT_H
#define FACS_OUTPUT_DATA_OUTPUT_H

#include "output/outputs.h"

/* Keeps each row and completes it at the end; commit hands the data to the option's address, which
 * path stands for. INTERNAL errors without memory. */
int facs_data_output_open(facs_sink *sink, const char *path, const facs_output_run *run,
                          facs_error *error);

#endif
