/*
 * Faces in a picture: boxes, five points and scores. Two detectors do it, RetinaFace (retinaface.h)
 * and MTCNN (mtcnn.h); each has a table of functions, and everything else asks through here.
 */
#ifndef FACS_DETECT_DETECTOR_H
#define FACS_DETECT_DETECTOR_H

#include "base/image.h"

#include <facs/facs.h>

#define FACS_DETECTOR_MAX_FACES 64

typedef struct facs_detection {
    /* x, y (upper-left), width, height: pixels of the picture; may reach beyond it. RetinaFace: the
       head from brow to chin; MTCNN: tight about the 68 landmarks. */
    float box[4];
    float score;      /* 0..1 */
    float points[10]; /* x, y of both eyes, nose, both mouth corners */
    int quarters;     /* 0..3: the picture was turned by so many, clockwise, for the face to be seen
                         (turned_look.h); box and points are of the picture as it is */
    int is_loose; /* 1: the box is the head's (RetinaFace), 0: that of the 68 landmarks (MTCNN) */
    int faint;    /* 0: a face; 1: likely one; 2: only a second, more sensitive look saw it. Believe
                     what is not 0 with care. */
} facs_detection;

typedef struct facs_detector facs_detector; /* one thread's state; the weights are shared */

/* What a detector does; its own struct begins with a facs_detector. */
typedef struct facs_detector_methods {
    int (*run)(facs_detector *detector, const facs_image *picture, facs_detection *faces, int max,
               facs_error *error);
    /* NULL: a look at the whole picture serves instead. */
    int (*near)(facs_detector *detector, const facs_image *picture, const float box[4],
                facs_detection *faces, int max, facs_error *error);
    const facs_detection *(*choose)(const facs_detection *faces, int count);
    void (*cancel)(facs_detector *detector);
    void (*close)(facs_detector *detector);
} facs_detector_methods;

struct facs_detector {
    const facs_detector_methods *methods;
};

/* The weights of one of the two, NULL for the other, and how it is opened. */
typedef struct facs_detector_source {
    const struct facs_mtcnn_models *mtcnn;
    struct facs_session *retinaface;
    int min_face; /* MTCNN: as facs_options' */
} facs_detector_source;

/* For pictures; keeps the weights. */
int facs_detector_open(facs_detector **out, const facs_detector_source *source, facs_error *error);
void facs_detector_close(facs_detector **detector);

/*
 * Find the faces in the whole picture, best first; at most max. Returns their number, or a negative
 * errno.
 */
int facs_detector_run(facs_detector *detector, const facs_image *picture, facs_detection *faces,
                      int max, facs_error *error);

/*
 * Is there a face where one is expected? box: as the detector's own boxes. 1: *seen is the face
 * that overlaps the box most; 0: there is none that overlaps it by a quarter (IoU). With MTCNN this
 * costs much less than a look at the whole picture.
 */
int facs_detector_near(facs_detector *detector, const facs_image *picture, const float box[4],
                       facs_detection *seen, facs_error *error);

/* Overlap (intersection over union) from which two boxes are one face's. */
#define FACS_DETECTOR_SAME_FACE 0.25f

/* The score from which a face is confidently one. */
#define FACS_DETECTOR_CONFIDENT 0.8f

/*
 * The face to follow of count (at least 1). RetinaFace: the largest of the confident ones, else the
 * best. MTCNN: the widest, as in OpenFace; a faint one only where all are.
 */
const facs_detection *facs_detector_choose(const facs_detector *detector,
                                           const facs_detection *faces, int count);

void facs_detector_cancel(facs_detector *detector); /* thread-safe */

#endif
