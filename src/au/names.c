/* Names of columns, Action Units and stages. */
#include <facs/facs.h>

#include <string.h>

static const char *const presences[FACS_PRESENCES] = {
    "AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "AU10", "AU12",
    "AU14", "AU15", "AU17", "AU20", "AU23", "AU25", "AU26", "AU28", "AU45",
};

/* Ekman, Friesen and Hager, Facial Action Coding System (2002); in the order of presences. */
static const char *const descriptions[FACS_PRESENCES] = {
    "Inner brow raiser",
    "Outer brow raiser",
    "Brow lowerer",
    "Upper lid raiser",
    "Cheek raiser",
    "Lid tightener",
    "Nose wrinkler",
    "Upper lip raiser",
    "Lip corner puller",
    "Dimpler",
    "Lip corner depressor",
    "Chin raiser",
    "Lip stretcher",
    "Lip tightener",
    "Lips part",
    "Jaw drop",
    "Lip suck",
    "Blink",
};

static const char *const stages[FACS_STAGES] = {
    [FACS_STAGE_DECODE] = "decode",       [FACS_STAGE_DETECT] = "detect",
    [FACS_STAGE_LANDMARKS] = "landmarks", [FACS_STAGE_SHAPE] = "shape",
    [FACS_STAGE_POSE] = "pose",           [FACS_STAGE_ALIGN] = "align",
    [FACS_STAGE_FHOG] = "fhog",           [FACS_STAGE_MEDIAN] = "median",
    [FACS_STAGE_PREDICT] = "predict",
};

const char *facs_intensity_name(int i)
{
    if (i < 0 || i >= FACS_INTENSITIES)
        return NULL;
    return presences[i < FACS_AU28_C ? i : i + 1]; /* AU28 has a presence only */
}

const char *facs_presence_name(int i)
{
    return i < 0 || i >= FACS_PRESENCES ? NULL : presences[i];
}

const char *facs_au_description(const char *name)
{
    for (int i = 0; name && i < FACS_PRESENCES; i++)
        if (!strcmp(name, presences[i]))
            return descriptions[i];
    return NULL;
}

const char *facs_stage_name(facs_stage stage)
{
    return (unsigned)stage < FACS_STAGES ? stages[stage] : NULL;
}
