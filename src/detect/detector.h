/* Finds faces in a picture: boxes, five points and scores. There are two detectors, RetinaFace
 * (retinaface.h) and MTCNN (mtcnn.h), each with a table of functions; all other code goes through
 * this header. */
#ifndef FACS_DETECT_DETECTOR_H
#define FACS_DETECT_DETECTOR_H

#include "base/image.h"

#include <facs/facs.h>

#define FACS_DETECTOR_MAX_FACES 64

typedef struct facs_detection {
    /* x, y (upper left), width, height: pixels of the picture; may reach beyond it. RetinaFace: the
     * head from brow to chin; MTCNN: the 68 landmarks. */
    float box[4];
    float score;      /* 0..1 */
    float points[10]; /* x, y of both eyes, nose, both mouth corners */
    int quarters;     /* 0..3: how far, clockwise, the picture was turned when the face was seen
                         (turned_look.h); box and points are in the original picture */
    int is_loose;     /* 1: the box is the head's (RetinaFace); 0: the 68 landmarks' (MTCNN) */
    int faint; /* 0: a face; 1: probably one; 2: found only by a second, more sensitive look. Treat
                  1 and 2 with care. */
} facs_detection;

typedef struct facs_detector facs_detector; /* one thread's state; the weights are shared */

/* The functions of a detector, whose own struct begins with a facs_detector. */
typedef struct facs_detector_methods {
    int (*run)(facs_detector *detector, const facs_image *picture, facs_detection *faces, int max,
               facs_error *error);
    /* NULL: searching the whole picture does. */
    int (*near)(facs_detector *detector, const facs_image *picture, const float box[4],
                facs_detection *faces, int max, facs_error *error);
    const facs_detection *(*choose)(const facs_detection *faces, int count);
    void (*cancel)(facs_detector *detector);
    void (*close)(facs_detector *detector);
} facs_detector_methods;

struct facs_detector {
    const facs_detector_methods *methods;
};

/* One detector's weights, with NULL for the other's, and how to open it. */
typedef struct facs_detector_source {
    const struct facs_mtcnn_models *mtcnn;
    struct facs_session *retinaface;
    int min_face; /* MTCNN: as in facs_options */
    /* Shares MTCNN's work; may be NULL. If not, only its caller's thread uses the detector. */
    struct facs_crew *crew;
} facs_detector_source;

/* Opens a detector; keeps the weights. */
int facs_detector_open(facs_detector **out, const facs_detector_source *source, facs_error *error);
void facs_detector_close(facs_detector **detector);

/* Finds the faces in the whole picture, best first; at most max. Returns their number, or a
 * negative errno. */
int facs_detector_run(facs_detector *detector, const facs_image *picture, facs_detection *faces,
                      int max, facs_error *error);

/* Looks for a face where one is expected. box: shaped like the detector's own. 1: *seen is the face
 * that overlaps the box most; 0: none overlaps it by a quarter (IoU). With MTCNN this costs much
 * less than searching the whole picture. */
int facs_detector_near(facs_detector *detector, const facs_image *picture, const float box[4],
                       facs_detection *seen, facs_error *error);

/* Two boxes with this overlap (intersection over union) are of one face. */
#define FACS_DETECTOR_SAME_FACE 0.25f

/* A face with this score is confident. */
#define FACS_DETECTOR_CONFIDENT 0.8f

/* Chooses the face to follow among count (at least 1). RetinaFace: the largest of the confident
 * ones, or else the best. MTCNN: the widest, as in OpenFace; a faint one only if all are faint. */
const facs_detection *facs_detector_choose(const facs_detector *detector,
                                           const facs_detection *faces, int count);

void facs_detector_cancel(facs_detector *detector); /* thread-safe */

#endif
