#include "pipeline/model_files.h"

#include "base/error.h"
#include "base/log.h"
#include "os/thread.h"
#include "pipeline/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* The file name of a network, from facs_network_path. */
static const char *network_name(facs_network_kind kind, const char *folder)
{
    const char *name;
    free(facs_network_path(kind, folder, &name));
    return name;
}

const char *facs_models_settle(facs_options *options, const facs_models *opened)
{
    char folder[4096];
    const char *missing;
    facs_landmark_method chosen;

    if (options->landmark_method != FACS_LANDMARKS_AUTO)
        return NULL;
    options->landmark_method = FACS_LANDMARKS_CLNF;
    if (opened)
        facs_landmark_method_from_name(opened->method->name, &options->landmark_method);
    if (facs_models_find(options->models, folder, sizeof(folder), NULL) < 0)
        return NULL;
    chosen = facs_method_choose(folder, &missing);
    if (!opened)
        options->landmark_method = chosen;
    return options->landmark_method == FACS_LANDMARKS_CLNF ? missing : NULL;
}

void facs_models_tell_missing(const char *missing, facs_warnings *warnings, const facs_log *log)
{
    if (missing && warnings)
        facs_warnings_add(warnings, FACS_WARNING_MISSING_WEIGHTS, -1, (double)NAN, "%s", missing);
    else if (missing)
        facs_log_write(log, FACS_LOG_WARNING,
                       "landmarks are CLNF's, because a file of CE-CLM is missing: %s", missing);
}

void facs_models_list(const char *names[FACS_MODELS_MAX_FILES + 1], const char *folder,
                      const facs_options *options)
{
    const facs_method *method = facs_method_of(options->landmark_method);
    const facs_detector_kind detector = facs_options_detector(options);
    int n = 0;
    names[n++] = FACS_PDM_FILE;
    names[n++] = FACS_TRIANGLE_FILE;
    for (int i = 0; method->file && method->file(i); i++)
        names[n++] = method->file(i);
    for (int i = 0; detector == FACS_DETECTOR_MTCNN && facs_mtcnn_models_file(i); i++)
        names[n++] = facs_mtcnn_models_file(i);
    if (method->traits & FACS_METHOD_ONNX)
        names[n++] = network_name(method->network, folder);
    if (detector == FACS_DETECTOR_RETINAFACE)
        names[n++] = network_name(FACS_NETWORK_DETECTOR, folder);
    names[n] = NULL;
}

/* The lists of predictors, by facs_au_models. */
static const char *const au_lists[] = {[FACS_AU_DYNAMIC] = FACS_PREDICTORS "AU_all_best.txt",
                                       [FACS_AU_STATIC] = FACS_PREDICTORS "AU_all_static.txt",
                                       [FACS_AU_NONE] = NULL};

int facs_models_digests(facs_digests **out, const facs_options *options, facs_au_models which,
                        facs_error *error)
{
    char folder[4096];
    const char *names[FACS_MODELS_MAX_FILES + 1];
    *out = NULL;
    int status = facs_models_find(options->models, folder, sizeof(folder), error);
    if (status < 0)
        return status;
    facs_models_list(names, folder, options);
    return facs_digests_open(out, folder, names, au_lists[which], error);
}

int facs_models_begin_digests(const facs_models *models, facs_au_models which, facs_error *error)
{
    facs_digests **digests = &models->au->digests[which];
    if (*digests)
        return 0;
    return facs_digests_open(digests, models->folder, models->names, au_lists[which], error);
}

int facs_models_open_au_set(const facs_models *models, facs_au_models which, facs_error *error)
{
    if (which == FACS_AU_NONE)
        return 0;
    facs_au_set **set = &models->au->set[which];
    return *set ? 0 : facs_au_set_open(set, models->folder, which, error);
}

/* Lock the predictors and start their digests. On failure nothing is locked. */
static int lock_with_digests(const facs_models *models, facs_au_models which, facs_error *error)
{
    if (facs_mutex_lock(&models->au->lock) != 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, -EINVAL, "the lock of the predictors failed");
    int status = facs_models_begin_digests(models, which, error);
    if (status < 0)
        facs_mutex_unlock(&models->au->lock);
    return status;
}

int facs_models_au_set(const facs_models *models, facs_au_models which, const facs_au_set **set,
                       facs_error *error)
{
    *set = NULL;
    int status = lock_with_digests(models, which, error);
    if (status < 0)
        return status;
    status = facs_models_open_au_set(models, which, error);
    if (status == 0)
        status = facs_digests_check(models->au->digests[which], error);
    if (status == 0)
        *set = which == FACS_AU_NONE ? NULL : models->au->set[which];
    facs_mutex_unlock(&models->au->lock);
    return status;
}

int facs_models_files(const facs_models *models, facs_au_models which, const facs_digest **files,
                      facs_error *error)
{
    int status = lock_with_digests(models, which, error);
    if (status < 0)
        return status;
    status = facs_digests_wait(models->au->digests[which], files, error);
    facs_mutex_unlock(&models->au->lock);
    return status;
}

int facs_models_warn(const facs_models *models, facs_au_models which, facs_warnings *warnings,
                     const facs_log *log, facs_error *error)
{
    const facs_digest *files;
    const char *first = NULL;
    int unknown = 0, count = facs_models_files(models, which, &files, error);
    for (int i = 0; i < count; i++)
        if (files[i].state == FACS_WEIGHTS_UNKNOWN && unknown++ == 0)
            first = files[i].name;
    if (unknown > 0 && warnings)
        facs_warnings_add_many(warnings, FACS_WARNING_UNKNOWN_WEIGHTS, unknown, (double)NAN, "%s",
                               first);
    else if (unknown > 0)
        facs_log_write(log, FACS_LOG_WARNING,
                       "%d of the weights are in no manifest, the first one is %s/%s", unknown,
                       models->folder, first);
    return count < 0 ? count : 0;
}

int facs_models_check_files(const facs_models *models, facs_au_models which, int status,
                            facs_error *error)
{
    facs_error reason = {.kind = FACS_ERROR_NONE};
    const int checked = facs_digests_check(models->au->digests[which], &reason);
    if (checked == 0 || (status < 0 && !(status == -EINVAL && checked == -EINVAL)))
        return status;
    if (error)
        *error = reason;
    return checked;
}
