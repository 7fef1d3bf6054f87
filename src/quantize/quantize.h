/*
 * Static quantisation after training. Chosen convolutions, and the sums between them, get
 * quantising and dequantising nodes around them, in the pattern that ONNX Runtime turns into
 * integer kernels: unsigned 8-bit activations, signed 8-bit weights with a scale for each channel,
 * 32-bit biases.
 */
#ifndef FACS_QUANTIZE_QUANTIZE_H
#define FACS_QUANTIZE_QUANTIZE_H

#include "nn/onnx_model.h"
#include "quantize/ranges.h"

/*
 * Convert the graph to operator set 13, the first with scales by channel. ENVIRONMENT -ENOTSUP: it
 * has an operator that no network here uses, whose meaning may have changed.
 */
int facs_onnx_upgrade(facs_onnx *model, facs_error *error);

/* 1: compute this convolution in int8; kernel: its weights. */
typedef int facs_quantize_choice(facs_onnx *model, const facs_onnx_node *node,
                                 const facs_onnx_floats *kernel);

#define FACS_QUANTIZE_MAX_TENSORS 512

/* The tensors that need scales, in the graph's order; the calibrator fills the scales in. */
typedef struct facs_quantize_tensors {
    int count;
    int64_t inputs; /* of the network, that the calibrator saw */
    char name[FACS_QUANTIZE_MAX_TENSORS][FACS_ONNX_NAME];
    facs_scale scale[FACS_QUANTIZE_MAX_TENSORS];
} facs_quantize_tensors;

/*
 * Find the names of the tensors. ENVIRONMENT -ENOTSUP: nothing to quantise, or too many tensors.
 * Quantising removes rectifiers after the chosen convolutions, as ranges that begin at 0 do their
 * work, so ranges must be measured before.
 */
int facs_quantize_find(facs_onnx *model, facs_quantize_choice *choice,
                       facs_quantize_tensors *tensors, facs_error *error);

/* Quantise a graph of operator set 13. seven_bits: keep weights within -63..63
 * (facs_byte_products_saturate). */
void facs_onnx_quantize(facs_onnx *model, facs_quantize_choice *choice,
                        const facs_quantize_tensors *tensors, int seven_bits);

#endif
