/* Whether to use a row: one table of rules. */
#ifndef FACS_MEASURE_QUALITY_H
#define FACS_MEASURE_QUALITY_H

#include <facs/facs.h>

/* A rule: what is measured, and where it becomes doubtful or useless. */
typedef struct facs_quality_rule {
    const char *name;          /* "yaw" */
    const char *unit;          /* of the limits; "": none */
    int low;                   /* 1: values below the limits are bad; 0: those above */
    float doubtful, leave_out; /* NAN: there is no such limit */
} facs_quality_rule;

/* All rules, in the order of docs/measures.md. */
const facs_quality_rule *facs_quality_rules(int *count);

/* Returns 0, 1 or 2, the worst of the rules, for a result with its measures. A value that was not
 * measured is not judged. */
int facs_measure_quality(const facs_result *result);

#endif
