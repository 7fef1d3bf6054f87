/*
 * Rewriting of networks that changes no result beyond float rounding: what the runtime leaves
 * undone when it optimises, and what quantising needs beforehand.
 */
#ifndef FACS_NN_ONNX_FOLD_H
#define FACS_NN_ONNX_FOLD_H

#include "nn/onnx_model.h"

/*
 * Fold batch normalisations into the convolutions before them; make one convolution of two without
 * anything between them, the second 1x1, where that has fewer multiply-adds; drop padding by
 * nothing.
 */
void facs_onnx_fold(facs_onnx *model);

/*
 * Bring the graph to operator set 13, the first with scales by channel. -ENOTSUP (ENVIRONMENT): it
 * has an operator whose meaning changed on the way and which no network here uses.
 */
int facs_onnx_upgrade(facs_onnx *model, facs_error *error);

#endif
