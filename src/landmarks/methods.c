/* The table of landmark methods. */
#include "landmarks/method.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

static const facs_method *const methods[] = {[FACS_LANDMARKS_CLNF] = &facs_clnf_method,
                                             [FACS_LANDMARKS_PFLD] = &facs_pfld_method,
                                             [FACS_LANDMARKS_GIVEN] = &facs_given_method,
                                             [FACS_LANDMARKS_CECLM] = &facs_ceclm_method};

const facs_method *facs_method_of(facs_landmark_method value)
{
    return (size_t)value < sizeof(methods) / sizeof(methods[0]) ? methods[value] : NULL;
}

unsigned facs_method_traits(const facs_method *method)
{
    return method->traits | (method->eye_pdm ? FACS_METHOD_GAZE : 0u) |
           (method->batch > 1 ? FACS_METHOD_BATCHES : 0u);
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
