/*
 * Who is who: the faces of one stream and their numbers, from frame to frame. Each face has a
 * place. A face that is lost keeps its place and number, and is taken up again where a detection
 * fits its place, size and look; other detections are new faces. What is done with a face lies
 * behind a struct of callbacks, so that tests bring faces of their own.
 */
#ifndef FACS_LANDMARKS_ROSTER_H
#define FACS_LANDMARKS_ROSTER_H

#include "detect/face_spot.h"

/* Places count from 0 to most - 1. Place most is for a face that has none yet. */
typedef struct facs_roster_means {
    void *self;
    /* The detections in the frame; their number, or a negative errno. */
    int (*detect)(void *self, facs_detection *seen, int max, facs_error *error);
    /* The face in place, from the last frame. 1: it is a face, and *spot is where. */
    int (*follow)(void *self, int place, facs_spot *spot);
    /* A face in place most, from a detection. Likewise. */
    int (*start)(void *self, const facs_detection *seen, facs_spot *spot);
    /* How much the face that follow or start found in place in this frame looks like what is known
       of the one that place other belongs to: 1 for no difference. */
    float (*likeness)(void *self, int place, int other);
    /* The face that start found goes on in place: as number id, which is new or place's own. */
    int (*take_up)(void *self, int place, int id, facs_error *error);
} facs_roster_means;

typedef struct facs_roster_place {
    int id;        /* -1: the place is free */
    int seen;      /* 1: in this frame */
    facs_spot now; /* while a frame is being looked at: where its follower is */
    /* When and where it was seen last, and where it was going. */
    int64_t frame; /* -1: never */
    double time;   /* seconds */
    facs_spot spot;
    float velocity[2]; /* pixels a second */
    /* While lost: since when an unlike face is in its reach, and in which frame it was so last. */
    double doubted;
    int64_t doubted_frame; /* -2: never */
} facs_roster_place;

typedef struct facs_roster {
    const facs_roster_means *means;
    int max; /* places */
    int detect_every;
    int keep_first; /* 1: number 0 keeps its place, however long it is away; with one place there is
                       nobody else */
    int next_id;
    int64_t frame, detected; /* frames so far; and when the detector ran last */
    int64_t cut;             /* the frame of the last cut; 0: none */
    facs_roster_place place[FACS_MAX_FACES];
    int order[FACS_MAX_FACES]; /* places with a number, by number */
    int count;                 /* of them */
    facs_detection found[FACS_DETECTOR_MAX_FACES];
} facs_roster;

/* Place 0 is number 0's from the first frame on, though there may be no face yet. Keeps means. */
void facs_roster_begin(facs_roster *roster, const facs_roster_means *means, int max,
                       int detect_every);

/* Before the first frame: number 0 stays who it is. */
void facs_roster_keep_first(facs_roster *roster);

/* The next frame, at time in seconds; is_cut: the picture does not go on from the one before, so
   that nobody is where they were. Then order, and each place's seen, are of it. */
int facs_roster_next(facs_roster *roster, double time, int is_cut, facs_error *error);

#endif
