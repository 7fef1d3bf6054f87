/* What the networks see in clips: the inputs of their runs, as a calibration needs them. */
#ifndef FACS_QUANTIZE_CLIPS_H
#define FACS_QUANTIZE_CLIPS_H

#include "pipeline/models.h"
#include "quantize/calibrate.h"
#include "quantize/record.h"

/* Whoever has it fills in the first group; the rest is all zero to begin with. */
typedef struct facs_quantize_clips {
    const facs_options *options;
    const facs_quantize_callbacks *callbacks;
    facs_models *models;                         /* opened with facs_quantize_taps */
    facs_calibrator *calibrators[FACS_NETWORKS]; /* which are given the inputs */
    facs_quantized_clip *seen;                   /* room for all */
    facs_error *error;

    int seen_count; /* of clips that could be read, at least in part */
    int left_out;   /* of those that could not */
    int64_t frames; /* looked at, of all clips */
    int listening;  /* the inputs of this frame are taken */
    int status;     /* of what was done with the inputs */
} facs_quantize_clips;

/* For facs_models_open_tapped; clips lives as long as the models. */
facs_taps facs_quantize_taps(facs_quantize_clips *clips);

/*
 * Look at the clips one after the other. One that cannot be read is logged, left out and counted;
 * INPUT errors where that is all of them. ENVIRONMENT errors; -ECANCELED when progress asks to
 * stop.
 */
int facs_quantize_look(facs_quantize_clips *clips, const char *const *names, int count);

#endif
