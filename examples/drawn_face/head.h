/*
 * A head that never was: a surface with skin, hair, eyes and mouth, moved by a few Action Units.
 * Lengths are in units of half the face's width, about 70 mm; x to the picture's right, y down, z
 * to the viewer; the origin is between the eyes' outer corners, within the head.
 */
#ifndef FACS_DRAWN_FACE_HEAD_H
#define FACS_DRAWN_FACE_HEAD_H

/* How it looks at a moment; 0 at rest, 1 at most. */
typedef struct facs_drawn_expression {
    double brows;       /* raised: AU01, AU02 */
    double smile;       /* AU06, AU12 */
    double jaw;         /* dropped: AU25, AU26 */
    double lids;        /* closed: AU45 */
    double gaze;        /* of the eyes, -1 to the left .. 1 to the right */
    double frown;       /* AU04 */
    double yaw, pitch;  /* of the head, radians */
    double roll, aside; /* aside: of the whole person, units to the right */
} facs_drawn_expression;

typedef enum facs_drawn_part { FACS_DRAWN_HEAD, FACS_DRAWN_BODY } facs_drawn_part;

/* A place on the surface: from where on the part at rest (see facs_drawn_place) to where it is. */
void facs_drawn_place(facs_drawn_part part, const facs_drawn_expression *expression, double across,
                      double down, double rest[2], double place[3]);

/* What the surface looks like at a place at rest: red, green, blue, 0..1, linear; then shine. */
void facs_drawn_skin(facs_drawn_part part, const facs_drawn_expression *expression,
                     const double rest[2], double across, double skin[4]);

/* From 0 to 1, the same for the same place: for hair, pores and cloth. */
double facs_drawn_noise(double x, double y);

#endif
