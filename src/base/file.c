#include "base/file.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/number.h"
#include "base/sha256.h"
#include "os/file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAMAGED "the file is damaged, fetch it again"

/* ---- Whole files ---------------------------------------------------------------------------- */

/* Returns a handle of a regular file and what is known about it, or -errno: -EINVAL for others. */
static int open_regular(const char *path, facs_file_info *info)
{
    const int handle = facs_handle_open(path, FACS_OPEN_READ_NOW);
    if (handle < 0)
        return handle;
    int status = facs_handle_info(handle, info);
    if (status == 0 && info->kind != FACS_REGULAR_FILE)
        status = -EINVAL;
    if (status < 0) {
        facs_handle_close(handle);
        return status;
    }
    return handle;
}

static int fail_open(const char *path, int status, facs_error *error)
{
    if (status == -EINVAL)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, status,
                         "%s: expected a regular file, found something else", path);
    if (status == -ENOENT)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, status,
                         "%s: cannot be opened: no such file; fetch it, or name the folder "
                         "it is in",
                         path);
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, status, "%s: cannot be opened: %s", path,
                     facs_strerror(status));
}

/* Open a regular file of at most max_bytes, and fill in all but its data. */
static int open_limited(facs_file *file, const char *path, size_t max_bytes, facs_error *error)
{
    facs_file_info info;
    *file = (facs_file){0};
    const int handle = open_regular(path, &info);
    if (handle < 0)
        return fail_open(path, handle, error);
    int status = 0;
    if ((uint64_t)info.size > max_bytes || (uint64_t)info.size >= PTRDIFF_MAX)
        status = facs_fail(error, FACS_ERROR_ENVIRONMENT, -EFBIG,
                           "%s: expected at most %zu bytes, found %lld; " DAMAGED, path, max_bytes,
                           (long long)info.size);
    else if (!(file->path = strdup(path)))
        status = facs_fail_memory(error, path);
    if (status < 0) {
        facs_handle_close(handle);
        return status;
    }
    file->error = error;
    file->size = (size_t)info.size;
    file->handle = handle;
    file->modified_ns = info.modified_ns;
    return 0;
}

/* Read size bytes from an offset on, and add a NUL. */
static int read_bytes(facs_file *file, size_t from, facs_error *error)
{
    file->data = malloc(file->size + 1);
    if (!file->data)
        return facs_fail_memory(error, file->path);
    const int64_t have = facs_handle_read_at(file->handle, file->data, file->size, (int64_t)from);
    if (have < (int64_t)file->size)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EIO, "%s: cannot be read: %s", file->path,
                         have < 0 ? facs_strerror((int)have)
                                  : "it became shorter while it was read");
    file->data[file->size] = '\0';
    return 0;
}

int facs_file_read(facs_file *file, const char *path, size_t max_bytes, facs_error *error)
{
    int status = open_limited(file, path, max_bytes, error);
    if (status < 0)
        return status;
    status = read_bytes(file, 0, error);
    facs_handle_close(file->handle);
    if (status)
        facs_file_free(file);
    return status;
}

int facs_file_map(facs_file *file, const char *path, size_t max_bytes, facs_error *error)
{
    const void *bytes = NULL;
    int status = open_limited(file, path, max_bytes, error);
    if (status < 0)
        return status;
    file->is_mapped = 1;
    if (file->size > 0 && (status = facs_handle_map(file->handle, file->size, &bytes)) < 0) {
        facs_fail(error, FACS_ERROR_ENVIRONMENT, status, "%s: cannot be mapped: %s", path,
                  facs_strerror(status));
        facs_file_free(file);
        return status;
    }
    file->data = (unsigned char *)(uintptr_t)bytes; /* nobody writes to it */
    return 0;
}

int facs_file_is_unchanged(const facs_file *file, facs_error *error)
{
    facs_file_info info;
    const int status = facs_handle_info(file->handle, &info);
    if (status == 0 && (size_t)info.size == file->size && info.modified_ns == file->modified_ns)
        return 0;
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ESTALE,
                     "%s: the file was changed while it was in use; replace such files by renaming "
                     "another one, and run this again",
                     file->path);
}

int facs_file_read_part(facs_file *part, const facs_file *file, size_t from, size_t size,
                        facs_error *error)
{
    *part = (facs_file){.error = error, .size = size, .handle = file->handle};
    int status = facs_file_is_unchanged(file, error);
    if (status < 0)
        return status;
    part->path = strdup(file->path);
    status = part->path ? read_bytes(part, from, error) : facs_fail_memory(error, file->path);
    if (status == 0)
        status = facs_file_is_unchanged(file, error);
    if (status < 0)
        facs_file_free(part);
    return status;
}

void facs_file_free(facs_file *file)
{
    free(file->path);
    if (file->is_mapped) {
        facs_map_close(file->data, file->size);
        facs_handle_close(file->handle);
    } else
        free(file->data);
    *file = (facs_file){0};
}

size_t facs_file_head(const char *path, char *head, size_t size)
{
    FILE *file = facs_path_regular_stream(path);
    const size_t length = file ? fread(head, 1, size - 1, file) : 0;
    if (file)
        fclose(file);
    head[length] = '\0';
    return length;
}

int facs_handle_sha256(int handle, int64_t *bytes, char hex[65])
{
    unsigned char block[16384];
    facs_hash hash;
    int64_t have;
    *bytes = 0;
    facs_hash_begin(&hash, facs_sha256_fastest());
    while ((have = facs_handle_read_at(handle, block, sizeof(block), *bytes)) > 0) {
        facs_hash_add(&hash, block, (size_t)have);
        *bytes += have;
    }
    facs_hash_end_hex(&hash, hex);
    return (int)have;
}

int facs_file_sha256(const char *path, char hex[65])
{
    facs_file_info info;
    const int handle = open_regular(path, &info);
    if (handle < 0)
        return handle;
    const int status = facs_handle_sha256(handle, &info.size, hex);
    facs_handle_close(handle);
    return status;
}

/* ---- Binary --------------------------------------------------------------------------------- */

static int fail_short(const facs_file *file, size_t count, const char *type, const char *what,
                      facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                     "%s: expected %zu %s (%s), found end of file; " DAMAGED, file->path, count,
                     type, what);
}

int facs_file_int32(facs_file *file, int32_t *value, const char *what, facs_error *error)
{
    if (file->size - file->at < 4)
        return fail_short(file, 1, "32-bit integer", what, error);
    uint32_t bits = facs_word_of(file->data + file->at);
    memcpy(value, &bits, sizeof(bits));
    file->at += 4;
    return 0;
}

#define READ_NUMBERS(function, number, whole, type, whole_of)                                      \
    int function(facs_file *file, number *values, size_t count, const char *what,                  \
                 facs_error *error)                                                                \
    {                                                                                              \
        if (count > (file->size - file->at) / sizeof(whole))                                       \
            return fail_short(file, count, type, what, error);                                     \
        const unsigned char *from = file->data + file->at;                                         \
        for (size_t i = 0; i < count; i++) {                                                       \
            const whole bits = whole_of(from + i * sizeof(whole));                                 \
            memcpy(values + i, &bits, sizeof(bits));                                               \
        }                                                                                          \
        file->at += count * sizeof(whole);                                                         \
        return 0;                                                                                  \
    }

READ_NUMBERS(facs_file_float32, float, uint32_t, "32-bit numbers", facs_word_of)
READ_NUMBERS(facs_file_float64, double, uint64_t, "64-bit numbers", facs_long_word_of)

/* ---- Text ----------------------------------------------------------------------------------- */

/* isspace() depends on the locale. */
static int is_blank(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Skips to the next token and returns its length; 0: end of file. */
static size_t find_token(facs_file *file)
{
    while (file->at < file->size) {
        unsigned char c = file->data[file->at];
        if (c == '#') {
            while (file->at < file->size && file->data[file->at] != '\n')
                file->at++;
        } else if (is_blank(c)) {
            file->at++;
        } else {
            break;
        }
    }
    size_t end = file->at;
    while (end < file->size && !is_blank(file->data[end]))
        end++;
    return end - file->at;
}

/* Fails with a sentence about a wrong token; length 0: there is none. */
static int fail_token(const facs_file *file, size_t length, const char *value, const char *what,
                      facs_error *error)
{
    if (length == 0)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                         "%s: expected %s (%s), found end of file; " DAMAGED, file->path, value,
                         what);
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                     "%s: expected %s (%s), found \"%.*s\" at byte %zu; " DAMAGED, file->path,
                     value, what, length < 32 ? (int)length : 32,
                     (const char *)file->data + file->at, file->at);
}

/* Parses [sign] digits, all of length bytes and within the range of int. */
static int parse_int(const char *token, size_t length, int *value)
{
    size_t i = token[0] == '-' || token[0] == '+';
    int64_t sum = 0;

    if (i == length)
        return -EINVAL;
    for (; i < length; i++) {
        if (token[i] < '0' || token[i] > '9')
            return -EINVAL;
        sum = 10 * sum + (token[i] - '0');
        if (sum > (int64_t)INT_MAX + 1)
            return -EINVAL;
    }
    if (token[0] == '-')
        sum = -sum;
    if (sum > INT_MAX)
        return -EINVAL;
    *value = (int)sum;
    return 0;
}

int facs_file_text_int(facs_file *file, int *value, const char *what, facs_error *error)
{
    size_t length = find_token(file);
    if (length == 0 || parse_int((const char *)file->data + file->at, length, value) != 0)
        return fail_token(file, length, "a whole number", what, error);
    file->at += length;
    return 0;
}

int facs_file_text_double(facs_file *file, double *value, const char *what, facs_error *error)
{
    size_t length = find_token(file);
    if (facs_number_parse((const char *)file->data + file->at, length, value) != 0)
        return fail_token(file, length, "a finite number", what, error);
    file->at += length;
    return 0;
}

int facs_file_text_word(facs_file *file, char *word, size_t size, const char *what,
                        facs_error *error)
{
    size_t length = find_token(file);
    const unsigned char *token = file->data + file->at;
    if (length == 0) {
        fail_token(file, 0, "a word", what, error);
        return -EPIPE;
    }
    if (length >= size || memchr(token, '\0', length))
        return fail_token(file, length, "a shorter word", what, error);
    memcpy(word, token, length);
    word[length] = '\0';
    file->at += length;
    return 0;
}

int facs_file_expect_end(facs_file *file, int text, facs_error *error)
{
    if (text ? find_token(file) == 0 : file->at == file->size)
        return 0;
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                     "%s: expected end of file at byte %zu, but it goes on; " DAMAGED, file->path,
                     file->at);
}
