/* The table of landmark methods. */
#include "landmarks/method.h"

#include "landmarks/ceclm/cen_file.h"
#include "landmarks/clm/clm_method.h"
#include "os/file.h"
#include "os/place.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Stands for one of two in facs_options, and is never opened. */
static const facs_method auto_method = {.name = "auto", .title = "CE-CLM or CLNF", FACS_CLM_METHOD};

static const facs_method *const methods[] = {[FACS_LANDMARKS_CLNF] = &facs_clnf_method,
                                             [FACS_LANDMARKS_PFLD] = &facs_pfld_method,
                                             [FACS_LANDMARKS_GIVEN] = &facs_given_method,
                                             [FACS_LANDMARKS_CECLM] = &facs_ceclm_method,
                                             [FACS_LANDMARKS_AUTO] = &auto_method};

const facs_method *facs_method_of(facs_landmark_method value)
{
    return (size_t)value < sizeof(methods) / sizeof(methods[0]) ? methods[value] : NULL;
}

unsigned facs_method_traits(const facs_method *method)
{
    return method->traits | (method->eye_pdm ? FACS_METHOD_GAZE : 0u) |
           (method->batch > 1 ? FACS_METHOD_BATCHES : 0u);
}

static int is_there(const char *folder, const char *name)
{
    char *path = facs_place_of_weights(folder, name);
    const int there = path && facs_path_kind(path) != FACS_NO_FILE;
    free(path);
    return there;
}

facs_landmark_method facs_method_choose(const char *folder, const char **missing)
{
    const char *name;
    int experts = 0;

    *missing = NULL;
    for (int i = 0; (name = facs_ceclm_method.file(i)) != NULL; i++)
        if (!is_there(folder, name))
            *missing = *missing ? *missing : name;
        else
            experts += facs_cen_file_is_named(name);
    if (!*missing)
        return FACS_LANDMARKS_CECLM;
    if (experts == 0)
        *missing = NULL;
    return FACS_LANDMARKS_CLNF;
}

const char *facs_landmark_method_name(facs_landmark_method value)
{
    const facs_method *method = facs_method_of(value);
    return method ? method->name : NULL;
}

int facs_landmark_method_from_name(const char *name, facs_landmark_method *value)
{
    for (size_t i = 0; name && value && i < sizeof(methods) / sizeof(methods[0]); i++)
        if (strcmp(methods[i]->name, name) == 0) {
            *value = (facs_landmark_method)i;
            return 0;
        }
    return -EINVAL;
}

unsigned facs_landmark_method_traits(facs_landmark_method value)
{
    const facs_method *method = facs_method_of(value);
    return method ? facs_method_traits(method) : 0;
}
