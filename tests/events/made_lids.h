/* A result with only eyes: the opening of both, by time. Every function fails the test if it cannot
 * do its job. */
#ifndef FACS_TESTS_MADE_LIDS_H
#define FACS_TESTS_MADE_LIDS_H

/* Eyes as a function of time. */
typedef struct made_eyes {
    double fps, seconds;
    /* Opening in pixels at a time in seconds, of 10 pixels when open; side 0 is the right. NaN: no
     * face. */
    double (*open)(double time, int side);
} made_eyes;

/* Writes a CSV (frame, timestamp, success, AU45_r, eye_lmk_*, as OpenFace rounds them) to path. */
void write_made_eyes(const char *path, const made_eyes *eyes);

#endif
