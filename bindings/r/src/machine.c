/* What is on this machine: the library, its weights, its parts. */
#include "glue.h"
#include "values.h"

#include <errno.h>

#define R_PATH_SIZE 4096

SEXP r_version(void)
{
    return string_of(facs_version());
}

static void on_file(void *opaque, const facs_model_file *file)
{
    static const char *const states[] = {[FACS_FILE_GOOD] = "good",
                                         [FACS_FILE_MISSING] = "missing",
                                         [FACS_FILE_DAMAGED] = "damaged",
                                         [FACS_FILE_OWN] = "your own",
                                         [FACS_FILE_UNKNOWN] = "unknown"};
    const size_t state = (size_t)file->state;
    const char *const texts[] = {file->name,
                                 state < sizeof(states) / sizeof(states[0]) ? states[state] : NULL,
                                 file->licence, file->address, file->sha256};
    row *r = held_add(opaque, texts, 5);
    if (!r)
        return;
    r->numbers[0] = (double)file->bytes;
    r->numbers[1] = file->needed;
}

/* Returns the folder of the weights, or a failure that lists where they were looked for. */
SEXP r_models_folder(SEXP folder)
{
    char path[R_PATH_SIZE];
    facs_error error = {.kind = FACS_ERROR_NONE};
    const int status = facs_models_find(text_in(folder), path, sizeof(path), &error);
    return status < 0 ? failure(&error, status) : string_of(path);
}

SEXP r_models(SEXP folder)
{
    static const char *const parts[] = {"file",   "state", "licence", "address",
                                        "sha256", "bytes", "needed",  NULL};
    held *h;
    facs_error error = {.kind = FACS_ERROR_NONE};
    const char *path = text_in(folder);
    SEXP holder = PROTECT(held_open(&h));
    int status = facs_models_check(path, on_file, h, &error);
    if (status == 0 && h->no_memory)
        status = -ENOMEM;
    SEXP value = PROTECT(status < 0 ? failure(&error, status) : named_list(parts));
    for (int i = 0; status == 0 && i < 7; i++)
        SET_VECTOR_ELT(value, i, i < 5 ? texts_of(h, i) : numbers_of(h, i - 5));
    held_close(holder);
    UNPROTECT(2);
    return value;
}

static void on_part(void *opaque, const facs_part *part)
{
    const char *const texts[] = {part->name, part->serves, part->text};
    row *r = held_add(opaque, texts, 3);
    if (r)
        r->numbers[0] = part->works;
}

/* Adds ONNX Runtime, which facs_parts_check leaves out. */
static void add_runtime(held *h, const char *runtime)
{
    char text[R_PATH_SIZE];
    facs_options o;
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_default_options(&o);
    o.runtime = runtime;
    const int works = facs_runtime_describe(&o, text, sizeof(text), &error) == 0;
    const facs_part part = {.name = "runtime",
                            .serves = "landmarks pfld, detector retinaface, backend, precision",
                            .works = works,
                            .text = works ? text : error.text};
    on_part(h, &part);
}

SEXP r_parts(SEXP runtime)
{
    static const char *const parts[] = {"part", "serves", "text", "works", NULL};
    const facs_error none = {.kind = FACS_ERROR_NONE};
    held *h;
    const char *path = text_in(runtime);
    SEXP holder = PROTECT(held_open(&h));
    facs_parts_check(on_part, h);
    add_runtime(h, path);
    const int status = h->no_memory ? -ENOMEM : 0;
    SEXP value = PROTECT(status < 0 ? failure(&none, status) : named_list(parts));
    for (int i = 0; status == 0 && i < 4; i++)
        SET_VECTOR_ELT(value, i, i < 3 ? texts_of(h, i) : numbers_of(h, 0));
    held_close(holder);
    UNPROTECT(2);
    return value;
}
