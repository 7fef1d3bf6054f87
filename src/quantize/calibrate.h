/* Which values the tensors of a network take on real inputs: it is run with each of them as an
 * output. */
#ifndef FACS_QUANTIZE_CALIBRATE_H
#define FACS_QUANTIZE_CALIBRATE_H

#include "nn/session.h"
#include "quantize/quantize.h"

typedef struct facs_calibrator facs_calibrator;

/*
 * Watch tensors of the network, whose outputs become those (model is of no other use afterwards).
 * tensors is kept. ENVIRONMENT errors: -EINVAL, a network that the runtime does not take.
 */
int facs_calibrator_open(facs_calibrator **out, facs_runtime *runtime, facs_onnx *model,
                         facs_quantize_tensors *tensors, facs_error *error);
void facs_calibrator_close(facs_calibrator **calibrator);

/* Run the network on an input, and gather. ENVIRONMENT errors: -EIO, -EINVAL (a value that is no
 * number). */
int facs_calibrator_add(facs_calibrator *calibrator, const float *input,
                        const int64_t dims[FACS_NN_MAX_RANK], facs_error *error);

int64_t facs_calibrator_inputs(const facs_calibrator *calibrator); /* how many were added */

/* Fill in the scales. */
void facs_calibrator_finish(facs_calibrator *calibrator);

#endif
