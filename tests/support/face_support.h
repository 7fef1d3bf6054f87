/* What the tests of detectors and landmarks share: networks (tiny ones, or the weights), pictures
 * of squares. */
#ifndef FACS_TESTS_FACE_SUPPORT_H
#define FACS_TESTS_FACE_SUPPORT_H

#include "landmarks/method.h"
#include "landmarks/pfld/pfld.h"

/* What PFLD is known to be off to the right, in sides of the crop, and is corrected for (pfld.c).
 */
#define PFLD_RIGHT_SHIFT (0.95 / 112)

typedef struct face_nets {
    facs_runtime *runtime;
    facs_session *detector, *pfld;
    facs_pdm *pdm; /* 68 points */
} face_nets;

/* side: of the detector's input; 0: left open. The PDM is that of the tiny landmarks. */
void open_tiny_nets(face_nets *nets, int side);
/* The weights; skips the test if they are missing. */
void open_real_nets(face_nets *nets, const char *detector_file);
void close_nets(face_nets *nets);

/* A session for the file at path; fails the test. */
facs_session *open_session(facs_runtime *runtime, const char *path);
facs_runtime *open_runtime(void);

/*
 * The tiny landmarks in the crop of 1.1 times a square's side, interleaved, 0..1; in PFLD's own
 * coordinates, so that the corrected points of a square make a face whose square it is.
 */
const float *tiny_points(void);

/* A network of PFLD's form: points[i] plus the means of red, green, blue times weights[..][i]. */
facs_session *mean_landmarks(facs_runtime *runtime, const float weights[3][2 * FACS_LANDMARKS],
                             const float points[2 * FACS_LANDMARKS]);

/* A black picture with rows of their own length; free() pixels. */
typedef struct canvas {
    uint8_t *pixels;
    facs_image image;
} canvas;

canvas new_canvas(int width, int height);
void fill(canvas *to, int level);
void draw_square(canvas *to, int x, int y, int side, int level);

/* Fails unless status, kind and a part of the sentence are as given. */
void check_failure(int status, const facs_error *error, int expected, facs_error_kind kind,
                   const char *part);

#endif
