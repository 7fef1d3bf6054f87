#include "analysis.h"

#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static int read_features(unsigned *features, const char *list, facs_error *error)
{
    *features = 0;
    for (const char *word = list;; word++) {
        size_t length = strcspn(word, ",");
        unsigned bit = 1;
        const char *name;
        while ((name = facs_feature_name(bit)) &&
               (strlen(name) != length || strncmp(word, name, length) != 0))
            bit <<= 1;
        if (!name)
            return facs_refuse(error,
                               "--features: expected words from gaze,pose,2d,3d,pdm,aus,measures, "
                               "separated by commas, not \"%.*s\"",
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
static int take_landmarks(facs_extract_options *options, const char *name, facs_error *error)
{
    facs_landmark_method *method = &options->analysis.landmark_method;
    char names[FACS_METHODS_SIZE];
    if (!name ||
        (facs_landmark_method_from_name(name, method) == 0 && *method != FACS_LANDMARKS_GIVEN))
        return 0;
    *method = FACS_LANDMARKS_GIVEN;
    options->landmarks = name;
    if (strchr(name, '.') || facs_path_name(name) != name || facs_path_kind(name) != FACS_NO_FILE)
        return 0;
    return facs_refuse(error, "--landmarks: expected %s, or a CSV file, not \"%s\"",
                       facs_methods_with(FACS_METHOD_FINDS, names), name);
}

static int take_faces(facs_options *analysis, const char *word, facs_error *error)
{
    char *end;
    const long number = strtol(word, &end, 10);
    const int plain = strspn(word, "0123456789") == strlen(word) && !*end;
    const int all = strcmp(word, "all") == 0;
    if (!all && !(plain && number >= 1 && number <= FACS_MAX_FACES))
        return facs_refuse(error,
                           "--faces: expected a whole number from 1 to %d or \"all\", not \"%s\"",
                           FACS_MAX_FACES, word);
    analysis->faces = all ? 0 : (int)number;
    return 0;
}

/* Reads "X,Y,W,H", four whole numbers; the library checks the rectangle. */
static int read_region(int region[4], const char *word)
{
    for (int i = 0; i < 4; i++) {
        char *end;
        if (*word < '0' || *word > '9')
            return -EINVAL;
        const long long number = strtoll(word, &end, 10); /* long has 32 bits on Windows */
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
    if (options->landmarks && args->inputs > 1)
        return facs_refuse(error,
                           "--landmarks FILE.csv holds the points of one video: give one input");
    return 0;
}

void facs_environment_options(facs_options *options, const facs_args *args, facs_console *console)
{
    *options = args->options.analysis;
    options->log = (facs_log){.write = facs_console_log,
                              .opaque = console,
                              .level = args->verbose ? FACS_LOG_INFO : FACS_LOG_WARNING};
}

int facs_analysis_options(facs_extract_options *options, const facs_args *args,
                          facs_console *console, facs_error *error)
{
    facs_options *analysis = &options->analysis;
    *options = args->options;
    facs_environment_options(analysis, args, console);
    int status = take_landmarks(options, args->landmarks, error);
    if (status == 0)
        status = check(options, args, error);
    if (args->detect_every)
        analysis->detect_every = args->detect_every;
    options->overwrite = args->overwrite ? FACS_OVERWRITE_ALL
                         : args->resume  ? FACS_OVERWRITE_OUTDATED
                                         : FACS_OVERWRITE_SAME_INPUT;
    if (status == 0 && args->features)
        status = read_features(&options->features, args->features, error);
    if (status == 0)
        status = take_region(analysis, args, error);
    if (status == 0 && args->faces)
        status = take_faces(analysis, args->faces, error);
    if (status == 0)
        status = check_method(options, args, error);
    return status;
}
