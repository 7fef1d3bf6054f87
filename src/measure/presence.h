/*
 * Corrected presences (AUxx_p) of one face over a stream: the evidence of each frame against that
 * of the person's own neutral face. See docs/measures.md, Corrected presences.
 *
 * The neutral face is the median over the calm frames, the 40 % with the smallest sums of
 * intensities. An Action Unit is present from where its evidence rises by more than its start in
 * the table, or 2.5 times the noise in the calm frames if that is more, until it falls below 60 %
 * of it, if that takes at least 0.15 s (AU45: any time). Frames without a face end it. Nothing is
 * known about a face that was seen in fewer than ten frames.
 */
#ifndef FACS_MEASURE_PRESENCE_H
#define FACS_MEASURE_PRESENCE_H

#include <facs/facs.h>

typedef struct facs_presence_frame {
    double time; /* s */
    float evidence[FACS_PRESENCES];
    float calm;    /* sum of the intensities: the less, the calmer */
    int32_t state; /* 0: nothing is known; 1: the neutral face is not learnt from it; 2: it is */
} facs_presence_frame;

typedef struct facs_presence_series facs_presence_series;

int facs_presence_series_open(facs_presence_series **out); /* -ENOMEM */
void facs_presence_series_close(facs_presence_series **series);

/* Lets the frames of a long stream move to a file in the folder of path. -ENOMEM. */
int facs_presence_series_beside(facs_presence_series *series, const char *path);

/* Adds the next frame. -ENOMEM; -EPIPE after finish. */
int facs_presence_series_add(facs_presence_series *series, const facs_presence_frame *frame);

/* Decides about all frames. -ENOMEM, or the file cannot be read: call it again. */
int facs_presence_series_finish(facs_presence_series *series);

/* Returns 0 and 1 for frame n; NAN if nothing is known. -EAGAIN before finish; -ERANGE; other
 * failures: the file cannot be read. */
int facs_presence_series_get(const facs_presence_series *series, int64_t n,
                             float presence[FACS_PRESENCES]);

/* For a stream without an end: adds a frame, keeps nothing of it, and decides by what has been seen
 * so far, however long it lasts. */
typedef struct facs_presence_live facs_presence_live;
int facs_presence_live_open(facs_presence_live **out); /* -ENOMEM */
void facs_presence_live_close(facs_presence_live **live);
void facs_presence_live_add(facs_presence_live *live, const facs_presence_frame *frame,
                            float presence[FACS_PRESENCES]);

#endif
