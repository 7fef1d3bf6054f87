/* The bytes that a program provides as an input (facs_input), from memory or callbacks. Any thread
 * may read them; the callbacks are called one at a time. */
#ifndef FACS_MEDIA_INPUT_BYTES_H
#define FACS_MEDIA_INPUT_BYTES_H

#include <facs/facs.h>

typedef struct facs_input_bytes facs_input_bytes;

/* Keeps what input points to. USAGE -EINVAL: it has neither bytes nor a read callback. */
int facs_input_bytes_open(facs_input_bytes **out, const facs_input *input, facs_error *error);
void facs_input_bytes_close(facs_input_bytes **bytes);

/* Number of bytes, or -1 if they can be read only once, in order. */
int64_t facs_input_bytes_size(const facs_input_bytes *bytes);

/* Reads at most count bytes from offset, or the next ones if they can be read only once. Returns
 * how many it read, 0 at the end, or a negative errno. */
int64_t facs_input_bytes_read(facs_input_bytes *bytes, int64_t offset, void *to, size_t count);

/* The first negative errno that a callback returned, or 0. */
int facs_input_bytes_failure(facs_input_bytes *bytes);

#endif
