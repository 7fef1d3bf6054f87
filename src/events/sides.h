/*
 * How each side of the face has moved: brow height, eye opening and mouth corner, in a frame fixed
 * to the head, so that left and right can be compared (facial palsy).
 *
 * The frame. Origin: midway between the outer corners of the eyes, points 36 and 45 of iBUG 300-W.
 * Across: from 36, the person's right, to 45, the person's left. Up: from the base of the nose,
 * point 33, to the origin, at right angles to across. Unit: a hundredth of the distance between 36
 * and 45 in the same frame. Points in space (X, Y, Z) compensate for any rotation of the head,
 * points in the picture only for its tilt and size.
 *
 * Points in space are OpenFace's: a shape seen in parallel projection, spread along the camera's
 * rays, X = Z x. Away from the camera's axis this skews the head, shifting what is nearer. So the
 * rays are first made parallel again: X z / Z with z the points' mean depth. (On the sample clip
 * this removes two thirds of the false asymmetry of a moving head.)
 *
 * Right and left are the person's own: in a picture that is not mirrored, the person's right is on
 * the left.
 */
#ifndef FACS_EVENTS_SIDES_H
#define FACS_EVENTS_SIDES_H

#define FACS_SIDE_POINTS 23

/* The measures, each for the right side and then the left. */
enum {
    FACS_SIDE_BROW,      /* mean height of the brow's five points */
    FACS_SIDE_EYE,       /* distance between the lids: mean of 37-41 and 38-40; 44-46 and 43-47 */
    FACS_SIDE_MOUTH_UP,  /* height of the mouth corner, 48; 54 */
    FACS_SIDE_MOUTH_OUT, /* its distance outwards from the middle of the face */
    FACS_SIDE_KINDS
};
#define FACS_SIDE_MEASURES (2 * FACS_SIDE_KINDS)

/* The landmarks that are needed, 0..67. */
extern const int facs_side_points[FACS_SIDE_POINTS];

/* points: [FACS_SIDE_POINTS][dimensions], y downwards, in the order above; dimensions: 2 or 3. All
 * measures are NaN if the points are not a face: eyes in one place, or the nose between them. */
void facs_sides_measure(const double *points, int dimensions, float measures[FACS_SIDE_MEASURES]);

#endif
