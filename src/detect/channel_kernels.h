/* The arithmetic of channel_network.h: convolutions over maps whose values at a place are
 * contiguous. The same bits on every processor. */
#ifndef FACS_DETECT_CHANNEL_KERNELS_H
#define FACS_DETECT_CHANNEL_KERNELS_H

/* Output maps computed together, for 3 places; and of the remaining maps, for 6. */
#define FACS_CHANNEL_WIDE   32
#define FACS_CHANNEL_NARROW 16
/* The largest number of remaining maps that are computed for 8 places; the values of maps 8 to 11
 * are repeated. */
#define FACS_CHANNEL_FEW 12
/* The largest side of a kernel; the validator's 1000 inputs are 10 x 10 x 10. */
#define FACS_CHANNEL_KERNEL 10
/* Floats past a row's end that may be read and written. */
#define FACS_CHANNEL_SLACK 32
/* Bytes: of weights and rows, for speed. */
#define FACS_CHANNEL_ALIGNMENT 64
/* Tiles of 2 x 2 places processed together: they fit the first-level cache. */
#define FACS_CHANNEL_TILES 15

typedef struct facs_channel_layer {
    int in_maps, out_maps; /* out: at most WIDE, a multiple of NARROW, or of one place */
    int kernel_height, kernel_width;
    int pool, stride; /* window side and stride of max-pooling; 0: none */
    float *weights;   /* for each group of maps [kernel_height][kernel_width][in_maps][group] */
    float *bias;      /* [maps, rounded up to NARROW] */
    float *slope;     /* [..] factor for values below 0; 1: no effect */
    /* NULL, or the weights for pairs of rows, which then replace the others: those of 16 kernels of
     * 1 x 1 (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, F(2x2, 3x3)). */
    float *transformed;
} facs_channel_layer;

typedef struct facs_channel_kernels {
    /* Computes one row of a convolution: output[width][out_maps], and up to SLACK floats past it.
     * rows[kernel_height]: [width + kernel_width - 1][in_maps]. */
    void (*row)(const facs_channel_layer *layer, const float *const *rows, int width,
                float *output);
    /* Computes two rows of a layer with transformed weights, with 4 / 9 of the products. rows[4];
     * the place past their ends is read if width is odd. work: room for the 16 values of TILES
     * tiles, before and after the products. */
    void (*pair)(const facs_channel_layer *layer, const float *const *rows, int width, float *work,
                 float *const *outputs);
    /* Computes each map's maximum in windows of pool x pool places. rows[pool]: [width][out_maps],
     * read a little further; for a truncated window, repeat the last row. */
    void (*maxima)(const facs_channel_layer *layer, const float *const *rows, int width,
                   int out_width, float *output);
    /* sums[i] = bias + weights[maps] . row[i][maps]; maps: a multiple of 8 */
    void (*dot)(const float *row, int width, const float *weights, int maps, float bias,
                float *sums);
} facs_channel_kernels;

/* base/cpu.h */
extern const facs_channel_kernels facs_channel_kernels_portable, facs_channel_kernels_fast;

#endif
