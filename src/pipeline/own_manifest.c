#include "pipeline/own_manifest.h"

#include "base/error.h"
#include "base/file.h"
#include "os/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES ((size_t)1 << 20) /* this project's has 30 KB, of 108 files */

struct facs_own_manifest {
    facs_file file;
    facs_own_row *rows; /* in file's text */
    size_t count;
};

/* End a cell at its tab, or at the end of the line, where *text then stays. */
static char *cut_cell(char **text)
{
    char *cell = *text;
    *text += strcspn(*text, "\t\r\n");
    if (**text == '\t')
        *(*text)++ = '\0';
    return cell;
}

static int is_digest(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

/* Returns 0. -EINVAL: the line is not a row. */
static int read_row(facs_own_row *row, char *line)
{
    char *end;
    row->name = cut_cell(&line);
    const char *bytes = cut_cell(&line);
    row->sha256 = cut_cell(&line);
    errno = 0;
    row->bytes = strtoll(bytes, &end, 10);
    const int fits = row->name[0] && bytes[0] >= '0' && bytes[0] <= '9' && *end == '\0' &&
                     errno == 0 && is_digest(row->sha256);
    return fits ? 0 : -EINVAL;
}

static int read_rows(facs_own_manifest *manifest, facs_error *error)
{
    facs_file *file = &manifest->file;
    size_t lines = 1, number = 0;
    for (size_t i = 0; i < file->size; i++)
        lines += file->data[i] == '\n';
    manifest->rows = calloc(lines, sizeof(*manifest->rows));
    if (!manifest->rows)
        return facs_fail_memory(error, file->path);
    for (char *line = (char *)file->data, *next; *line; line = next) {
        const size_t length = strcspn(line, "\n");
        next = line + length + (line[length] == '\n');
        line[length] = '\0';
        line[strcspn(line, "\r")] = '\0';
        number++;
        if (!line[0] || line[0] == '#' || strncmp(line, "file\t", 5) == 0)
            continue;
        if (read_row(&manifest->rows[manifest->count], line) < 0)
            return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                             "%s, line %zu: expected a file, its size in bytes and its sha256, "
                             "separated by tabs; correct the line, or remove the file",
                             file->path, number);
        manifest->count++;
    }
    return 0;
}

int facs_own_manifest_open(facs_own_manifest **out, const char *folder, facs_error *error)
{
    facs_error reason = {.kind = FACS_ERROR_NONE};
    *out = NULL;
    char *path = facs_path_join(folder, FACS_OWN_MANIFEST);
    facs_own_manifest *manifest = calloc(1, sizeof(*manifest));
    int status = path && manifest ? facs_file_read(&manifest->file, path, MAX_BYTES, &reason)
                                  : facs_fail_memory(&reason, "a manifest");
    free(path);
    if (status == -ENOENT) { /* most folders have none */
        free(manifest);
        return 0;
    }
    if (status == 0)
        status = read_rows(manifest, &reason);
    if (status == 0) {
        *out = manifest;
        return 0;
    }
    if (error)
        *error = reason;
    facs_own_manifest_close(&manifest);
    return status;
}

void facs_own_manifest_close(facs_own_manifest **manifest)
{
    if (!*manifest)
        return;
    facs_file_free(&(*manifest)->file);
    free((*manifest)->rows);
    free(*manifest);
    *manifest = NULL;
}

const facs_own_row *facs_own_manifest_find(const facs_own_manifest *manifest, const char *name)
{
    for (size_t i = 0; manifest && i < manifest->count; i++)
        if (strcmp(manifest->rows[i].name, name) == 0)
            return &manifest->rows[i];
    return NULL;
}
