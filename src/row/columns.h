/*
 * The columns table: everything about the values of a row, in one place. The CSV, JSON lines,
 * NAME.json, the report, facs_column_get and docs/columns.md read it.
 */
#ifndef FACS_ROW_COLUMNS_H
#define FACS_ROW_COLUMNS_H

#include <facs/facs.h>

/* In addition to FACS_FEATURE_*: the leading values for a video and for a still image. */
#define FACS_LEAD_VIDEO (1u << 30)
#define FACS_LEAD_STILL (1u << 31)

/* How the column names of one table row differ. */
typedef enum facs_naming {
    FACS_NAMED_PLAIN,     /* only one column */
    FACS_NAMED_XYZ,       /* the name, then x, y, z */
    FACS_NAMED_NUMBER,    /* the name, then a number from 0 */
    FACS_NAMED_INTENSITY, /* facs_intensity_name, then the name */
    FACS_NAMED_PRESENCE   /* facs_presence_name, then the name */
} facs_naming;

typedef enum facs_value_kind {
    FACS_VALUE_ORDINAL,  /* int64_t from 0, written from 1 */
    FACS_VALUE_INTEGER,  /* int */
    FACS_VALUE_SECONDS,  /* double */
    FACS_VALUE_REAL,     /* float */
    FACS_VALUE_OPTIONAL, /* float; NaN: an empty cell */
    FACS_VALUE_FLAG      /* float, 0 or 1; an integer in JSON; NaN: an empty cell */
} facs_value_kind;

/* A table row: values that are adjacent in facs_result. */
typedef struct facs_values {
    unsigned feature; /* FACS_FEATURE_* or FACS_LEAD_* */
    const char *name; /* of the CSV columns, completed as naming says; NULL: not in the CSV */
    const char *json; /* JSON key, "gaze.left"; NULL: not in JSON. Consecutive rows with the same
                         key are the coordinates of points: [[x,y],...] */
    int count;
    facs_naming naming;
    facs_value_kind kind;
    int decimals;
    size_t offset;       /* of the first value in facs_result */
    const char *unit;    /* "": none */
    const char *meaning; /* replaced by facs_au_description for an Action Unit's column */
    int late;            /* 1: final only after calibration, once the video has ended */
    /* Computes the values from others in the result; late ones from Action Units only, since by
     * then the rest of the row is in the CSV. NULL: the analyzer fills them in. */
    void (*compute)(facs_result *result);
} facs_values;

/* All rows, in CSV order. */
const facs_values *facs_columns_table(int *count);

/* The next row that belongs to these features, the first if after is NULL; NULL at the end. */
const facs_values *facs_columns_next(const facs_values *after, unsigned features);

/* The features plus the leading values: all that a CSV row has. */
unsigned facs_columns_wanted(unsigned features, int still);

/* The i-th value (from 0); kind gives its type. */
static inline const void *facs_columns_value(const facs_values *values, int i,
                                             const facs_result *result)
{
    const size_t size = values->kind == FACS_VALUE_ORDINAL   ? sizeof(int64_t)
                        : values->kind == FACS_VALUE_INTEGER ? sizeof(int)
                        : values->kind == FACS_VALUE_SECONDS ? sizeof(double)
                                                             : sizeof(float);
    return (const char *)result + values->offset + (size_t)i * size;
}

/* All columns of a CSV, as facs_column_get describes them; allocated, NULL without memory. */
facs_column *facs_columns_list(unsigned features, int still, int *count);

/* How many table rows, including this one, hold coordinates of the same points; *axis: which of
 * them this one is, from 0. */
int facs_columns_axes(const facs_values *values, int *axis);

/* Fill in the values that are computed from others; late: only those that are final at the end. */
void facs_columns_compute(facs_result *result, int late);

#endif
