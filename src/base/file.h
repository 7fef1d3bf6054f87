/*
 * Reads model files. They are hostile input: the whole file is read, up to a limit, and a cursor
 * walks it. Every read is checked against the end before memory is touched or allocated.
 *
 * A file that is too large to be read, or whose bytes are not kept, is mapped instead: only the
 * pages that are looked at are read, when that happens, and nothing is copied. Replace such files
 * by renaming while programs use them: one that is written to changes under the program, which ends
 * if it became shorter.
 */
#ifndef FACS_BASE_FILE_H
#define FACS_BASE_FILE_H

#include <facs/facs.h>

typedef struct facs_file {
    char *path;          /* for messages */
    unsigned char *data; /* size bytes, then one NUL */
    size_t size;
    size_t at;         /* the cursor */
    facs_error *error; /* that of facs_file_read; base/matrix_file.h writes to it */
    int status;        /* there: 0, or that of the first failure */
    int is_mapped;     /* 1: data is the file itself, without a NUL; then also: */
    int handle;        /* kept open, since its path may lead to another file by now */
    int64_t modified_ns;
} facs_file;

/*
 * Read a regular file of at most max_bytes. ENVIRONMENT errors: -ENOENT (missing), -EFBIG (larger),
 * -EINVAL (not a regular file), -EIO. On failure *file is zeroed.
 */
int facs_file_read(facs_file *file, const char *path, size_t max_bytes, facs_error *error);
void facs_file_free(facs_file *file);

/* The same, but maps the file. It stays mapped until facs_file_free. */
int facs_file_map(facs_file *file, const char *path, size_t max_bytes, facs_error *error);

/* 0: as far as the system knows, a mapped file is as it was when it was mapped. ENVIRONMENT error:
 * -ESTALE. Ask before looking at pages for the first time: this sees what has happened by then.
 * Thread-safe. */
int facs_file_is_unchanged(const facs_file *file, facs_error *error);

/* Reads size bytes of a mapped file, from an offset that it has, into memory of their own: part is
 * another file, to be freed. Unlike looking at its pages, that cannot end the program, whatever
 * happens to the file. Thread-safe. ENVIRONMENT errors: -ESTALE, as above; -EIO, -ENOMEM. */
int facs_file_read_part(facs_file *part, const facs_file *file, size_t from, size_t size,
                        facs_error *error);

/* Binary, little-endian. -EINVAL if the file is too short; the sentence names it and what. */
int facs_file_int32(facs_file *file, int32_t *value, const char *what, facs_error *error);
int facs_file_float32(facs_file *file, float *values, size_t count, const char *what,
                      facs_error *error);
int facs_file_float64(facs_file *file, double *values, size_t count, const char *what,
                      facs_error *error);

/*
 * Text: the next token between blanks, skipping comments from '#' to the end of the line.
 * Independent of the locale; 'nan' and 'inf' are refused. -EINVAL leaves the cursor at the token.
 */
int facs_file_text_int(facs_file *file, int *value, const char *what, facs_error *error);
int facs_file_text_double(facs_file *file, double *value, const char *what, facs_error *error);
/* Copies the token. -EINVAL: it has more than size - 1 bytes; -EPIPE: only blanks are left. */
int facs_file_text_word(facs_file *file, char *word, size_t size, const char *what,
                        facs_error *error);

/* 0 if only blanks (text) or nothing (binary) is left, otherwise -EINVAL. */
int facs_file_expect_end(facs_file *file, int text, facs_error *error);

/* Reads the first size - 1 bytes of a regular file to head, and a NUL. Returns how many there are:
 * 0 also if there is no such file, or it cannot be read. */
size_t facs_file_head(const char *path, char *head, size_t size);

/* SHA-256 of a regular file, as 64 lower-case hex digits and a NUL. 0 or -errno. */
int facs_file_sha256(const char *path, char hex[65]);

/* The same for an open file from its beginning to its end, and its size. */
int facs_handle_sha256(int handle, int64_t *bytes, char hex[65]);

#endif
