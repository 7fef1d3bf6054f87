/* A data frame from the rows of a result. */
#ifndef FACS_R_DATA_H
#define FACS_R_DATA_H

#include "values.h"

/* Returns a list: the columns, each with its unit and meaning, and the text of NAME.json. */
SEXP data_value(const facs_data *data);

#endif
