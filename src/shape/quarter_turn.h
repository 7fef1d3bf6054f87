/* Points and faces in a picture turned clockwise by quarters with facs_image_rotate. Detector,
 * patch experts and validator only know upright faces, so a head on its side is processed in a
 * turned copy of the picture. */
#ifndef FACS_SHAPE_QUARTER_TURN_H
#define FACS_SHAPE_QUARTER_TURN_H

/* Quarters clockwise, 0..3, of a picture of width x height pixels before the turn. */
typedef struct facs_quarter_turn {
    int quarters;
    int width, height;
} facs_quarter_turn;

/* Returns the opposite turn. */
facs_quarter_turn facs_quarter_turn_back(const facs_quarter_turn *turn);

/* Turns points[2n]: x0.. then y0.., pixels, pixel centres at whole numbers; in place. */
void facs_quarter_turn_points(const facs_quarter_turn *turn, float *points, int n);

/* Turns x, y (upper left), width, height; in place. */
void facs_quarter_turn_box(const facs_quarter_turn *turn, float box[4]);

/* Turns scale, rx, ry, rz, tx, ty of a face; in place. */
void facs_quarter_turn_global(const facs_quarter_turn *turn, double global[6]);

#endif
