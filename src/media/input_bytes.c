#include "media/input_bytes.h"

#include "base/error.h"
#include "base/sized.h"
#include "os/thread.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct facs_input_bytes {
    facs_input input;
    facs_mutex lock; /* holds a seek and its read together */
    int failure;
};

int facs_input_bytes_open(facs_input_bytes **out, const facs_input *input, facs_error *error)
{
    facs_input own = {.bytes = NULL};
    *out = NULL;
    int status = facs_sized_read(&own, input, &FACS_SIZED(facs_input), error);
    if (status < 0)
        return status;
    if ((!own.bytes && !own.read) || own.length < 0)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "from: expected bytes or a read callback, and a length from 0");
    facs_input_bytes *bytes = calloc(1, sizeof(*bytes));
    if (!bytes)
        return facs_fail_memory(error, "an input");
    bytes->input = own;
    const int failure = facs_mutex_init(&bytes->lock);
    if (failure) {
        free(bytes);
        return facs_fail(error, FACS_ERROR_INTERNAL, failure, "a lock could not be made");
    }
    *out = bytes;
    return 0;
}

void facs_input_bytes_close(facs_input_bytes **bytes)
{
    if (!*bytes)
        return;
    facs_mutex_destroy(&(*bytes)->lock);
    free(*bytes);
    *bytes = NULL;
}

int64_t facs_input_bytes_size(const facs_input_bytes *bytes)
{
    return bytes->input.bytes || bytes->input.seek ? bytes->input.length : -1;
}

/* A callback that claims more than it was asked for has written past the end. */
static int64_t call(const facs_input *input, int64_t offset, void *to, size_t count)
{
    const int wanted = count < INT_MAX ? (int)count : INT_MAX;
    int status = input->seek ? input->seek(input->opaque, offset) : 0;
    if (status >= 0)
        status = input->read(input->opaque, to, wanted);
    return status > wanted ? -EIO : status;
}

int64_t facs_input_bytes_read(facs_input_bytes *bytes, int64_t offset, void *to, size_t count)
{
    const facs_input *input = &bytes->input;
    if (input->bytes || input->seek) {
        const int64_t left = input->length - offset;
        if (offset < 0 || left <= 0)
            return 0;
        count = (int64_t)count < left ? count : (size_t)left;
    }
    if (input->bytes) {
        memcpy(to, (const uint8_t *)input->bytes + offset, count);
        return (int64_t)count;
    }
    facs_mutex_lock(&bytes->lock);
    const int64_t got = call(input, offset, to, count);
    if (got < 0 && !bytes->failure)
        bytes->failure = (int)got;
    facs_mutex_unlock(&bytes->lock);
    return got;
}

int facs_input_bytes_failure(facs_input_bytes *bytes)
{
    facs_mutex_lock(&bytes->lock);
    const int failure = bytes->failure;
    facs_mutex_unlock(&bytes->lock);
    return failure;
}
