/* The bytes that a program hands over as an input (facs_input): from memory or from its callbacks.
 * Any thread may read them; the callbacks are called one at a time. */
#ifndef FACS_MEDIA_INPUT_BYTES_H
#define FACS_MEDIA_INPUT_BYTES_H

#include <facs/facs.h>

typedef struct facs_input_bytes facs_input_bytes;

/* Keeps what input points to. USAGE -EINVAL: it holds neither bytes nor a read callback. */
int facs_input_bytes_open(facs_input_bytes **out, const facs_input *input, facs_error *error);
void facs_input_bytes_close(facs_input_bytes **bytes);

/* How many there are; -1: they come once, one after the other. */
int64_t facs_input_bytes_size(const facs_input_bytes *bytes);

/* At most count bytes from offset, or the next ones where they come once: how many there were, 0 at
 * the end, or a negative errno. */
int64_t facs_input_bytes_read(facs_input_bytes *bytes, int64_t offset, void *to, size_t count);

/* The first negative errno of a callback, or 0. */
int facs_input_bytes_failure(facs_input_bytes *bytes);

#endif
