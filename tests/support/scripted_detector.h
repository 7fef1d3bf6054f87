/* A detector that sees what a test says, and counts how often it is asked. */
#ifndef FACS_TESTS_SCRIPTED_DETECTOR_H
#define FACS_TESTS_SCRIPTED_DETECTOR_H

#include "detect/detector.h"

#define SCRIPTED_MAX 4

typedef struct scripted_detector {
    facs_detector base;
    facs_detection seen[SCRIPTED_MAX]; /* in every picture that shows() accepts */
    int count;
    /* NULL: any. 0: there is nothing to be seen in this picture. */
    int (*shows)(const facs_image *picture, const void *self);
    const void *self;
    int runs;        /* looks at a whole picture */
    int nears;       /* looks at a place */
    facs_image last; /* the picture of the last one */
    int status;      /* below 0: what looks fail with */
    int *closed;     /* counts closings; may be NULL */
} scripted_detector;

/* malloc'd, closed by facs_detector_close. */
scripted_detector *scripted_detector_open(void);

#endif
