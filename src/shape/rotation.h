/* Rotations in OpenFace's form: R = Rx * Ry * Rz, angles in radians. Row-major 3x3. */
#ifndef FACS_SHAPE_ROTATION_H
#define FACS_SHAPE_ROTATION_H

void facs_rotation_from_euler(const double euler[3], double matrix[9]);
/* ry is within -pi/2..pi/2; at these ends rx and rz rotate about one axis, and rz is 0. */
void facs_rotation_to_euler(const double matrix[9], double euler[3]);
/* Rotates about axis by its length in radians (Rodrigues). */
void facs_rotation_from_axis(const double axis[3], double matrix[9]);
/* product = left * right; may be either of them. */
void facs_rotation_multiply(const double left[9], const double right[9], double product[9]);

#endif
