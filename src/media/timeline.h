/* Turns a container's timestamps into times that start at 0 and never go back. A stamp out of line
 * is judged by those after it: the longest run in order is believed, so that a few wrong stamps
 * move no others, and a clock that really restarts is recognized. */
#ifndef FACS_MEDIA_TIMELINE_H
#define FACS_MEDIA_TIMELINE_H

#include <stdint.h>

/* Stamps that are considered together if one is out of line. */
#define FACS_TIMELINE_WINDOW 8

typedef enum facs_timing {
    FACS_TIMING_GIVEN,  /* the stamp's time, or one nominal step on if there is none */
    FACS_TIMING_MENDED, /* the stamp is wrong: between its neighbours, or one step on */
    FACS_TIMING_RESTART /* the clock restarts: one step on, and so for all after it */
} facs_timing;

typedef struct facs_moment {
    double time; /* seconds from the first frame */
    double said; /* time of the stamp on the clock so far, seconds; NAN: no stamp */
    facs_timing timing;
    int is_still; /* 1: at the time of the frame before, or hardly later */
} facs_moment;

typedef struct facs_timeline {
    double step;    /* nominal duration of a frame, seconds */
    int rate_known; /* 0: step is a guess */
    int64_t count;  /* frames so far */
    int anchored;   /* 1: start is known */
    double start;   /* the container's time that counts as 0, seconds */
    double origin;  /* start before the clock restarted for the first time */
    double last;    /* time of the latest frame, seconds */
    int sought;     /* 1: after a seek, the latest frame says nothing about the next one */
    double shortest, longest;            /* seconds between frames, from the second frame on */
    double latest, before;               /* the last two steps */
    int doubts;                          /* live: stamps in a row that were not believed */
    int window;                          /* 3..FACS_TIMELINE_WINDOW: how many stamps may wait */
    int waiting;                         /* number of waiting stamps */
    double stamps[FACS_TIMELINE_WINDOW]; /* in the container's seconds */
} facs_timeline;

/* frame_rate: nominal, 0 if unknown. */
void facs_timeline_begin(facs_timeline *timeline, double frame_rate);

/* Adds the next frame's container timestamp in seconds, NAN if it has none. At most window may
 * wait. */
void facs_timeline_add(facs_timeline *timeline, double stamp);

/* Takes the moment of the frame that has waited longest. Returns 1, or 0 if it needs more stamps
 * first: none if it is in line with the frame before. Always returns 1 if window stamps wait or the
 * input has ended. */
int facs_timeline_take(facs_timeline *timeline, int ended, facs_moment *moment);

/* The moment of a frame of a live input, which must not wait. elapsed: seconds since the frame
 * before on our own clock. A stamp much further ahead is not believed, nor one far back, until the
 * third in a row proves a pause or a restarted clock. */
void facs_timeline_at_once(facs_timeline *timeline, double stamp, double elapsed,
                           facs_moment *moment);

/* The container's timestamp of a time, in seconds; NAN if no frame has had a timestamp yet. */
double facs_timeline_stamp(const facs_timeline *timeline, double time);

/* After a seek: drops the waiting stamps; the next frame may be anywhere. */
void facs_timeline_jump(facs_timeline *timeline);

/* Returns 1 if the frames so far are not evenly spaced. */
int facs_timeline_is_variable(const facs_timeline *timeline);

#endif
