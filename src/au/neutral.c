/* Format: MAGIC, which includes the format's version; the medians and levels as
 * facs_running_median_write writes them; the SHA-256 of all that. */
#include "au/neutral.h"

#include "au/au_models.h"
#include "base/bytes.h"
#include "base/draft.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC        "facsneu1"
#define MAGIC_BYTES  8
#define DIGEST_BYTES 32
#define LEVEL_BINS   16384              /* of 1/1024 of an intensity's unit */
#define LEVEL_MAX    8.0                /* far above any prediction; -LEVEL_MAX is far below */
#define MAX_BYTES    ((size_t)64 << 20) /* more than if every bin had its largest count */

struct facs_neutral {
    size_t size;
    int64_t frames;
    uint8_t bytes[];
};

static void close_all(facs_neutral_medians *medians)
{
    facs_running_median_close(&medians->fhog);
    facs_running_median_close(&medians->geometry);
    facs_running_median_close(&medians->levels);
}

static void close_shelved(void *thing)
{
    close_all(thing);
    free(thing);
}

facs_shelf *facs_neutral_shelf_open(void)
{
    return facs_shelf_open(close_shelved);
}

static facs_neutral_medians take_shelved(facs_shelf *shelf)
{
    facs_neutral_medians *shelved = facs_shelf_take(shelf);
    const facs_neutral_medians medians =
        shelved ? *shelved : (facs_neutral_medians){NULL, NULL, NULL};
    free(shelved);
    return medians;
}

/* Returns 0 if the shelf has the medians now. */
static int put_on_shelf(const facs_neutral_medians *medians, facs_shelf *shelf)
{
    if (!medians->fhog || !medians->geometry || facs_running_median_clear(medians->fhog) < 0 ||
        facs_running_median_clear(medians->geometry) < 0)
        return -EINVAL;
    facs_neutral_medians *shelved = malloc(sizeof(*shelved));
    if (!shelved)
        return -ENOMEM;
    *shelved = *medians;
    const int status = facs_shelf_put(shelf, shelved);
    if (status < 0)
        free(shelved);
    return status;
}

void facs_neutral_medians_close(facs_neutral_medians *medians, facs_shelf *shelf)
{
    facs_running_median_close(&medians->levels); /* small, and rarely wanted */
    if (shelf && put_on_shelf(medians, shelf) == 0)
        *medians = (facs_neutral_medians){NULL, NULL, NULL};
    close_all(medians);
}

static int open_empty(facs_neutral_medians *medians, int levels)
{
    int status = 0;
    if (!medians->fhog)
        status = facs_running_median_open(&medians->fhog, FACS_AU_FHOG, FACS_MEDIAN_FHOG_BINS,
                                          FACS_MEDIAN_FHOG_MIN, FACS_MEDIAN_FHOG_MAX, 1);
    if (status == 0 && !medians->geometry)
        status = facs_running_median_open(&medians->geometry, FACS_AU_GEOMETRY,
                                          FACS_MEDIAN_GEOMETRY_BINS, FACS_MEDIAN_GEOMETRY_MIN,
                                          FACS_MEDIAN_GEOMETRY_MAX, 0);
    if (status == 0 && levels)
        status = facs_running_median_open(&medians->levels, FACS_INTENSITIES, LEVEL_BINS,
                                          -LEVEL_MAX, LEVEL_MAX, 0);
    return status;
}

static int read_counts(facs_neutral_medians *medians, const facs_neutral *neutral)
{
    const uint8_t *from = neutral->bytes + MAGIC_BYTES;
    const uint8_t *end = neutral->bytes + neutral->size - DIGEST_BYTES;
    int status = facs_running_median_read(medians->fhog, &from, end);
    if (status == 0)
        status = facs_running_median_read(medians->geometry, &from, end);
    if (status == 0)
        status = facs_running_median_read(medians->levels, &from, end);
    if (status == 0 && (from != end || facs_running_median_count(medians->fhog) !=
                                           facs_running_median_count(medians->geometry)))
        status = -EINVAL;
    return status;
}

int facs_neutral_open(facs_neutral_medians *medians, const facs_neutral *neutral, int learn,
                      facs_shelf *shelf)
{
    *medians = take_shelved(shelf);
    int status = open_empty(medians, learn || neutral);
    if (status == 0 && neutral)
        status = read_counts(medians, neutral);
    if (status < 0)
        close_all(medians);
    return status;
}

/* ---- Saved and loaded ------------------------------------------------------------------------ */

static void digest_of(const facs_neutral *neutral, uint8_t digest[DIGEST_BYTES])
{
    facs_hash hash;
    facs_hash_begin(&hash, facs_sha256_fastest());
    facs_hash_add(&hash, neutral->bytes, neutral->size - DIGEST_BYTES);
    facs_hash_end(&hash, digest);
}

static facs_neutral *new_neutral(size_t size)
{
    facs_neutral *neutral = malloc(sizeof(*neutral) + size);
    if (neutral)
        *neutral = (facs_neutral){.size = size};
    return neutral;
}

int facs_neutral_take(facs_neutral **out, const facs_neutral_medians *medians)
{
    const facs_running_median *const parts[] = {medians->fhog, medians->geometry, medians->levels};
    size_t size = MAGIC_BYTES + DIGEST_BYTES, at = MAGIC_BYTES;
    for (int i = 0; i < 3; i++)
        size += facs_running_median_write(parts[i], NULL);
    facs_neutral *neutral = *out = new_neutral(size);
    if (!neutral)
        return -ENOMEM;
    memcpy(neutral->bytes, MAGIC, MAGIC_BYTES);
    for (int i = 0; i < 3; i++)
        at += facs_running_median_write(parts[i], neutral->bytes + at);
    digest_of(neutral, neutral->bytes + at);
    neutral->frames = facs_running_median_count(medians->levels);
    return 0;
}

void facs_neutral_close(facs_neutral **neutral)
{
    if (!neutral)
        return;
    free(*neutral);
    *neutral = NULL;
}

int64_t facs_neutral_frames(const facs_neutral *neutral)
{
    if (!neutral)
        return -EINVAL;
    return neutral->frames;
}

const void *facs_neutral_bytes(const facs_neutral *neutral, size_t *size)
{
    if (!neutral || !size)
        return NULL;
    *size = neutral->size;
    return neutral->bytes;
}

/* 0: the bytes are intact and usable; else -EINVAL or -ENOMEM. */
static int check(facs_neutral *neutral)
{
    uint8_t digest[DIGEST_BYTES];
    facs_neutral_medians medians;
    digest_of(neutral, digest);
    if (memcmp(neutral->bytes, MAGIC, MAGIC_BYTES) != 0 ||
        memcmp(digest, neutral->bytes + neutral->size - DIGEST_BYTES, DIGEST_BYTES) != 0)
        return -EINVAL;
    const int status = facs_neutral_open(&medians, neutral, 1, NULL);
    if (status == 0)
        neutral->frames = facs_running_median_count(medians.levels);
    facs_neutral_medians_close(&medians, NULL);
    return status;
}

static int read_named(facs_neutral **out, const char *name, const void *bytes, size_t size,
                      facs_error *error)
{
    int status = size < MAGIC_BYTES + DIGEST_BYTES || size > MAX_BYTES ? -EINVAL : 0;
    facs_neutral *neutral = *out = status ? NULL : new_neutral(size);
    if (neutral) {
        memcpy(neutral->bytes, bytes, size);
        status = check(neutral);
        if (status < 0)
            facs_neutral_close(out);
    } else if (status == 0) {
        status = -ENOMEM;
    }
    if (status == -ENOMEM)
        return facs_fail_memory(error, "a neutral face");
    return status == 0 ? 0
                       : facs_fail(error, FACS_ERROR_INPUT, status,
                                   "%s: not a neutral face saved by facs, or damaged", name);
}

int facs_neutral_read(facs_neutral **out, const void *bytes, size_t size, facs_error *error)
{
    if (!out || !bytes)
        return facs_fail_null(error, "out, bytes");
    return read_named(out, "the neutral face", bytes, size, error);
}

int facs_neutral_load(facs_neutral **out, const char *path, facs_error *error)
{
    if (!out || !path)
        return facs_fail_null(error, "out, path");
    facs_file file;
    *out = NULL;
    int status = facs_file_read(&file, path, MAX_BYTES, error);
    if (status < 0)
        return status;
    status = read_named(out, path, file.data, file.size, error);
    facs_file_free(&file);
    return status;
}

int facs_neutral_save(const facs_neutral *neutral, const char *path, facs_error *error)
{
    if (!neutral || !path)
        return facs_fail_null(error, "neutral, path");
    if (neutral->frames == 0)
        return facs_fail(error, FACS_ERROR_INPUT, -ENODATA,
                         "%s is not written: no frame shows a face, so nothing was learnt", path);
    const int status = facs_draft_write_file(path, neutral->bytes, neutral->size);
    if (status == 0)
        return 0;
    return facs_fail(error, FACS_ERROR_OUTPUT, status, "%s cannot be written (%s)", path,
                     facs_strerror(status));
}
