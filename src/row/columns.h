/*
 * The table of columns: whatever is said of the values of a row stands there once. The CSV, the
 * lines of JSON, NAME.json, the report, facs_column_get and docs/columns.md read it.
 */
#ifndef FACS_ROW_COLUMNS_H
#define FACS_ROW_COLUMNS_H

#include <facs/facs.h>

/* Beside FACS_FEATURE_*: the leading values of a video and of a still image. */
#define FACS_LEAD_VIDEO (1u << 30)
#define FACS_LEAD_STILL (1u << 31)

/* How the columns of one line of the table are told apart. */
typedef enum facs_naming {
    FACS_NAMED_PLAIN,     /* there is one */
    FACS_NAMED_XYZ,       /* x, y, z behind the name */
    FACS_NAMED_NUMBER,    /* a number from 0 behind it */
    FACS_NAMED_INTENSITY, /* facs_intensity_name before it */
    FACS_NAMED_PRESENCE   /* facs_presence_name before it */
} facs_naming;

typedef enum facs_value_kind {
    FACS_VALUE_ORDINAL, /* int64_t from 0, written from 1 */
    FACS_VALUE_INTEGER, /* int */
    FACS_VALUE_SECONDS, /* double */
    FACS_VALUE_REAL,    /* float */
    FACS_VALUE_FLAG     /* float, 0 or 1: in JSON a whole number */
} facs_value_kind;

/* Values that lie one after the other in facs_result. */
typedef struct facs_values {
    unsigned feature; /* FACS_FEATURE_* or FACS_LEAD_* */
    const char *name; /* of its columns in the CSV, with what naming says; NULL: it has none */
    const char *json; /* its key, "gaze.left"; NULL: none. Lines of the table that follow each other
                         with the same key are the coordinates of points: [[x,y],...] */
    int count;
    facs_naming naming;
    facs_value_kind kind;
    int decimals;
    size_t offset;       /* of the first value in facs_result */
    const char *unit;    /* "": none */
    const char *meaning; /* a column of an Action Unit says facs_au_description instead */
    int late;            /* 1: final only after the calibration, once the video has ended */
    /* Fills in a measure's values from others of the result; late ones from Action Units alone, for
     * at the end the rest of the row is in the CSV. NULL: they come from the analyzer. */
    void (*compute)(facs_result *result);
} facs_values;

/* All lines, in the CSV's order. */
const facs_values *facs_columns_table(int *count);

/* The next line of these features (after NULL: the first), or NULL. */
const facs_values *facs_columns_next(const facs_values *after, unsigned features);

/* What a row of the CSV has: the features that are wanted, and the leading values. */
unsigned facs_columns_wanted(unsigned features, int still);

/* The i-th value (from 0), of the type that kind says. */
static inline const void *facs_columns_value(const facs_values *values, int i,
                                             const facs_result *result)
{
    const size_t size = values->kind == FACS_VALUE_ORDINAL   ? sizeof(int64_t)
                        : values->kind == FACS_VALUE_INTEGER ? sizeof(int)
                        : values->kind == FACS_VALUE_SECONDS ? sizeof(double)
                                                             : sizeof(float);
    return (const char *)result + values->offset + (size_t)i * size;
}

/* How many lines of the table, this one among them, hold coordinates of the same points; *axis: its
 * place among them, from 0. */
int facs_columns_axes(const facs_values *values, int *axis);

/* Fill in what is computed from the other values; late: only what is final once the video has
 * ended. */
void facs_columns_compute(facs_result *result, int late);

#endif
