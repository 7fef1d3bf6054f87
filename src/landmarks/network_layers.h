/* The arithmetic of small_network.h's layers; the same bits on every processor. */
#ifndef FACS_LANDMARKS_NETWORK_LAYERS_H
#define FACS_LANDMARKS_NETWORK_LAYERS_H

/* Output maps computed together: 2 rows of 5 fill 10 of AVX2's 16 registers. */
#define FACS_CONVOLUTION_GROUP 5
/* Floats; each row of a convolution's output is padded to a multiple of this. */
#define FACS_CONVOLUTION_STEP 8

/* A convolution with its sizes. */
typedef struct facs_convolution {
    int in_maps, in_height, in_width;
    int out_maps, out_height, out_width;
    int out_stride; /* out_width rounded up to a multiple of STEP */
    int kernel_height, kernel_width;
    float *weights; /* [groups][in_maps][kernel_height][kernel_width][GROUP], last group 0-padded */
    float *bias;    /* [groups * GROUP] */
} facs_convolution;

/* output[groups * GROUP][out_height][out_stride]; columns from out_width on are meaningless.
 * input[in_maps][in_height][in_width] is read up to STEP - 1 floats past its end. */
typedef void facs_convolve(const facs_convolution *c, const float *input, float *output);
facs_convolve facs_convolve_portable, facs_convolve_fast; /* base/cpu.h */

/* Units of a fully connected layer computed together; their number is padded to a multiple. */
#define FACS_DENSE_GROUP 16

typedef struct facs_dense {
    int inputs, units;
    float *weights; /* [groups][inputs][DENSE_GROUP] */
    float *bias;    /* [groups * DENSE_GROUP] */
} facs_dense;

/* output[groups * DENSE_GROUP]; products and sums are not fused. */
typedef void facs_apply_dense(const facs_dense *dense, const float *input, float *output);
facs_apply_dense facs_apply_dense_portable, facs_apply_dense_fast;

#endif
