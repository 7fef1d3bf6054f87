/*
 * src/output/target.h without a disk: what is written goes to memory. For targets that name these
 * functions in fuzz_stubs (meson.build).
 */
#include "fuzz.h"

#include "output/target.h"

#include <stdlib.h>
#include <string.h>

#define OUTPUT 999999 /* the draft's handle, which no file of memory_files.c has */

static char *text;
static size_t text_size;

static void append(const void *data, size_t size)
{
    char *more = realloc(text, text_size + size + 1);
    FUZZ_EXPECT(more != NULL);
    memcpy(more + text_size, data, size);
    text = more;
    text_size += size;
    text[text_size] = 0;
}

int __wrap_facs_target_open(facs_draft *draft, const char *path, facs_error *error);
int __wrap_facs_target_stream(FILE **stream, const facs_draft *draft, facs_error *error);
int __wrap_facs_target_stream_close(FILE **stream, const facs_draft *draft, facs_error *error);
int __wrap_facs_target_finish(facs_draft *draft, facs_error *error);
int __wrap_facs_target_commit_or_keep(facs_draft *draft, facs_error *error);
int __wrap_facs_target_end(FILE **stream, facs_draft *draft, int status, facs_error *error);
void __wrap_facs_draft_remove(facs_draft *draft);

int __wrap_facs_target_open(facs_draft *draft, const char *path, facs_error *error)
{
    (void)error;
    *draft = FACS_NO_DRAFT;
    draft->handle = OUTPUT;
    draft->path = strdup(path);
    append("", 0);
    return 0;
}

int __wrap_facs_target_stream(FILE **stream, const facs_draft *draft, facs_error *error)
{
    (void)draft;
    (void)error;
    fuzz_nothing_written();
    *stream = open_memstream(&text, &text_size);
    FUZZ_EXPECT(*stream != NULL);
    return 0;
}

int __wrap_facs_target_stream_close(FILE **stream, const facs_draft *draft, facs_error *error)
{
    (void)draft;
    (void)error;
    if (*stream)
        fclose(*stream);
    *stream = NULL;
    return 0;
}

int __wrap_facs_target_finish(facs_draft *draft, facs_error *error)
{
    (void)draft;
    (void)error;
    return 0;
}

int __wrap_facs_target_commit_or_keep(facs_draft *draft, facs_error *error)
{
    (void)draft;
    (void)error;
    return 0;
}

void __wrap_facs_draft_remove(facs_draft *draft)
{
    free(draft->path);
    draft->path = NULL;
}

/* Of the same source as the functions that it calls, which --wrap does not reach there. */
int __wrap_facs_target_end(FILE **stream, facs_draft *draft, int status, facs_error *error)
{
    __wrap_facs_target_stream_close(stream, draft, error);
    __wrap_facs_draft_remove(draft);
    return status;
}

int __wrap_facs_target_write(facs_draft *draft, const void *data, size_t size, facs_error *error);
int __wrap_facs_handle_truncate(int handle, int64_t size);

int __wrap_facs_target_write(facs_draft *draft, const void *data, size_t size, facs_error *error)
{
    (void)error;
    FUZZ_EXPECT(draft->handle == OUTPUT);
    append(data, size);
    return 0;
}

int __wrap_facs_handle_truncate(int handle, int64_t size)
{
    FUZZ_EXPECT(handle == OUTPUT && size >= 0 && (size_t)size <= text_size);
    text_size = (size_t)size;
    text[text_size] = 0;
    return 0;
}

int __wrap_facs_folder_sync(const char *path);

int __wrap_facs_folder_sync(const char *path)
{
    (void)path;
    return 0;
}

const char *fuzz_written(size_t *size)
{
    *size = text_size;
    return text;
}

void fuzz_nothing_written(void)
{
    free(text);
    text = NULL;
    text_size = 0;
}
