/* Which pictures differ from what was recorded. A damaged picture spoils all that are predicted
 * from it, and the decoder may say nothing about these: the video freezes or smears until the next
 * picture that needs no other. */
#ifndef FACS_MEDIA_DAMAGE_H
#define FACS_MEDIA_DAMAGE_H

#include <stdint.h>

/* More than the pictures between decoding one and showing it. */
#define FACS_DAMAGE_MARKS 64

/* All zero to begin with. */
typedef struct facs_damage {
    int intra_only;                   /* 1: the codec's pictures never need others */
    int free_b;                       /* 1: no picture needs a B picture: MPEG-1, -2, -4 and VC-1 */
    int64_t marks[FACS_DAMAGE_MARKS]; /* sorted: 2 n + 1 for picture n, 2 n for a gap before it */
    int count;
    int64_t refresh; /* latest recovery point that is no whole picture, plus 1; 0: none */
} facs_damage;

/* A picture in display order. */
typedef struct facs_damage_picture {
    int64_t number; /* of its packet, in decoding order */
    int key;        /* 1: decoding can start here */
    int intra;      /* 1: it needs no other picture */
    int b;          /* 1: it is predicted in both directions */
} facs_damage_picture;

/* Marks picture number: it could not be decoded, or only with errors. */
void facs_damage_of(facs_damage *damage, int64_t number);

/* Marks a gap between picture number and the one before it, if there is one. */
void facs_damage_before(facs_damage *damage, int64_t number);

/* Judges a picture. Call in display order, once the damage up to the latest decoded picture is
 * known. Returns 0: sound; 1: damaged itself; 2: predicted from something damaged or missing. */
int facs_damage_judge(facs_damage *damage, const facs_damage_picture *picture);

#endif
