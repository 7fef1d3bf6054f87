/* Runs clips to collect the inputs of the networks for calibration. */
#ifndef FACS_QUANTIZE_CLIPS_H
#define FACS_QUANTIZE_CLIPS_H

#include "pipeline/models.h"
#include "quantize/calibrate.h"
#include "quantize/record.h"

/* The owner fills in the first group; the rest is all zero at first. */
typedef struct facs_quantize_clips {
    const facs_options *options;
    const facs_quantize_callbacks *callbacks;
    facs_models *models;                         /* opened with facs_quantize_taps */
    facs_calibrator *calibrators[FACS_NETWORKS]; /* they get the inputs */
    facs_quantized_clip *seen;                   /* room for all clips */
    facs_error *error;

    int seen_count; /* clips that could be read, at least in part */
    int left_out;   /* clips that could not */
    int64_t frames; /* used, of all clips */
    int listening;  /* 1: inputs of this frame are used */
    int status;     /* of the calibrators */
} facs_quantize_clips;

/* For facs_models_open_tapped; clips must live as long as the models. */
facs_taps facs_quantize_taps(facs_quantize_clips *clips);

/*
 * Go through the clips. One that cannot be read is logged, left out and counted; if that is all of
 * them, INPUT errors. ENVIRONMENT errors; -ECANCELED when progress asks to stop.
 */
int facs_quantize_look(facs_quantize_clips *clips, const char *const *names, int count);

#endif
