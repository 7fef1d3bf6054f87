#include "pipeline/digests.h"

#include "base/error.h"
#include "base/file.h"
#include "os/file.h"
#include "os/path.h"
#include "os/place.h"
#include "os/thread.h"
#include "pipeline/weights_cache.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LIST_BYTES (64 * 1024) /* OpenFace's lists have 1.5 KB */
#define MAX_FILES      256         /* a run reads 54 */

struct facs_digests {
    char *folder, *absolute; /* the same folder, as given and without links */
    facs_own_manifest *own;
    facs_weights_cache *cache;
    char *au_list;
    facs_thread thread;
    int started; /* 1: thread must be joined */
    facs_digest files[MAX_FILES];
    int count;
    int status; /* of the thread, with error */
    facs_error error;
};

static int add(facs_digests *digests, const char *name, facs_error *error)
{
    facs_digest *file = &digests->files[digests->count];
    if (digests->count == MAX_FILES)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                         "%s: expected at most %d files; the file is damaged, fetch it again",
                         digests->au_list, MAX_FILES);
    file->name = strdup(name);
    if (!file->name)
        return facs_fail_memory(error, "a path");
    digests->count++;
    return 0;
}

/* Each line of the list has a path, relative to the list, and the Action Unit that it predicts. */
static int add_listed(facs_digests *digests)
{
    facs_file list;
    char name[1024], word[256], au[64];
    facs_error *error = &digests->error;
    const int folder_length = (int)(facs_path_name(digests->au_list) - digests->au_list);
    char *path = facs_place_of_weights(digests->folder, digests->au_list);
    if (!path)
        return facs_fail_memory(error, "a path");
    int status = facs_file_read(&list, path, MAX_LIST_BYTES, error);
    free(path);
    while (status == 0) {
        status = facs_file_text_word(&list, word, sizeof(word), "predictor", error);
        if (status == 0)
            status = facs_file_text_word(&list, au, sizeof(au), "Action Unit", error);
        else if (status == -EPIPE) { /* the end */
            *error = (facs_error){.kind = FACS_ERROR_NONE};
            status = 0;
            break;
        }
        if (status == 0) {
            snprintf(name, sizeof(name), "%.*s%s", folder_length, digests->au_list, word);
            status = add(digests, name, error);
        }
    }
    facs_file_free(&list);
    return status;
}

static int fail_read(facs_digests *digests, const char *path, int status)
{
    if (status == -ENOMEM)
        return facs_fail_memory(&digests->error, path);
    if (status == -EINVAL)
        return facs_fail(&digests->error, FACS_ERROR_ENVIRONMENT, status,
                         "%s is not a file: expected weights; move it away and fetch them again",
                         path);
    return facs_fail(&digests->error, FACS_ERROR_ENVIRONMENT, status,
                     "%s cannot be read (%s): were the models moved during the run?", path,
                     facs_strerror(status));
}

static int take(facs_digests *digests, facs_digest *file)
{
    char *path =
        facs_place_of_weights(digests->absolute ? digests->absolute : digests->folder, file->name);
    if (!path)
        return facs_fail_memory(&digests->error, "a path");
    int status = facs_weights_cache_digest(digests->cache, path, &file->bytes, file->sha256);
    if (status < 0)
        fail_read(digests, path, status);
    else
        file->state = facs_weights_judge(file->name, file->bytes, file->sha256, digests->own,
                                         &file->expected);
    free(path);
    return status;
}

/* Add the folder's own manifest if it vouches for a file. */
static int add_own_manifest(facs_digests *digests)
{
    const int files = digests->count;
    for (int i = 0; i < files; i++) {
        if (digests->files[i].state != FACS_WEIGHTS_OWN)
            continue;
        int status = add(digests, FACS_OWN_MANIFEST, &digests->error);
        if (status == 0)
            status = take(digests, &digests->files[files]);
        if (status == 0)
            digests->files[files].state = FACS_WEIGHTS_OWN;
        return status;
    }
    return 0;
}

static void *take_all(void *argument)
{
    facs_digests *digests = argument;
    facs_error *error = &digests->error;
    digests->absolute = facs_path_absolute(digests->folder);
    int status = facs_own_manifest_open(&digests->own, digests->folder, error);
    if (status == 0 && facs_weights_cache_open(&digests->cache) < 0)
        status = facs_fail_memory(error, "the digests");
    if (status == 0 && digests->au_list)
        status = add_listed(digests);
    for (int i = 0; i < digests->count && status == 0; i++)
        status = take(digests, &digests->files[i]);
    if (status == 0)
        status = add_own_manifest(digests);
    facs_weights_cache_close(&digests->cache);
    digests->status = status;
    return NULL;
}

int facs_digests_open(facs_digests **out, const char *folder, const char *const *names,
                      const char *au_list, facs_error *error)
{
    *out = NULL;
    facs_digests *digests = calloc(1, sizeof(*digests));
    if (!digests)
        return facs_fail_memory(error, "the provenance");
    digests->folder = strdup(folder);
    digests->au_list = au_list ? strdup(au_list) : NULL;
    int status = !digests->folder || (au_list && !digests->au_list)
                     ? facs_fail_memory(error, "the provenance")
                     : 0;
    for (; status == 0 && *names; names++)
        status = add(digests, *names, error);
    if (status == 0 && au_list)
        status = add(digests, au_list, error);
    if (status == 0) {
        int failure = facs_thread_start(&digests->thread, take_all, digests);
        digests->started = !failure;
        if (failure)
            status =
                facs_fail(error, FACS_ERROR_INTERNAL, failure, "a thread could not be started");
    }
    if (status < 0)
        facs_digests_close(&digests);
    *out = digests;
    return status;
}

static int join(facs_digests *digests)
{
    int failure = digests->started ? facs_thread_join(digests->thread) : 0;
    digests->started = 0;
    return failure;
}

int facs_digests_wait(facs_digests *digests, const facs_digest **list, facs_error *error)
{
    int status = join(digests);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status, "a thread was lost");
    if (digests->status < 0) {
        if (error)
            *error = digests->error;
        return digests->status;
    }
    *list = digests->files;
    return digests->count;
}

int facs_digests_check(facs_digests *digests, facs_error *error)
{
    const facs_digest *list = NULL;
    const int count = facs_digests_wait(digests, &list, error);
    for (int i = 0; i < count; i++) {
        const facs_digest *file = &list[i];
        if (file->state != FACS_WEIGHTS_DAMAGED)
            continue;
        char *path = facs_place_of_weights(digests->folder, file->name);
        facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                  "%s is damaged: expected %lld bytes with the sha256 %.12s.., found %lld with "
                  "%.12s..; fetch it again, or list weights of your own in " FACS_OWN_MANIFEST
                  " beside them",
                  path ? path : file->name, (long long)file->expected.bytes, file->expected.sha256,
                  (long long)file->bytes, file->sha256);
        free(path);
        return -EINVAL;
    }
    return count < 0 ? count : 0;
}

void facs_digests_close(facs_digests **digests)
{
    if (!*digests)
        return;
    join(*digests);
    for (int i = 0; i < (*digests)->count; i++)
        free((*digests)->files[i].name);
    facs_own_manifest_close(&(*digests)->own);
    free((*digests)->absolute);
    free((*digests)->folder);
    free((*digests)->au_list);
    free(*digests);
    *digests = NULL;
}
