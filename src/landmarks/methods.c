/* The table of landmark methods. */
#include "landmarks/method.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

static const facs_method *const methods[] = {&facs_clnf_method, &facs_pfld_method,
                                             &facs_given_method};

const facs_method *facs_method_at(int i)
{
    return i >= 0 && i < (int)(sizeof(methods) / sizeof(methods[0])) ? methods[i] : NULL;
}

const facs_method *facs_method_of(facs_landmark_method value)
{
    const facs_method *method = NULL;
    for (int i = 0; (method = facs_method_at(i)) && method->value != value; i++) {
    }
    return method;
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
    const facs_method *method = NULL;
    if (!name || !value)
        return -EINVAL;
    for (int i = 0; (method = facs_method_at(i)); i++)
        if (strcmp(method->name, name) == 0) {
            *value = method->value;
            return 0;
        }
    return -EINVAL;
}

unsigned facs_landmark_method_traits(facs_landmark_method value)
{
    const facs_method *method = facs_method_of(value);
    return method ? facs_method_traits(method) : 0;
}
