#include "options.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

typedef const char *(*namer)(int value);

/* Sets an option that is not simply one field. */
typedef int (*setter)(SEXP value, facs_extract_options *o, facs_error *error);

typedef enum option_type { FLAG, TEXT, CHOICE, WHOLE, WHOLE64, REAL32, REAL64, OTHER } option_type;

typedef struct entry {
    const char *name;
    option_type type;
    size_t at; /* of the field in facs_extract_options */
    namer names;
    setter set;
} entry;

int options_refuse(facs_error *error, const char *option, const char *expected)
{
    error->kind = FACS_ERROR_USAGE;
    snprintf(error->text, sizeof(error->text), "%s: expected %s", option, expected);
    return -EINVAL;
}

/* The names of an enumeration of the library, by value. */
#define NAMES(word, type)                                                                          \
    static const char *word(int value)                                                             \
    {                                                                                              \
        return facs_##word##_name((type)value);                                                    \
    }
NAMES(backend, facs_backend)
NAMES(precision, facs_precision)
NAMES(au_models, facs_au_models)
NAMES(detector, facs_detector_kind)
NAMES(face_choice, facs_face_choice)
NAMES(overlay_style, facs_overlay_style)

static const char *feature(int value)
{
    return facs_feature_name(1u << value);
}

/* Returns the number of a name, or refuses it. */
static int find_name(const char *option, namer names, const char *word, facs_error *error)
{
    char expected[256];
    size_t length = 0;
    const char *name;
    for (int i = 0; (name = names(i)); i++) {
        if (strcmp(name, word) == 0)
            return i;
        if (length < sizeof(expected))
            length += (size_t)snprintf(expected + length, sizeof(expected) - length, "%s\"%s\"",
                                       i ? ", " : "one of ", name);
    }
    if (length < sizeof(expected))
        snprintf(expected + length, sizeof(expected) - length, ", not \"%.60s\"", word);
    return options_refuse(error, option, expected);
}

/* ---- Simple fields --------------------------------------------------------------------------- */

static int is_one(SEXP value)
{
    return (Rf_isNumeric(value) || Rf_isLogical(value) || Rf_isString(value)) &&
           XLENGTH(value) == 1;
}

static int set_flag(const entry *o, SEXP value, int *field, facs_error *error)
{
    if (!is_one(value) || !Rf_isLogical(value) || LOGICAL(value)[0] == NA_LOGICAL)
        return options_refuse(error, o->name, "TRUE or FALSE");
    *field = LOGICAL(value)[0] != 0;
    return 0;
}

/* Returns a string, or NULL and an error. */
static const char *get_text(const char *option, SEXP value, facs_error *error)
{
    if (is_one(value) && Rf_isString(value) && STRING_ELT(value, 0) != NA_STRING) {
        const char *text = bytes_of(STRING_ELT(value, 0));
        if (text[0])
            return text;
    }
    options_refuse(error, option, "one string, not empty");
    return NULL;
}

static int set_number(const entry *o, SEXP value, void *field, facs_error *error)
{
    const int whole = o->type == WHOLE || o->type == WHOLE64;
    const double number = is_one(value) && Rf_isNumeric(value) ? Rf_asReal(value) : NAN;
    const double limit = o->type == WHOLE ? INT_MAX : FACS_MAX_FRAMES;
    if (!isfinite(number) || (whole && (number != floor(number) || fabs(number) > limit)))
        return options_refuse(error, o->name, whole ? "a whole number" : "a number");
    if (o->type == WHOLE)
        *(int *)field = (int)number;
    else if (o->type == WHOLE64)
        *(int64_t *)field = (int64_t)number;
    else if (o->type == REAL32)
        *(float *)field = (float)number;
    else
        *(double *)field = number;
    return 0;
}

/* All enumerations of the options are as wide as an int, which the table checks. */
static int set_choice(const entry *o, SEXP value, int *field, facs_error *error)
{
    const char *word = get_text(o->name, value, error);
    const int number = word ? find_name(o->name, o->names, word, error) : -EINVAL;
    if (number < 0)
        return number;
    *field = number;
    return 0;
}

/* ---- The others ------------------------------------------------------------------------------ */

/* A method, or otherwise a file with the points. */
static int set_landmarks(SEXP value, facs_extract_options *o, facs_error *error)
{
    const char *word = get_text("landmarks", value, error);
    facs_landmark_method method;
    if (!word)
        return -EINVAL;
    if (facs_landmark_method_from_name(word, &method) == 0 && method != FACS_LANDMARKS_GIVEN)
        o->analysis.landmark_method = method;
    else
        o->landmarks = word;
    return 0;
}

static int set_faces(SEXP value, facs_extract_options *o, facs_error *error)
{
    static const entry number = {.name = "faces", .type = WHOLE};
    if (is_one(value) && Rf_isString(value) && strcmp(CHAR(STRING_ELT(value, 0)), "all") == 0) {
        o->analysis.faces = 0;
        return 0;
    }
    int faces = 0;
    if (set_number(&number, value, &faces, error) < 0 || faces < 1)
        return options_refuse(error, "faces", "a whole number, or \"all\"");
    o->analysis.faces = faces;
    return 0;
}

static int set_features(SEXP value, facs_extract_options *o, facs_error *error)
{
    if (!Rf_isString(value))
        return options_refuse(error, "features", "names such as \"aus\" and \"pose\"");
    o->features = 0;
    for (R_xlen_t i = 0; i < XLENGTH(value); i++) {
        const char *word = Rf_translateCharUTF8(STRING_ELT(value, i));
        const int bit = find_name("features", feature, word, error);
        if (bit < 0)
            return bit;
        o->features |= 1u << bit;
    }
    return 0;
}

static int set_region(SEXP value, facs_extract_options *o, facs_error *error)
{
    int good = Rf_isNumeric(value) && XLENGTH(value) == 4;
    value = PROTECT(good ? Rf_coerceVector(value, REALSXP) : value);
    for (int i = 0; good && i < 4; i++) {
        const double side = REAL(value)[i];
        good = side == floor(side) && side >= (i < 2 ? 0 : 1) && side <= FACS_MAX_SIDE;
        if (good)
            o->analysis.region[i] = (int)side;
    }
    UNPROTECT(1);
    return good ? 0
                : options_refuse(error, "region",
                                 "c(x, y, width, height), whole numbers, the last two above 0");
}

static int set_overwrite(SEXP value, facs_extract_options *o, facs_error *error)
{
    static const entry flag = {.name = "overwrite", .type = FLAG};
    int all = 0;
    const int status = set_flag(&flag, value, &all, error);
    if (all)
        o->overwrite = FACS_OVERWRITE_ALL;
    return status;
}

/* ---- The table ------------------------------------------------------------------------------- */

#define AT(field) offsetof(facs_extract_options, field)
#define IS_INT(field)                                                                              \
    _Static_assert(sizeof(((facs_extract_options *)0)->analysis.field) == sizeof(int), #field)
IS_INT(backend);
IS_INT(precision);
IS_INT(detector);
IS_INT(face_choice);
IS_INT(au);
_Static_assert(sizeof(((facs_extract_options *)0)->overlay_style) == sizeof(int), "overlay_style");

static const entry table[] = {
    {"models", TEXT, AT(analysis.models), NULL, NULL},
    {"runtime", TEXT, AT(analysis.runtime), NULL, NULL},
    {"backend", CHOICE, AT(analysis.backend), backend, NULL},
    {"precision", CHOICE, AT(analysis.precision), precision, NULL},
    {"threads", WHOLE, AT(analysis.threads), NULL, NULL},
    {"landmarks", OTHER, 0, NULL, set_landmarks},
    {"detector", CHOICE, AT(analysis.detector), detector, NULL},
    {"detect_every", WHOLE, AT(analysis.detect_every), NULL, NULL},
    {"batch", WHOLE, AT(analysis.batch), NULL, NULL},
    {"face", CHOICE, AT(analysis.face_choice), face_choice, NULL},
    {"faces", OTHER, 0, NULL, set_faces},
    {"region", OTHER, 0, NULL, set_region},
    {"min_face", WHOLE, AT(analysis.min_face), NULL, NULL},
    {"au", CHOICE, AT(analysis.au), au_models, NULL},
    {"fx", REAL32, AT(analysis.focal_x), NULL, NULL},
    {"fy", REAL32, AT(analysis.focal_y), NULL, NULL},
    {"cx", REAL32, AT(analysis.centre_x), NULL, NULL},
    {"cy", REAL32, AT(analysis.centre_y), NULL, NULL},
    {"features", OTHER, 0, NULL, set_features},
    {"full_precision", FLAG, AT(full_precision), NULL, NULL},
    {"picture_names", FLAG, AT(picture_names), NULL, NULL},
    {"per_face", FLAG, AT(per_face), NULL, NULL},
    {"overlay", TEXT, AT(overlay), NULL, NULL},
    {"overlay_style", CHOICE, AT(overlay_style), overlay_style, NULL},
    {"fps", REAL64, AT(fps), NULL, NULL},
    {"every", WHOLE64, AT(every), NULL, NULL},
    {"from", REAL64, AT(begin), NULL, NULL},
    {"to", REAL64, AT(end), NULL, NULL},
    {"max_frames", WHOLE64, AT(max_frames), NULL, NULL},
    {"stream", WHOLE, AT(stream), NULL, NULL},
    {"deinterlace", FLAG, AT(deinterlace), NULL, NULL},
    {"rotate", WHOLE, AT(rotate), NULL, NULL},
    {"max_pixels", WHOLE64, AT(max_pixels), NULL, NULL},
    {"hwaccel", TEXT, AT(hwaccel), NULL, NULL},
    {"strict", FLAG, AT(strict), NULL, NULL},
    {"overwrite", OTHER, 0, NULL, set_overwrite},
};

static int set(const entry *o, SEXP value, facs_extract_options *options, facs_error *error)
{
    void *field = (char *)options + o->at;
    switch (o->type) {
    case FLAG:
        return set_flag(o, value, field, error);
    case CHOICE:
        return set_choice(o, value, field, error);
    case OTHER:
        return o->set(value, options, error);
    case TEXT: {
        const char *text = get_text(o->name, value, error);
        if (text)
            *(const char **)field = text;
        return text ? 0 : -EINVAL;
    }
    default:
        return set_number(o, value, field, error);
    }
}

int options_read(SEXP list, facs_extract_options *options, facs_error *error)
{
    const SEXP names = Rf_getAttrib(list, R_NamesSymbol);
    int status = 0;
    for (R_xlen_t i = 0; i < XLENGTH(list) && status == 0; i++) {
        const char *name = CHAR(STRING_ELT(names, i));
        size_t n = 0;
        while (n < sizeof(table) / sizeof(table[0]) && strcmp(table[n].name, name) != 0)
            n++;
        if (n == sizeof(table) / sizeof(table[0]))
            status = options_refuse(error, name, "an option of facs_options()");
        else if (!Rf_isNull(VECTOR_ELT(list, i)))
            status = set(&table[n], VECTOR_ELT(list, i), options, error);
    }
    return status;
}
