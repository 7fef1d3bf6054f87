/* Networks in 16-bit floating point, with inputs and outputs of 32 bits. */
#ifndef FACS_NN_HALF_H
#define FACS_NN_HALF_H

#include "nn/onnx_model.h"

#include <stdint.h>

/* The nearest binary16 number, ties to even; the largest one beyond its range. */
uint16_t facs_half(float value);

/*
 * Turn weights and arithmetic into 16 bits, with a cast after each input and before each output.
 * The scales of a resize stay in 32 bits, as the format requires.
 */
void facs_onnx_halve(facs_onnx *model);

#endif
