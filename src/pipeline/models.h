/* The internals of facs_models: the weights and sessions that analyzers share. */
#ifndef FACS_PIPELINE_MODELS_H
#define FACS_PIPELINE_MODELS_H

#include "appearance/align.h"
#include "au/au_models.h"
#include "au/neutral.h"
#include "base/warnings.h"
#include "detect/mtcnn.h"
#include "landmarks/method.h"
#include "nn/session.h"
#include "os/thread.h"
#include "pipeline/digests.h"
#include "pipeline/networks.h"
#include "shape/pdm.h"

#define FACS_MODELS_MAX_FILES 32

struct facs_models {
    facs_runtime *runtime; /* NULL if nothing runs on it */
    /* One of the two detectors, or neither if landmarks come with the frames. */
    facs_mtcnn_models *mtcnn;
    facs_session *retinaface;
    const facs_method *method; /* of the landmarks */
    void *landmarks;           /* what method opened; NULL: nothing */
    int is_half;               /* 1: these are weights of 16 bits */
    facs_pdm *pdm;
    facs_triangulation *triangulation;
    int threads; /* for landmarks */
    char *folder;
    const char *names[FACS_MODELS_MAX_FILES + 1]; /* of the files, without the predictors */
    /* The predictors, by facs_au_models. Those in the options are opened with the models, the
       others when an analyzer needs them. */
    struct facs_au_sets {
        facs_mutex lock;
        facs_au_set *set[FACS_AU_NONE];
        facs_digests *digests[FACS_AU_NONE + 1]; /* of all files that a run with these uses */
    } * au;
    facs_network_file networks[FACS_NETWORKS + 1]; /* in use; ends with a NULL name */
    /* From streams that have ended, for the next ones. */
    struct facs_shelves {
        facs_shelf *medians; /* facs_neutral_shelf_open */
        facs_shelf *pools;   /* facs_frame_pool_shelf_open */
    } shelves;
};

/* Callbacks that see the inputs of each network's runs. */
typedef struct facs_taps {
    void (*tap[FACS_NETWORKS])(void *opaque, const float *input,
                               const int64_t dims[FACS_NN_MAX_RANK]);
    void *opaque;
} facs_taps;

/* As facs_models_open, with taps. */
int facs_models_open_tapped(facs_models **out, const facs_options *options, const facs_taps *taps,
                            facs_error *error);

/* Returns the predictors of this kind, valid as long as models. Thread-safe. ENVIRONMENT errors. */
int facs_models_au_set(const facs_models *models, facs_au_models which, const facs_au_set **set,
                       facs_error *error);

/* Returns what opens the detector of these models, with options' min_face. */
facs_detector_source facs_models_detector(const facs_models *models, const facs_options *options);

/* Returns the number of files that a run with these predictors uses, and *files with their digests,
 * valid as long as models. Thread-safe. ENVIRONMENT errors: one can no longer be read. */
int facs_models_files(const facs_models *models, facs_au_models which, const facs_digest **files,
                      facs_error *error);

/* Starts to compute the digests of the files that a run with these options would use, without
 * opening the models. ENVIRONMENT errors. */
int facs_models_digests(facs_digests **out, const facs_options *options, facs_au_models which,
                        facs_error *error);

/* Adds the number of files that are in no manifest to warnings; if that is NULL, logs it. log may
 * be NULL. Returns 0 or an error. */
int facs_models_warn(const facs_models *models, facs_au_models which, facs_warnings *warnings,
                     const facs_log *log, facs_error *error);

#endif
