/* Rewrites networks without changing results beyond float rounding: what the runtime's optimiser
 * leaves undone. */
#ifndef FACS_NN_ONNX_FOLD_H
#define FACS_NN_ONNX_FOLD_H

#include "nn/onnx_model.h"

/*
 * Fold batch normalisations into the convolutions before them; merge a convolution and a 1x1
 * convolution right after it if that saves multiply-adds; drop padding by 0.
 */
void facs_onnx_fold(facs_onnx *model);

#endif
