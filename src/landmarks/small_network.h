/* Small convolutional networks on one grey map, in the form of OpenFace's validator
 * (CNN_utils.cpp): convolutions (stride 1, no padding), each with an activation and 2 x 2
 * max-pooling if the file says so, then fully connected layers. 32-bit floats. */
#ifndef FACS_LANDMARKS_SMALL_NETWORK_H
#define FACS_LANDMARKS_SMALL_NETWORK_H

#include "base/file.h"

#define FACS_NETWORK_MAX_SIDE 128 /* pixels of the input */

typedef struct facs_small_network facs_small_network; /* shareable between threads once connected */

/* Reads the layers at the cursor. ENVIRONMENT errors: -EINVAL, -ENOMEM. */
int facs_small_network_read(facs_small_network **out, facs_file *file, facs_error *error);
/* Sets the size of the input. -EINVAL: the layers do not fit it, or each other. */
int facs_small_network_connect(facs_small_network *network, int height, int width,
                               const facs_file *file, facs_error *error);
void facs_small_network_close(facs_small_network **network);

int facs_small_network_outputs(const facs_small_network *network);
/* Floats of memory a run needs. Set them to 0 once; no cleaning is needed between runs. */
size_t facs_small_network_work(const facs_small_network *network);
/* work starts with the input, [height][width], which the outputs replace. No allocation. */
void facs_small_network_run(const facs_small_network *network, float *work);

#endif
