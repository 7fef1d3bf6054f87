/* Runs a network with its tensors as outputs to find out which values they take on real inputs. */
#ifndef FACS_QUANTIZE_CALIBRATE_H
#define FACS_QUANTIZE_CALIBRATE_H

#include "nn/session.h"
#include "quantize/quantize.h"

typedef struct facs_calibrator facs_calibrator;

/*
 * Watch tensors of a network, which become its outputs (model has no other use afterwards). tensors
 * is kept. ENVIRONMENT errors: -EINVAL, the runtime cannot use the network.
 */
int facs_calibrator_open(facs_calibrator **out, facs_runtime *runtime, facs_onnx *model,
                         facs_quantize_tensors *tensors, facs_error *error);
void facs_calibrator_close(facs_calibrator **calibrator);

/* Run the network on an input and add the values. ENVIRONMENT errors: -EIO, -EINVAL (a value is not
 * a number). */
int facs_calibrator_add(facs_calibrator *calibrator, const float *input,
                        const int64_t dims[FACS_NN_MAX_RANK], facs_error *error);

/* Fill in the scales. */
void facs_calibrator_finish(facs_calibrator *calibrator);

#endif
