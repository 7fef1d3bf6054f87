/* Quantises one network. */
#ifndef FACS_QUANTIZE_JOB_H
#define FACS_QUANTIZE_JOB_H

#include "base/file.h"
#include "pipeline/networks.h"
#include "quantize/calibrate.h"
#include "quantize/record.h"

/* All zero at first, except the kind. */
typedef struct facs_quantize_job {
    facs_network_kind kind;
    const char *name;
    facs_file network; /* rewritten, in FP32, with the original path */
    facs_quantize_tensors *tensors;
    facs_calibrator *calibrator;
} facs_quantize_job;

/* Read the network from the folder, rewrite it and prepare its calibration. ENVIRONMENT errors. */
int facs_quantize_job_open(facs_quantize_job *job, facs_runtime *runtime, const char *folder,
                           facs_error *error);

/*
 * Quantise the network, time it, write it, and report it to callbacks. record describes the clips.
 * INPUT errors: -ENODATA, the calibrator saw nothing; ENVIRONMENT and OUTPUT errors.
 */
int facs_quantize_job_finish(facs_quantize_job *job, facs_runtime *runtime,
                             facs_quantized_record record, const facs_quantize_callbacks *callbacks,
                             facs_error *error);

void facs_quantize_job_close(facs_quantize_job *job);

#endif
