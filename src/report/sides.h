/*
 * How far each side of the face has moved: heights of brow, eye opening and corner of the mouth in
 * a frame that is fixed to the head, so that left and right can be compared (facial palsy).
 *
 * The frame. Origin: the middle between the outer corners of the eyes, points 36 and 45 of iBUG
 * 300-W. Across: from 36, the person's right, to 45, the person's left. Up: from the base of the
 * nose, point 33, to the origin, at right angles to across. Unit: a hundredth of the distance
 * between 36 and 45 in the same frame of the video. With points in space (X, Y, Z) the turning of
 * the head is taken out; with points of the picture only its tilt and its size.
 *
 * Points in space are OpenFace's: a shape as it is seen from afar, spread over the camera's rays,
 * X = Z x. A head beside the camera's axis comes out askew by that: what is nearer is shifted. So
 * the rays are made parallel again first, X z / Z with the mean z of the points (on the sample clip
 * that takes two thirds of the false asymmetry of a moving head away).
 *
 * Right and left are the person's. In a picture that is not mirrored the person's right is on the
 * picture's left.
 */
#ifndef FACS_REPORT_SIDES_H
#define FACS_REPORT_SIDES_H

#define FACS_SIDE_POINTS 23

/* The measures, each for the right side and then the left. */
enum {
    FACS_SIDE_BROW,      /* height of the five points of the brow, averaged */
    FACS_SIDE_EYE,       /* distance of the lids: mean of 37-41 and 38-40; 44-46 and 43-47 */
    FACS_SIDE_MOUTH_UP,  /* height of the corner of the mouth, 48; 54 */
    FACS_SIDE_MOUTH_OUT, /* its distance from the middle of the face, outwards */
    FACS_SIDE_KINDS
};
#define FACS_SIDE_MEASURES (2 * FACS_SIDE_KINDS)

/* The numbers of the points that are needed, 0..67. */
extern const int facs_side_points[FACS_SIDE_POINTS];

/*
 * points: FACS_SIDE_POINTS times 2 or 3 (dimensions) coordinates, y downwards, in the order above.
 * All NaN where the points make no face: eyes in one place, or nose between them.
 */
void facs_sides_measure(const double *points, int dimensions, float measures[FACS_SIDE_MEASURES]);

#endif
