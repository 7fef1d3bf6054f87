/*
 * A network computed in bytes: static quantisation after training. Chosen convolutions, and the
 * sums between them, get quantising and dequantising nodes round them, in the pattern that ONNX
 * Runtime makes integer kernels of: activations in unsigned bytes, weights in signed bytes with a
 * scale for each channel, biases in 32 bits.
 */
#ifndef FACS_QUANTIZE_QUANTIZE_H
#define FACS_QUANTIZE_QUANTIZE_H

#include "nn/onnx_model.h"
#include "quantize/ranges.h"

/*
 * Bring the graph to operator set 13, the first with scales by channel. -ENOTSUP (ENVIRONMENT): it
 * has an operator whose meaning changed on the way and which no network here uses.
 */
int facs_onnx_upgrade(facs_onnx *model, facs_error *error);

/* Whether a convolution of the graph is computed in bytes; kernel: its weights. */
typedef int facs_quantize_choice(facs_onnx *model, const facs_onnx_node *node,
                                 const facs_onnx_floats *kernel);

#define FACS_QUANTIZE_MAX_TENSORS 512

/* The tensors whose scales are needed, in the graph's order; to be filled in. */
typedef struct facs_quantize_tensors {
    int count;
    char name[FACS_QUANTIZE_MAX_TENSORS][FACS_ONNX_NAME];
    facs_scale scale[FACS_QUANTIZE_MAX_TENSORS];
} facs_quantize_tensors;

/*
 * Name the tensors. Rectifiers behind the chosen convolutions are taken away, as the range of what
 * comes out begins at 0: so ranges are to be measured before, on the tensors of these names.
 * -ENOTSUP (ENVIRONMENT): nothing to quantise, or more tensors than there is room for.
 */
int facs_quantize_find(facs_onnx *model, facs_quantize_choice *choice,
                       facs_quantize_tensors *tensors, facs_error *error);

/* Quantise a graph of operator set 13. seven_bits: keep weights within -63..63
 * (facs_byte_products_saturate). */
void facs_onnx_quantize(facs_onnx *model, facs_quantize_choice *choice,
                        const facs_quantize_tensors *tensors, int seven_bits);

#endif
