/*
 * A head of nobody: a surface with skin, hair, eyes and mouth, moved by a few Action Units.
 * Lengths are in units of half the face's width, about 70 mm; x to the picture's right, y down, z
 * to the viewer; the origin is between the eyes' outer corners, within the head.
 */
#ifndef FACS_DRAWN_FACE_HEAD_H
#define FACS_DRAWN_FACE_HEAD_H

#define FACS_DRAWN_UNITS 46 /* one more than the highest number */

/* Its state at a moment. Of the Action Units, by number, those that facs measures are drawn. */
typedef struct facs_drawn_expression {
    double au[FACS_DRAWN_UNITS]; /* 0 is neutral, 1 the maximum */
    double gaze;                 /* of the eyes, -1 to the left .. 1 to the right */
    double yaw, pitch, roll;     /* of the head, radians */
    double aside;                /* of the whole person, units to the right */
} facs_drawn_expression;

typedef enum facs_drawn_part { FACS_DRAWN_HEAD, FACS_DRAWN_BODY } facs_drawn_part;

/* Where a point of the neutral surface (see facs_drawn_place) is in this state. */
void facs_drawn_place(facs_drawn_part part, const facs_drawn_expression *expression, double across,
                      double down, double rest[2], double place[3]);

/* The look of the surface at a point of the neutral face: linear red, green, blue, 0..1; then
 * shine. */
void facs_drawn_skin(facs_drawn_part part, const facs_drawn_expression *expression,
                     const double rest[2], double across, double skin[4]);

/* Noise from 0 to 1, always the same at a point: for hair, pores and cloth. */
double facs_drawn_noise(double x, double y);

#endif
