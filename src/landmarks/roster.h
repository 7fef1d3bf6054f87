/* Keeps track of the faces in one stream and of their numbers. Each face has a place. A lost face
 * keeps its place and number, and is resumed when a detection matches its position, size and look;
 * any other detection is a new face. Callbacks do the work on the faces, so tests can bring their
 * own. */
#ifndef FACS_LANDMARKS_ROSTER_H
#define FACS_LANDMARKS_ROSTER_H

#include "detect/face_spot.h"

/* Places count from 0 to max - 1. Place max is for a face that has none yet. */
typedef struct facs_roster_means {
    void *self;
    /* Finds the faces in the frame. Returns their number, or a negative errno. */
    int (*detect)(void *self, facs_detection *seen, int max, facs_error *error);
    /* Called for each place before follow is called for any: its face will be followed, and may be
     * from now on, on another thread. May be NULL. */
    void (*begin)(void *self, int place);
    /* Follows the face in place from the last frame. 1: it is a face; *spot says where it is. */
    int (*follow)(void *self, int place, facs_spot *spot);
    /* Starts a face in place max from a detection. 1: as follow. */
    int (*start)(void *self, const facs_detection *seen, facs_spot *spot);
    /* Compares the face that follow or start found in place in this frame with what is known of the
     * face in place other: 1 for no difference. */
    float (*likeness)(void *self, int place, int other);
    /* Moves the face that start found to place, which has its number already. */
    void (*take_up)(void *self, int place);
} facs_roster_means;

typedef struct facs_roster_place {
    int id;        /* -1: the place is free */
    int seen;      /* 1: in this frame */
    facs_spot now; /* during facs_roster_next: where its follower is */
    /* When and where it was last seen, and where it was going. */
    int64_t frame; /* -1: never */
    double time;   /* seconds */
    facs_spot spot;
    float velocity[2]; /* pixels per second */
    /* While lost: since when a dissimilar face has been within its reach, and the last such
     * frame. */
    double doubted;
    int64_t doubted_frame; /* -2: never */
} facs_roster_place;

typedef struct facs_roster {
    const facs_roster_means *means;
    int max; /* places */
    int detect_every;
    int keep_first; /* 1: number 0 keeps its place, however long it is away; with a single place,
                       nobody else is followed */
    int next_id;
    int64_t frame, detected; /* frames so far; the last frame with a detector run */
    int64_t cut;             /* the frame of the last cut; 0: none */
    facs_roster_place place[FACS_MAX_FACES];
    int order[FACS_MAX_FACES]; /* places with a number, in order of the numbers */
    int count;                 /* how many */
    facs_detection found[FACS_DETECTOR_MAX_FACES];
} facs_roster;

/* Gives place 0 to number 0 from the first frame on, even if there is no face yet. Keeps means. */
void facs_roster_begin(facs_roster *roster, const facs_roster_means *means, int max,
                       int detect_every);

/* Call before the first frame: number 0 stays the same person. */
void facs_roster_keep_first(facs_roster *roster);

/* Processes the next frame, at time in seconds. is_cut: the picture does not continue the one
 * before, so nobody is where they were. Sets order, and seen of each place. */
int facs_roster_next(facs_roster *roster, double time, int is_cut, facs_error *error);

#endif
