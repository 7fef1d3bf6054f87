/* Rewriting of networks that changes no result beyond float rounding: what the runtime leaves
 * undone when it optimises. */
#ifndef FACS_NN_ONNX_FOLD_H
#define FACS_NN_ONNX_FOLD_H

#include "nn/onnx_model.h"

/*
 * Fold batch normalisations into the convolutions before them; make one convolution of two without
 * anything between them, the second 1x1, where that has fewer multiply-adds; drop padding by
 * nothing.
 */
void facs_onnx_fold(facs_onnx *model);

#endif
