/*
 * Small convolutional networks that look at one grey map, in the form of OpenFace's validator
 * (CNN_utils.cpp): convolutions (stride 1, no padding), each with an activation and 2 x 2 maxima
 * where the file says so, then fully connected layers. 32-bit floats.
 */
#ifndef FACS_LANDMARKS_SMALL_NETWORK_H
#define FACS_LANDMARKS_SMALL_NETWORK_H

#include "base/file.h"

#define FACS_NETWORK_MAX_SIDE 128 /* pixels of the input */

typedef struct facs_small_network facs_small_network; /* shareable between threads once connected */

/* Read the layers from where the cursor is. ENVIRONMENT errors: -EINVAL, -ENOMEM. */
int facs_small_network_read(facs_small_network **out, facs_file *file, facs_error *error);
/* Say how large the input is. -EINVAL: the layers do not fit to it, or to each other. */
int facs_small_network_connect(facs_small_network *network, int height, int width,
                               const facs_file *file, facs_error *error);
void facs_small_network_close(facs_small_network **network);

int facs_small_network_outputs(const facs_small_network *network);
/* Floats of memory that a run works in. Set it to 0 once; runs need no cleaning between them. */
size_t facs_small_network_work(const facs_small_network *network);
/* The input, [height][width], is at the start of work, and is replaced by the outputs. No
 * allocation. */
void facs_small_network_run(const facs_small_network *network, float *work);

#endif
