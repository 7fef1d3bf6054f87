/*
 * src/output/target.h without a disk: what is written goes to memory. For targets that name these
 * functions in fuzz_stubs (meson.build).
 */
#include "fuzz.h"

#include "output/target.h"

#include <stdlib.h>

static char *text;
static size_t text_size;

int __wrap_facs_target_open(facs_draft *draft, const char *path, facs_error *error);
int __wrap_facs_target_stream(FILE **stream, const facs_draft *draft, facs_error *error);
int __wrap_facs_target_stream_close(FILE **stream, const facs_draft *draft, facs_error *error);
int __wrap_facs_target_finish(facs_draft *draft, facs_error *error);
int __wrap_facs_target_commit(facs_draft *draft, facs_error *error);
void __wrap_facs_draft_remove(facs_draft *draft);

int __wrap_facs_target_open(facs_draft *draft, const char *path, facs_error *error)
{
    (void)draft;
    (void)path;
    (void)error;
    return 0;
}

int __wrap_facs_target_stream(FILE **stream, const facs_draft *draft, facs_error *error)
{
    (void)draft;
    (void)error;
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

int __wrap_facs_target_commit(facs_draft *draft, facs_error *error)
{
    (void)draft;
    (void)error;
    return 0;
}

void __wrap_facs_draft_remove(facs_draft *draft)
{
    (void)draft;
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
