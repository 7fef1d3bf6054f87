/*
 * Which pictures are not what was recorded. A picture that is damaged spoils all that are predicted
 * from it, and of a decoder's messages there may be not one for these: the picture stands still or
 * smears until the next one that needs no other.
 */
#ifndef FACS_MEDIA_DAMAGE_H
#define FACS_MEDIA_DAMAGE_H

#include <stdint.h>

/* More than there are pictures between decoding one and showing it. */
#define FACS_DAMAGE_MARKS 64

/* All zero to begin with. */
typedef struct facs_damage {
    int intra_only; /* 1: a codec whose pictures never need others */
    int free_b; /* 1: one whose B pictures are never needed by others: MPEG-1, -2, -4 and VC-1 */
    int64_t marks[FACS_DAMAGE_MARKS]; /* in order: 2 n + 1, picture n; 2 n, something before it */
    int count;
    int64_t refresh; /* the latest point of recovery without a whole picture, plus 1; 0: none */
} facs_damage;

/* A picture as it is shown. */
typedef struct facs_damage_picture {
    int64_t number; /* of the packet that it came in, in the order of decoding */
    int key;        /* 1: decoding can begin here */
    int intra;      /* 1: it needs no other picture */
    int b;          /* 1: it is predicted from two sides */
} facs_damage_picture;

/* Picture number could not be decoded, or not without errors. */
void facs_damage_of(facs_damage *damage, int64_t number);

/* Something is missing between picture number and the one before it, if there is one. */
void facs_damage_before(facs_damage *damage, int64_t number);

/*
 * Pictures in the order in which they are shown; damage up to the latest decoded one is known.
 * 0: it is sound. 1: damaged itself. 2: predicted from what is damaged or missing.
 */
int facs_damage_judge(facs_damage *damage, const facs_damage_picture *picture);

#endif
