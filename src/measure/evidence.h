/*
 * How much speaks for each Action Unit in one frame: a weighted sum of what the face's points show,
 * of the head's turn, and of the intensities. Its zero is that of an average neutral face; only
 * differences from the person's own neutral face mean something (measure/presence.h).
 */
#ifndef FACS_MEASURE_EVIDENCE_H
#define FACS_MEASURE_EVIDENCE_H

#include "measure/measures.h"

/* What is weighed. Heights are above the line of the eye corners; all in hundredths of the distance
 * between the outer eye corners, means of both sides, from the shape model's points. */
enum facs_evidence_sign {
    FACS_SIGN_BROW_INNER, /* inner ends of the brows, height */
    FACS_SIGN_BROW_OUTER, /* outer halves of the brows, height */
    FACS_SIGN_BROW_GAP,   /* between the inner ends */
    FACS_SIGN_LID,        /* opening of the eyes */
    FACS_SIGN_LID_LOWER,  /* lower lids, height */
    FACS_SIGN_NOSE_WING,  /* wings of the nose, height */
    FACS_SIGN_NOSE_WIDTH, /* between the wings */
    FACS_SIGN_MOUTH_UP,   /* mouth corners above the base of the nose */
    FACS_SIGN_MOUTH_WIDTH,
    FACS_SIGN_MOUTH_OPEN,  /* between the outer edges of the lips */
    FACS_SIGN_LIP_PARTING, /* between the inner edges */
    FACS_SIGN_UPPER_LIP,   /* upper lip above the base of the nose */
    FACS_SIGN_CHIN,        /* chin above the base of the nose */
    FACS_SIGNS
};

/* The shape fit's rotation in degrees, rx, ry, rz, and a tenth of ry^2 and rx^2: the points of a
 * turned head are off by a little that depends on the turn. */
#define FACS_EVIDENCE_TURNS 5

typedef struct facs_evidence_weights {
    float signs[FACS_SIGNS];
    float turns[FACS_EVIDENCE_TURNS];
    float intensity[FACS_INTENSITIES];
    float start; /* evidence above the neutral face's at which the Action Unit is present */
} facs_evidence_weights;

/* One row for each presence, in facs_presence_name's order. */
extern const facs_evidence_weights facs_evidence_table[FACS_PRESENCES];
extern const float facs_evidence_average[FACS_SIGNS]; /* signs of an average neutral face */

/* Measures the signs. Returns 0 if the points give none. */
int facs_evidence_signs(const facs_measure_points *points, float signs[FACS_SIGNS]);

/* The points' part of the evidence. Returns 0, and leaves evidence alone, if they give none. */
int facs_evidence_of_points(const facs_measure_points *points, float evidence[FACS_PRESENCES]);

/* Adds the intensities' part. */
void facs_evidence_add_intensity(const float intensity[FACS_INTENSITIES],
                                 float evidence[FACS_PRESENCES]);

#endif
