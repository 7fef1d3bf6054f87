/* From a container's timestamps to times that start at 0 and never go back. */
#ifndef FACS_MEDIA_TIMELINE_H
#define FACS_MEDIA_TIMELINE_H

#include <stdint.h>

typedef struct facs_timeline {
    double step;              /* seconds a frame lasts nominally */
    int64_t count;            /* frames so far */
    int anchored;             /* 1: start is known */
    double start;             /* seconds, the container's time that counts as 0 */
    double last;              /* seconds, of the latest frame */
    double shortest, longest; /* seconds between frames, valid from the second frame */
} facs_timeline;

/* frame_rate: nominal, 0 where it is not known. */
void facs_timeline_begin(facs_timeline *timeline, double frame_rate);

/*
 * The time of the next frame, from its container timestamp in seconds; NAN where it has none: then
 * one nominal step after the frame before. A stamp a little before the last one (up to a second)
 * gives the last time again; one far before it is a clock that began anew: time goes on from there.
 */
double facs_timeline_next(facs_timeline *timeline, double stamp);

/* The container's timestamp of a time, in seconds; NAN where no frame has had a timestamp yet. */
double facs_timeline_stamp(const facs_timeline *timeline, double time);

/* The next frame may lie anywhere, also before the last one: it was sought. */
void facs_timeline_jump(facs_timeline *timeline);

/* 1: the frames so far are not evenly spaced. */
int facs_timeline_is_variable(const facs_timeline *timeline);

#endif
