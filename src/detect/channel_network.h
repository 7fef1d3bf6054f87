/* Small convolutional networks on pictures of any size, in the forms of OpenFace's face detector
 * (FaceDetectorMTCNN.cpp, CNN) and validator (LandmarkDetectionValidator.cpp): convolutions (stride
 * 1, no padding), each with a ReLU and max-pooling if the file says so. A fully connected layer is
 * a convolution whose kernel is as large as its input. 32-bit floats; the maps' values at a place
 * are contiguous, so output maps fill vector registers at any width. A picture is processed row by
 * row; only rows that later layers still need are kept. */
#ifndef FACS_DETECT_CHANNEL_NETWORK_H
#define FACS_DETECT_CHANNEL_NETWORK_H

#include "base/file.h"
#include "detect/channel_kernels.h"

#define FACS_CHANNEL_LAYERS 8 /* the maximum; ONet has 6 */

typedef struct facs_channel_network {
    int count;
    facs_channel_layer layer[FACS_CHANNEL_LAYERS];
} facs_channel_network;

/* Reads a file with a network that computes outputs values from a side x side x 3 picture. All zero
 * on failure. ENVIRONMENT errors: -EINVAL (damaged, or other layers), -ENOENT, -EFBIG, -EIO,
 * -ENOMEM. */
int facs_channel_network_read(facs_channel_network *network, const char *path, int side,
                              int outputs, facs_error *error);

/* Reads a validator's network at the cursor: for a grey picture, whose side the file does not say
 * here. Pooling is 2 x 2, and ReLUs have no slope below 0. Errors as above. */
int facs_channel_network_read_grey(facs_channel_network *network, facs_file *file);
void facs_channel_network_free(facs_channel_network *network);

/* Returns the side of the output of the first layers for pictures of this side; below 1: none. */
int facs_channel_network_side(const facs_channel_network *network, int layers, int side);

/* Returns the kernels for this processor. */
const facs_channel_kernels *facs_channel_kernels_choose(void);

/* Receives row y of the last layer's output. */
typedef void facs_channel_sink(void *opaque, int y, const float *row);

/* The rows of one picture in the first layers of a network; one thread's state. */
typedef struct facs_channel_run facs_channel_run;

/* layers: how many of the network's. max_width: of the pictures. -ENOMEM. */
int facs_channel_run_open(facs_channel_run **out, const facs_channel_network *network, int layers,
                          int max_width);
void facs_channel_run_close(facs_channel_run **run);

int facs_channel_run_side(const facs_channel_run *run, int side);

/* Begins a picture whose output has at least one place. No allocation. */
void facs_channel_run_start(facs_channel_run *run, int width, int height, facs_channel_sink *sink,
                            void *opaque);
/* Returns where to write the next row: [width][maps]. */
float *facs_channel_run_row(facs_channel_run *run);
/* Processes that row, and calls the sink for each output row it completes. */
void facs_channel_run_take(facs_channel_run *run);

#endif
