/* Landmark methods: each is one row with its name, what it can do, what it needs and the functions
 * that do it. Code that depends on the method asks the row. To add a method, add a folder here with
 * its row and a line in methods.c. */
#ifndef FACS_LANDMARKS_METHOD_H
#define FACS_LANDMARKS_METHOD_H

#include "base/crew.h"
#include "base/pixels.h"
#include "detect/face_search.h"
#include "landmarks/track.h"
#include "nn/session.h"

/* What a tracker starts with. The tracker keeps every pointer. */
typedef struct facs_method_stream {
    void *models;            /* from open; NULL: the method opens nothing */
    const facs_pdm *pdm;     /* 68 points */
    facs_face_search search; /* FACS_METHOD_FINDS; start opens its detector from: */
    facs_detector_source detector;
    facs_crew *crew;  /* may be NULL */
    int detect_every; /* frames, from 1 */
    int batch;        /* 1..FACS_MAX_BATCH; above 1 only for rows with batches */
    int wants_free;   /* 1: fill in the tracks' free_landmarks (clm/) */
    int faces;        /* tracked at once, 1..FACS_MAX_FACES; above 1: FACS_METHOD_SEVERAL */
    /* With several faces, or to keep the first one: how similar a face in picture is to how face
     * face_id has looked so far, -1..1. centre: tx, ty of its shape. */
    float (*likeness)(void *opaque, const facs_image *picture, const float *landmarks,
                      const double centre[2], int face_id);
    void *opaque;
} facs_method_stream;

/* A frame as a tracker sees it. */
typedef struct facs_view {
    facs_pixels pixels;
    double time; /* seconds */
} facs_view;

typedef struct facs_method {
    const char *name;           /* "clnf" */
    const char *title;          /* for sentences: "CLNF" */
    unsigned traits;            /* FACS_METHOD_*, except those that follow from the fields below */
    int batch;                  /* default number of frames per batch; 0: no batches */
    facs_network_kind network;  /* FACS_METHOD_ONNX: the network it runs */
    const char *(*file)(int i); /* its files below the models folder, without its network; NULL past
                                   the last. May be NULL */
    /* Opens its weights, which any number of trackers share; NULL: it has none. folder: the models
     * folder. network: for FACS_METHOD_ONNX, the row's; open takes it. crew: reads files in
     * parallel; may be NULL. */
    int (*open)(void **models, const char *folder, facs_session *network, facs_crew *crew,
                facs_error *error);
    /* Called after open for FACS_PRECISION_FP16. NULL: without a network, weights have 32 bits. */
    void (*halve)(void *models);
    void (*close)(void *models);
    /* The shape model of an eye (0: left), which then every track of a face has. NULL: no gaze. */
    const facs_pdm *(*eye_pdm)(const void *models, int eye);
    /* Opens the tracker of one stream. NULL, like next and stop: without FACS_METHOD_FINDS. */
    int (*start)(void **tracker, const facs_method_stream *stream, facs_error *error);
    /* Tracks the faces of views[0]. Returns the number of tracks, 1 to stream.faces, or a negative
     * errno. A tracker of one face always returns one track, with face_id 0. The count - 1 views
     * after it come next, in later calls, and the tracker may look ahead at them: their pixels must
     * stay until they have been views[0], until a failure, or until let_go. */
    int (*next)(void *tracker, const facs_view *views, int count, facs_track *tracks,
                facs_error *error);
    void (*let_go)(void *tracker); /* NULL: it never looks ahead */
    void (*cancel)(void *tracker); /* thread-safe; NULL: next always returns soon */
    void (*stop)(void *tracker);
} facs_method;

/* Returns a method's row; NULL: there is no such method. */
const facs_method *facs_method_of(facs_landmark_method method);

/* What FACS_LANDMARKS_AUTO stands for with this models folder. missing: NULL, or the file without
 * which the others of FACS_LANDMARKS_CECLM's are of no use. */
facs_landmark_method facs_method_choose(const char *folder, const char **missing);

/* Returns all of its traits. */
unsigned facs_method_traits(const facs_method *method);

extern const facs_method facs_clnf_method, facs_pfld_method, facs_given_method, facs_ceclm_method;

#endif
