/* The names of the public enumerations. */
#include <facs/facs.h>
#include <facs/study.h>

#include <errno.h>
#include <string.h>

static int find(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; name && i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return (int)i;
    return -EINVAL;
}

/* facs_WORD_name and facs_WORD_from_name: the names by value, from 0. */
#define NAMES(word, type, ...)                                                                     \
    static const char *const word##_names[] = {__VA_ARGS__};                                       \
    const char *facs_##word##_name(type value)                                                     \
    {                                                                                              \
        const size_t count = sizeof(word##_names) / sizeof(word##_names[0]);                       \
        return (size_t)value < count ? word##_names[value] : NULL;                                 \
    }                                                                                              \
    int facs_##word##_from_name(const char *name, type *value)                                     \
    {                                                                                              \
        const size_t count = sizeof(word##_names) / sizeof(word##_names[0]);                       \
        const int found = find(word##_names, count, name);                                         \
        if (found < 0 || !value)                                                                   \
            return -EINVAL;                                                                        \
        *value = (type)found;                                                                      \
        return 0;                                                                                  \
    }

NAMES(backend, facs_backend, "auto", "cpu", "coreml", "cuda")
NAMES(precision, facs_precision, "fp32", "fp16", "int8")
NAMES(au_models, facs_au_models, "dynamic", "static", "none")
NAMES(detector, facs_detector_kind, "auto", "mtcnn", "retinaface")
NAMES(face_choice, facs_face_choice, "largest", "central", "first")
NAMES(overlay_style, facs_overlay_style, "full", "points")
NAMES(batch_state, facs_batch_state, "left", "done", "done with warnings", "failed", "skipped")
