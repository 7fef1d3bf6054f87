/*
 * The ways to landmarks: for each method one row, which says what it is called, what it can do and
 * what it needs, and holds the functions that do it. Whatever differs between two methods is asked
 * of their rows. A method is a folder here with its row, and a line in methods.c.
 */
#ifndef FACS_LANDMARKS_METHOD_H
#define FACS_LANDMARKS_METHOD_H

#include "base/crew.h"
#include "base/pixels.h"
#include "detect/face_search.h"
#include "landmarks/track.h"
#include "nn/session.h"

/* What a tracker is started with. It keeps all that is pointed to. */
typedef struct facs_method_stream {
    void *models;            /* what open gave; NULL: the method opens nothing */
    const facs_pdm *pdm;     /* 68 points */
    facs_face_search search; /* FACS_METHOD_FINDS; its detector is for start to open: */
    facs_detector_source detector;
    facs_crew *crew;  /* NULL: none */
    int detect_every; /* frames, from 1 */
    int batch;        /* 1..FACS_MAX_BATCH; above 1 only where the row has batches */
    int faces;        /* at a time, 1..FACS_MAX_FACES; above 1: FACS_METHOD_SEVERAL */
    /* With several faces, or to keep to the first: how much a face of picture looks like the one
       with this number has looked in all frames before, -1..1. centre: tx, ty of its shape. */
    float (*likeness)(void *opaque, const facs_image *picture, const float *landmarks,
                      const double centre[2], int face_id);
    void *opaque;
} facs_method_stream;

/* A frame as a tracker sees it. */
typedef struct facs_view {
    facs_pixels pixels;
    double time;            /* seconds */
    const float *landmarks; /* points that came with it, x0.. y0..; NULL: none */
} facs_view;

typedef struct facs_method {
    const char *name;           /* "clnf" */
    const char *title;          /* in a sentence: "CLNF" */
    unsigned traits;            /* FACS_METHOD_*, without those that follow from what is below */
    int batch;                  /* frames at a time unless the options say; 0: no batches */
    facs_network_kind network;  /* FACS_METHOD_ONNX: the network that it runs */
    const char *(*file)(int i); /* its files below the models folder, NULL past the last; but for
                                   its network. NULL: none */
    /* Its weights, shared by any number of trackers. NULL: it has none. folder: of the weights.
       network: FACS_METHOD_ONNX: the row's, which open takes. crew: for what can be read at the
       same time; NULL: none. */
    int (*open)(void **models, const char *folder, facs_session *network, facs_crew *crew,
                facs_error *error);
    void (*close)(void *models);
    /* The shape model of an eye (0: left), which every track of a face then has. NULL: no gaze. */
    const facs_pdm *(*eye_pdm)(const void *models, int eye);
    /* The tracker of one stream. */
    int (*start)(void **tracker, const facs_method_stream *stream, facs_error *error);
    /*
     * The faces of views[0]: the number of tracks, 1 to stream.faces, or a negative errno. One
     * face: always one track, with face_id 0. The count - 1 views behind it come next, in later
     * calls, and may be looked at already: their pixels stay until they were first, or until a
     * failure, or let_go.
     */
    int (*next)(void *tracker, const facs_view *views, int count, facs_track *tracks,
                facs_error *error);
    void (*let_go)(void *tracker); /* NULL: it never looks ahead */
    void (*cancel)(void *tracker); /* thread-safe; NULL: it is always soon done */
    void (*stop)(void *tracker);
} facs_method;

/* The row of a method; NULL: there is none. */
const facs_method *facs_method_of(facs_landmark_method method);

/* All its traits. */
unsigned facs_method_traits(const facs_method *method);

/* The rows. */
extern const facs_method facs_clnf_method, facs_pfld_method, facs_given_method;

#endif
