#include "pipeline/weights.h"

#include "base/error.h"
#include "base/file.h"
#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A folder counts as a folder of weights if it has this file, which every analysis with AUs needs.
 */
#define WITNESS "openface/AU_predictors/AU_all_best.txt"

static int holds_weights(const char *folder)
{
    char *path = facs_path_join(folder, WITNESS);
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

/* Take the folder that the user named, or fail. */
static int take_named(const char *folder, const char *how, char *path, size_t path_size,
                      facs_error *error)
{
    if (facs_path_kind(folder) != FACS_FOLDER)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                         "%s: no such folder (%s); name the folder that holds the models", folder,
                         how);
    if (!holds_weights(folder))
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                         "%s: the folder holds no models (%s): expected %s in it; run \"make "
                         "models\", or name another folder",
                         folder, how, WITNESS);
    return take(folder, path, path_size, error);
}

static int fail_none(const char *const *places, size_t count, facs_error *error)
{
    char list[sizeof(error->text)] = "";
    for (size_t i = 0; i < count; i++) {
        const size_t used = strlen(list);
        if (places[i][0])
            snprintf(list + used, sizeof(list) - used, ", %.240s", places[i]);
    }
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                     "no models: looked for %s in --models, $FACS_MODELS (both not given)%s; run "
                     "\"make models\" to fetch them",
                     WITNESS, list);
}

int facs_weights_find(const facs_place *place, const char *models, char *path, size_t path_size,
                      facs_error *error)
{
    const char *variable = getenv("FACS_MODELS");
    char checkouts[FACS_PLACE_SIZE + 32], installed[FACS_PLACE_SIZE + 32], *user;

    if (models)
        return take_named(models, "asked for as the models folder", path, path_size, error);
    if (variable && variable[0])
        return take_named(variable, "from $FACS_MODELS", path, path_size, error);
    snprintf(checkouts, sizeof(checkouts), "%s/../shared/models", place->checkout);
    snprintf(installed, sizeof(installed), "%s/models", place->data);
    if (facs_user_path(&user, FACS_USER_DATA, "facs/models") == -ENOMEM)
        return facs_fail_memory(error, "the path of the models folder");
    const char *const places[] = {place->checkout[0] ? checkouts : "", user ? user : "",
                                  place->data[0] ? installed : "", "/usr/share/facs/models"};
    const size_t count = sizeof(places) / sizeof(places[0]);
    size_t at = 0;
    while (at < count && !(places[at][0] && holds_weights(places[at])))
        at++;
    const int status =
        at < count ? take(places[at], path, path_size, error) : fail_none(places, count, error);
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
    if (!ours && !theirs)
        return FACS_WEIGHTS_UNKNOWN;
    *expected =
        theirs ? *theirs
               : (facs_own_row){.name = ours->name, .bytes = ours->bytes, .sha256 = ours->sha256};
    return FACS_WEIGHTS_DAMAGED;
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
        char *path = facs_path_join(folder, file.name);
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
