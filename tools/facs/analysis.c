#include "analysis.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static int is_word(const char *word, size_t length, const char *expected)
{
    return strlen(expected) == length && strncmp(word, expected, length) == 0;
}

static int read_features(unsigned *features, const char *list, facs_error *error)
{
    *features = 0;
    for (const char *word = list;; word++) {
        size_t length = strcspn(word, ",");
        unsigned bit = 1;
        while (facs_feature_name(bit) && !is_word(word, length, facs_feature_name(bit)))
            bit <<= 1;
        if (!facs_feature_name(bit))
            return facs_refuse(error,
                               "--features: expected words from gaze,pose,2d,3d,pdm,aus, separated "
                               "by commas, not \"%.*s\"",
                               (int)length, word);
        *features |= bit;
        word += length;
        if (!*word)
            return 0;
    }
}

const char *facs_methods_with(unsigned trait, char text[FACS_METHODS_SIZE])
{
    size_t length = 0;
    const char *name;
    text[0] = 0;
    for (int i = 0; (name = facs_landmark_method_name((facs_landmark_method)i)); i++)
        if (facs_landmark_method_traits((facs_landmark_method)i) & trait &&
            length < FACS_METHODS_SIZE)
            length += (size_t)snprintf(text + length, FACS_METHODS_SIZE - length, "%s%s",
                                       length ? " or " : "", name);
    return text;
}

int facs_method_has(const facs_options *analysis, unsigned trait)
{
    return (facs_landmark_method_traits(analysis->landmark_method) & trait) != 0;
}

/* name: a method, or otherwise a file with the points. */
static void take_landmarks(facs_extract_options *options, const char *name)
{
    facs_landmark_method *method = &options->analysis.landmark_method;
    if (!name ||
        (facs_landmark_method_from_name(name, method) == 0 && *method != FACS_LANDMARKS_GIVEN))
        return;
    *method = FACS_LANDMARKS_GIVEN;
    options->landmarks = name;
}

/* Returns a value for facs_options.faces, or -1 if word is not a number of faces. */
static int read_faces(const char *word)
{
    if (strcmp(word, "all") == 0)
        return 0;
    char *end;
    long number = strtol(word, &end, 10);
    int plain = strspn(word, "0123456789") == strlen(word) && !*end;
    return plain && number >= 1 && number <= FACS_MAX_FACES ? (int)number : -1;
}

static int take_faces(facs_extract_options *options, const facs_args *args, facs_error *error)
{
    options->per_face = args->per_face;
    if (!args->faces)
        return 0;
    options->analysis.faces = read_faces(args->faces);
    if (options->analysis.faces < 0)
        return facs_refuse(error,
                           "--faces: expected a whole number from 1 to %d or \"all\", not \"%s\"",
                           FACS_MAX_FACES, args->faces);
    return 0;
}

/* Reads "X,Y,W,H", four whole numbers; the library checks the rectangle. */
static int read_region(int region[4], const char *word)
{
    for (int i = 0; i < 4; i++) {
        char *end;
        if (*word < '0' || *word > '9')
            return -EINVAL;
        long number = strtol(word, &end, 10);
        if (number > INT_MAX || *end != (i < 3 ? ',' : 0))
            return -EINVAL;
        region[i] = (int)number;
        word = end + 1;
    }
    return region[2] > 0 && region[3] > 0 ? 0 : -EINVAL;
}

static int take_region(facs_options *analysis, const facs_args *args, facs_error *error)
{
    if (!args->region || read_region(analysis->region, args->region) == 0)
        return 0;
    return facs_refuse(
        error, "--region: expected four whole numbers X,Y,W,H, the last two above 0, not \"%s\"",
        args->region);
}

/* Checks that the landmark method can do what is asked for. */
static int check_method(const facs_extract_options *options, const facs_args *args,
                        facs_error *error)
{
    const struct {
        int asked;
        unsigned trait;
        const char *form; /* has a %s for the names of the methods that have the trait */
    } needs[] = {
        {args->faces && options->analysis.faces != 1, FACS_METHOD_SEVERAL,
         "--faces: only --landmarks %s follows several faces: choose it, or --faces 1"},
        {args->features && (options->features & FACS_FEATURE_GAZE), FACS_METHOD_GAZE,
         "--features: gaze comes only with --landmarks %s: choose that, or leave gaze out"},
        {options->analysis.batch > 1, FACS_METHOD_BATCHES,
         "--batch: only --landmarks %s works in batches: choose it, or leave --batch out"}};
    char methods[FACS_METHODS_SIZE];
    for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
        if (needs[i].asked && !facs_method_has(&options->analysis, needs[i].trait))
            return facs_refuse(error, needs[i].form, facs_methods_with(needs[i].trait, methods));
    return 0;
}

static int check(const facs_extract_options *options, const facs_args *args, facs_error *error)
{
    if (args->quiet && args->verbose)
        return facs_refuse(error, "--quiet and --verbose contradict each other: give one");
    if (options->landmarks && args->detect_every)
        return facs_refuse(error, "--detect-every has no meaning with --landmarks FILE.csv, which "
                                  "needs no detector: give one");
    if (options->landmarks && args->operand_count > 1)
        return facs_refuse(error,
                           "--landmarks FILE.csv holds the points of one video: give one input");
    return 0;
}

void facs_environment_options(facs_options *options, const facs_args *args, facs_console *console)
{
    facs_default_options(options);
    options->models = args->models;
    options->runtime = args->runtime;
    options->log = (facs_log){.write = facs_console_log,
                              .opaque = console,
                              .level = args->verbose ? FACS_LOG_INFO : FACS_LOG_WARNING};
}

int facs_analysis_options(facs_extract_options *options, const facs_args *args,
                          facs_console *console, facs_error *error)
{
    facs_default_extract_options(options);
    facs_options *analysis = &options->analysis;

    facs_environment_options(analysis, args, console);
    take_landmarks(options, args->landmarks);
    int status = check(options, args, error);
    analysis->backend = (facs_backend)args->backend;
    analysis->precision = (facs_precision)args->precision;
    analysis->au = (facs_au_models)args->au;
    analysis->detector = (facs_detector_kind)args->detector;
    analysis->face_choice = (facs_face_choice)args->face_choice;
    analysis->min_face = (int)args->min_face;
    analysis->threads = (int)args->threads;
    if (args->detect_every)
        analysis->detect_every = (int)args->detect_every;
    if (args->batch)
        analysis->batch = (int)args->batch;
    analysis->focal_x = (float)args->focal_x;
    analysis->focal_y = (float)args->focal_y;
    analysis->centre_x = (float)args->centre_x;
    analysis->centre_y = (float)args->centre_y;
    options->full_precision = args->full_precision;
    options->fps = args->fps;
    options->every = args->every ? args->every : 1;
    options->max_frames = args->max_frames;
    options->strict = args->strict;
    options->stream = (int)args->stream;
    options->deinterlace = args->deinterlace;
    options->max_pixels = args->max_pixels;
    options->overwrite = args->overwrite ? FACS_OVERWRITE_ALL
                         : args->resume  ? FACS_OVERWRITE_OUTDATED
                                         : FACS_OVERWRITE_SAME_INPUT;
    if (status == 0 && args->features)
        status = read_features(&options->features, args->features, error);
    if (status == 0)
        status = take_region(analysis, args, error);
    if (status == 0)
        status = take_faces(options, args, error);
    if (status == 0)
        status = check_method(options, args, error);
    return status;
}
