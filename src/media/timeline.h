/*
 * From a container's timestamps to times that start at 0 and never go back. A stamp that is out of
 * line is judged by those after it: the most stamps that are in order are believed, so that a few
 * wrong ones move no others, and a clock that truly begins anew is told from them.
 */
#ifndef FACS_MEDIA_TIMELINE_H
#define FACS_MEDIA_TIMELINE_H

#include <stdint.h>

/* A stamp out of line is seen together with up to so many others. */
#define FACS_TIMELINE_WINDOW 8

typedef enum facs_timing {
    FACS_TIMING_GIVEN,  /* the stamp's, or one nominal step on where there is none */
    FACS_TIMING_MENDED, /* the stamp is wrong: between its neighbours, or one step on */
    FACS_TIMING_RESTART /* the clock begins anew: one step on, and so do all after it */
} facs_timing;

typedef struct facs_moment {
    double time; /* seconds from the first frame */
    double said; /* what the stamp means on the clock so far, seconds; NAN: there is none */
    facs_timing timing;
    int is_still; /* 1: the time of the frame before, or hardly more */
} facs_moment;

typedef struct facs_timeline {
    double step;                         /* seconds a frame lasts nominally */
    int rate_known;                      /* 0: step is a guess */
    int64_t count;                       /* frames so far */
    int anchored;                        /* 1: start is known */
    double start;                        /* seconds, the container's time that counts as 0 */
    double origin;                       /* start before the clock began anew for the first time */
    double last;                         /* seconds, of the latest frame */
    int sought;                          /* 1: the latest frame says nothing of the next one */
    double shortest, longest;            /* seconds between frames, valid from the second frame */
    double latest, before;               /* the last two of these */
    int doubts;                          /* at once: stamps in a row that were not believed */
    int window;                          /* 3..FACS_TIMELINE_WINDOW: how many may wait */
    int waiting;                         /* stamps that wait */
    double stamps[FACS_TIMELINE_WINDOW]; /* these, in the container's seconds */
} facs_timeline;

/* frame_rate: nominal, 0 where it is not known. */
void facs_timeline_begin(facs_timeline *timeline, double frame_rate);

/* The container timestamp of the next frame in seconds, NAN where it has none. At most window of
 * them wait. */
void facs_timeline_add(facs_timeline *timeline, double stamp);

/*
 * The moment of the frame that has waited longest: 1 and it waits no more; 0: further stamps are
 * needed first. No more than one is, where a stamp is in line with that before it. With window of
 * them waiting, or if ended (no others will come), the answer is 1.
 */
int facs_timeline_take(facs_timeline *timeline, int ended, facs_moment *moment);

/*
 * The moment of a frame of a live input, which must not wait. elapsed: seconds on our own clock
 * since the frame before; a stamp that leads by much more is not believed, nor one far back, until
 * the third one in a row shows that there was a pause, or that the clock began anew.
 */
void facs_timeline_at_once(facs_timeline *timeline, double stamp, double elapsed,
                           facs_moment *moment);

/* The container's timestamp of a time, in seconds; NAN where no frame has had a timestamp yet. */
double facs_timeline_stamp(const facs_timeline *timeline, double time);

/* The next frame may lie anywhere, also before the last one: it was sought. None waits any more. */
void facs_timeline_jump(facs_timeline *timeline);

/* 1: the frames so far are not evenly spaced. */
int facs_timeline_is_variable(const facs_timeline *timeline);

#endif
