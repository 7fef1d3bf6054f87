#include "json_input.h"

#include "os/file.h"

#include <stdio.h>

#define MAX_JSON ((size_t)4 << 20) /* bytes; with all columns it has 100 KB */

typedef struct reader {
    FILE *file;
    size_t left; /* bytes that may still be read */
} reader;

static size_t read_some(void *buffer, size_t size, void *opaque)
{
    reader *r = opaque;
    const size_t count = fread(buffer, 1, size < r->left ? size : r->left, r->file);
    r->left -= count;
    return count;
}

json_t *facs_json_read(const char *path)
{
    reader r = {facs_path_regular_stream(path), MAX_JSON};
    json_t *root = r.file ? json_load_callback(read_some, &r, 0, NULL) : NULL;
    if (r.file)
        fclose(r.file);
    return root;
}
