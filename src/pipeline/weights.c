#include "pipeline/weights.h"

#include "base/error.h"
#include "base/file.h"
#include "landmarks/ceclm/cen_file.h"
#include "os/file.h"
#include "os/path.h"
#include "os/process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A folder of weights has this file, which every analysis with Action Units needs. */
#define WITNESS "openface/AU_predictors/AU_all_best.txt"

static int holds_weights(const char *folder)
{
    char *path = facs_place_of_weights(folder, WITNESS);
    int holds = facs_path_kind(path) != FACS_NO_FILE;
    free(path);
    return holds;
}

static int take(const char *folder, char *path, size_t path_size, facs_error *error)
{
    if ((size_t)snprintf(path, path_size, "%s", folder) >= path_size)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENAMETOOLONG,
                         "%s: the path of the models folder is too long", folder);
    return 0;
}

/* OpenFace's own is an installation or a build, as the place of its programs, its model folder, or
 * the folder around. */
char *facs_weights_meant(const char *named)
{
    static const char *const from[] = {"", "..", "build/bin", "etc/OpenFace"};
    char *experts = facs_path_join(named, "patch_experts");
    const int is_model = facs_path_kind(experts) == FACS_FOLDER;
    free(experts);
    for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
        char *folder = from[i][0] ? facs_path_join(named, from[i]) : strdup(named);
        if (folder && (i != 1 || is_model) && holds_weights(folder))
            return folder;
        free(folder);
    }
    return NULL;
}

/* Take the folder that the user named, or fail. */
static int take_named(const facs_place *place, const char *folder, const char *how, char *path,
                      size_t path_size, facs_error *error)
{
    char remedy[FACS_PLACE_REMEDY_SIZE];
    facs_place_remedy(place, 0, remedy);
    if (facs_path_kind(folder) != FACS_FOLDER)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                         "%s: no such folder (%s); name the folder that holds the models, or %s",
                         folder, how, remedy);
    char *meant = facs_weights_meant(folder);
    if (!meant)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                         "%s: the folder holds no models (%s): expected %s in it; %s, or name "
                         "another folder",
                         folder, how, WITNESS, remedy);
    const int status = take(meant, path, path_size, error);
    free(meant);
    return status;
}

static int fail_none(const facs_place *place, const char *const *places, size_t count,
                     facs_error *error)
{
    char list[sizeof(error->text)] = "", remedy[FACS_PLACE_REMEDY_SIZE];
    facs_place_remedy(place, 0, remedy);
    for (size_t i = 0; i < count; i++) {
        const size_t used = strlen(list);
        if (places[i][0])
            snprintf(list + used, sizeof(list) - used, ", %.240s", places[i]);
    }
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                     "no models: looked for %s in --models, %s (both not given)%s; %s to fetch "
                     "them",
                     WITNESS, FACS_VARIABLE("FACS_MODELS"), list, remedy);
}

int facs_weights_find(const facs_place *place, const char *models, char *path, size_t path_size,
                      facs_error *error)
{
    const char *variable = facs_environment("FACS_MODELS");
    char checkouts[FACS_PLACE_SIZE + 32], installed[FACS_PLACE_SIZE + 32], *user;

    if (models)
        return take_named(place, models, "asked for as the models folder", path, path_size, error);
    if (variable && variable[0])
        return take_named(place, variable, "from " FACS_VARIABLE("FACS_MODELS"), path, path_size,
                          error);
    snprintf(checkouts, sizeof(checkouts), "%s/../shared/models", place->checkout);
    snprintf(installed, sizeof(installed), "%s/models", place->data);
    facs_path_unify(installed);
    if (facs_user_path(&user, FACS_USER_DATA, "facs/models") == -ENOMEM)
        return facs_fail_memory(error, "the path of the models folder");
    const char *const places[] = {place->checkout[0] ? checkouts : "", user ? user : "",
                                  place->data[0] ? installed : "",
                                  FACS_PLACE_SHARED[0] ? FACS_PLACE_SHARED "/facs/models" : ""};
    const size_t count = sizeof(places) / sizeof(places[0]);
    size_t at = 0;
    while (at < count && !(places[at][0] && holds_weights(places[at])))
        at++;
    const int status = at < count ? take(places[at], path, path_size, error)
                                  : fail_none(place, places, count, error);
    free(user);
    return status;
}

int facs_models_find(const char *models, char *path, size_t path_size, facs_error *error)
{
    if (!path)
        return facs_fail_null(error, "path");
    facs_place place;
    facs_place_find(&place);
    return facs_weights_find(&place, models, path, path_size, error);
}

/* ---- The folder's own manifest --------------------------------------------------------------- */

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

/* ---- Whether files are intact ---------------------------------------------------------------- */

static const facs_model_file *in_manifest(const char *name)
{
    for (const facs_model_file *row = facs_manifest; row->name; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

facs_weights_state facs_weights_judge(const char *name, int64_t bytes, const char *sha256,
                                      const facs_own_manifest *own, facs_own_row *expected)
{
    const facs_model_file *ours = in_manifest(name);
    const facs_own_row *theirs = facs_own_manifest_find(own, name);
    if (ours && ours->bytes == bytes && strcmp(ours->sha256, sha256) == 0)
        return FACS_WEIGHTS_KNOWN;
    if (theirs && theirs->bytes == bytes && strcmp(theirs->sha256, sha256) == 0)
        return FACS_WEIGHTS_OWN;
    if (!theirs && (!ours || (facs_cen_file_is_named(name) && ours->bytes != bytes)))
        return FACS_WEIGHTS_UNKNOWN;
    *expected =
        theirs ? *theirs
               : (facs_own_row){.name = ours->name, .bytes = ours->bytes, .sha256 = ours->sha256};
    return FACS_WEIGHTS_DAMAGED;
}

/* 1: experts of CE-CLM that are whole. */
static int is_whole(const char *path)
{
    facs_cen_file *file;
    facs_patch_views views;
    const int status = facs_cen_file_open(&file, &views, path, FACS_LANDMARKS, NULL);
    facs_cen_file_close(&file);
    free(views.index);
    return status == 0;
}

static facs_file_state file_state(const char *path, const char *name, const facs_own_manifest *own)
{
    facs_file_info info;
    char sha256[65];
    facs_own_row expected;
    if (facs_path_info(path, &info) < 0)
        return FACS_FILE_MISSING;
    if (info.kind != FACS_REGULAR_FILE || facs_file_sha256(path, sha256) < 0)
        return FACS_FILE_DAMAGED;
    switch (facs_weights_judge(name, info.size, sha256, own, &expected)) {
    case FACS_WEIGHTS_KNOWN:
        return FACS_FILE_GOOD;
    case FACS_WEIGHTS_OWN:
        return FACS_FILE_OWN;
    case FACS_WEIGHTS_UNKNOWN:
        return is_whole(path) ? FACS_FILE_UNKNOWN : FACS_FILE_DAMAGED;
    default:
        return FACS_FILE_DAMAGED;
    }
}

int facs_models_check(const char *folder, void (*each)(void *opaque, const facs_model_file *file),
                      void *opaque, facs_error *error)
{
    if (!folder || !each)
        return facs_fail_null(error, "folder, each");
    facs_own_manifest *own;
    if (facs_path_kind(folder) != FACS_FOLDER)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT, "%s: no such folder", folder);
    int status = facs_own_manifest_open(&own, folder, error);
    for (const facs_model_file *row = facs_manifest; status == 0 && row->name; row++) {
        facs_model_file file = *row;
        char *path = facs_place_of_weights(folder, file.name);
        if (path) {
            file.state = file_state(path, file.name, own);
            each(opaque, &file);
        } else
            status = facs_fail_memory(error, "a path");
        free(path);
    }
    facs_own_manifest_close(&own);
    return status;
}
