#include "openface_args.h"

#include "os/path.h"
#include "os/terminal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define AT(field)   offsetof(facs_openface_args, field)
#define SIZE(field) sizeof(((facs_openface_args *)0)->field)
#define SHOWN       FACS_FACE_LANDMARK_VID
#define IMAGES      FACS_FACE_LANDMARK_IMG
#define VIDEO       (FACS_FEATURE_EXTRACTION | FACS_FACE_LANDMARK_VID_MULTI)
#define BOTH        (VIDEO | IMAGES) /* what writes results */
#define ALL         (BOTH | SHOWN)

#define ALL_RESULTS                                                                                \
    ((unsigned)FACS_FEATURE_OPENFACE | FACS_OPENFACE_HOG | FACS_OPENFACE_ALIGNED |                 \
     FACS_OPENFACE_TRACKED)

/* What a flag does. */
typedef enum flag_effect {
    FIELD,    /* its value goes to a field of facs_openface_args */
    RESULT,   /* a result is wanted */
    LEFT_OUT, /* a result is not wanted; flags of OpenFace before 2.0 */
    FILE_IN,  /* its value is an input */
    FOLDER_IN,
    NAME_OUT, /* its value names the results of an input */
    NOTHING   /* an OpenFace flag without effect here */
} flag_effect;

typedef struct flag {
    flag_effect effect;
    unsigned result; /* of RESULT, LEFT_OUT */
    facs_arg arg;
} flag;

const char *facs_openface_aligned_format(int value)
{
    static const char *const formats[] = {"bmp", "jpg", "jpeg", "png"};
    return (size_t)value < sizeof(formats) / sizeof(formats[0]) ? formats[value] : NULL;
}

const char *facs_openface_vis_format(int value)
{
    static const char *const formats[] = {"jpg", "jpeg", "png", "bmp"};
    return (size_t)value < sizeof(formats) / sizeof(formats[0]) ? formats[value] : NULL;
}

/* clang-format off */
#define SWITCH(effect, result, name, programs, help) \
    {effect, result, {name, NULL, NULL, FACS_ARG_FLAG, programs, 0, 0, 0, 0, NULL, help}}
#define TEXT(effect, name, value, programs, field, help) \
    {effect, 0, {name, NULL, value, FACS_ARG_WORD, programs, field, 0, 0, 0, NULL, help}}
#define FLAG(name, programs, field, help) \
    {FIELD, 0, {name, NULL, NULL, FACS_ARG_FLAG, programs, field, 0, 0, 0, NULL, help}}
#define CHOICE(name, programs, field, choices, help) \
    {FIELD, 0, {name, NULL, "NAME", FACS_ARG_CHOICE, programs, AT(field), 0, 0, 0, choices, help}}
#define WHOLE(name, programs, field, min, max, help) \
    {FIELD, 0, {name, NULL, "N", FACS_ARG_WHOLE, programs, AT(field), SIZE(field), min, max, NULL, help}}
#define REAL(name, programs, field, min, max, help) \
    {FIELD, 0, {name, NULL, "F", FACS_ARG_REAL, programs, AT(field), SIZE(field), min, max, NULL, help}}

static const flag flags[] = {
    TEXT(FILE_IN, "-f", "FILE", ALL, 0, "a video or an image; may be given several times"),
    TEXT(FOLDER_IN, "-fdir", "DIR", ALL, 0,
         "a folder of images: for FaceLandmarkImg one picture each, otherwise the frames of one video"),
    TEXT(FIELD, "-mloc", "FILE", ALL, AT(model),
         "landmarks: model/main_ceclm_general.txt (the default, if its files are there) or model/main_clnf_general.txt; "
         "the files themselves come from the models folder"),
    WHOLE("-device", VIDEO | SHOWN, device, 0, 1000, "the N-th camera, from 0"),
    TEXT(FIELD, "-root", "DIR", ALL, AT(root), "folder that the paths of -f and -fdir are relative to"),
    TEXT(FIELD, "-inroot", "DIR", ALL, AT(root), "the same"),
    TEXT(FIELD, "-out_dir", "DIR", BOTH, AT(out_dir),
         "folder of the results, made if it does not exist; default: processed"),
    TEXT(NAME_OUT, "-of", "NAME", BOTH, 0,
         "name of the results; the n-th belongs to the n-th input; default: the input's name"),
    REAL("-fx", ALL, analysis.options.analysis.focal_x, 1, FACS_MAX_FOCAL, "camera: horizontal focal length in pixels"),
    REAL("-fy", ALL, analysis.options.analysis.focal_y, 1, FACS_MAX_FOCAL, "camera: vertical focal length in pixels"),
    REAL("-cx", ALL, analysis.options.analysis.centre_x, 0.001, FACS_MAX_SIDE,
         "camera: optical centre from the left, in pixels"),
    REAL("-cy", ALL, analysis.options.analysis.centre_y, 0.001, FACS_MAX_SIDE,
         "camera: optical centre from the top, in pixels"),
    SWITCH(RESULT, FACS_FEATURE_2D, "-2Dfp", BOTH, "write the 68 points in the picture"),
    SWITCH(RESULT, FACS_FEATURE_3D, "-3Dfp", BOTH, "write the 68 points in space"),
    SWITCH(RESULT, FACS_FEATURE_PDM, "-pdmparams", BOTH, "write the parameters of the shape model"),
    SWITCH(RESULT, FACS_FEATURE_POSE, "-pose", BOTH, "write the head pose"),
    SWITCH(RESULT, FACS_FEATURE_AUS, "-aus", BOTH, "write the Action Units"),
    SWITCH(RESULT, FACS_FEATURE_GAZE, "-gaze", BOTH, "write gaze and eyes"),
    SWITCH(RESULT, FACS_OPENFACE_HOG, "-hogalign", BOTH,
           "write NAME.hog: the histogram of oriented gradients of each face"),
    SWITCH(RESULT, FACS_OPENFACE_ALIGNED, "-simalign", BOTH,
           "write the aligned faces to the folder NAME_aligned"),
    SWITCH(RESULT, FACS_OPENFACE_TRACKED, "-tracked", BOTH,
           "write the input with the face drawn in: NAME.avi, for images NAME.jpg"),
    SWITCH(LEFT_OUT, FACS_FEATURE_2D, "-no2Dfp", BOTH, "leave out the points in the picture"),
    SWITCH(LEFT_OUT, FACS_FEATURE_3D, "-no3Dfp", BOTH, "leave out the points in space"),
    SWITCH(LEFT_OUT, FACS_FEATURE_PDM, "-noMparams", BOTH, "leave out the parameters of the shape model"),
    SWITCH(LEFT_OUT, FACS_FEATURE_POSE, "-noPose", BOTH, "leave out the head pose"),
    SWITCH(LEFT_OUT, FACS_FEATURE_AUS, "-noAUs", BOTH, "leave out the Action Units"),
    SWITCH(LEFT_OUT, FACS_FEATURE_GAZE, "-noGaze", BOTH, "leave out gaze and eyes"),
    CHOICE("-format_aligned", BOTH, aligned_format, facs_openface_aligned_format, "format of the aligned faces"),
    CHOICE("-format_vis_image", IMAGES, vis_format, facs_openface_vis_format,
           "format of the pictures that -tracked writes"),
    FLAG("-nobadaligned", BOTH, AT(good_only), "write no aligned face, instead of a black one, if none was found"),
    FLAG("-nomask", BOTH, AT(unmasked), "keep the surroundings of aligned faces"),
    FLAG("-g", BOTH, AT(grey), "write aligned faces in grey"),
    REAL("-simscale", BOTH, analysis.options.aligned_scale, 0.001, 100,
         "pixels per millimetre of an aligned face; default: 0.7 at 112 pixels, in proportion"),
    WHOLE("-simsize", BOTH, analysis.options.aligned_size, 1, FACS_MAX_ALIGNED_SIZE,
          "width and height of an aligned face in pixels; default: 112"),
    FLAG("-au_static", BOTH, AT(analysis.options.analysis.au), /* FACS_AU_STATIC is 1 */
         "use models that do not need a neutral face, for short clips; images always use them"),
    FLAG("-q", ALL, AT(analysis.quiet), "show no progress bar and no notes, only warnings and errors"),
    FLAG("-verbose", ALL, AT(analysis.verbose), "say which models and which provider are used; no windows are shown"),
    {FIELD, 0, {"--help", "-h", NULL, FACS_ARG_FLAG, ALL, AT(analysis.help), 0, 0, 0, NULL, "print this text"}},
    TEXT(NOTHING, "-cam_width", "N", VIDEO | SHOWN, 0, "the camera's own size is used"),
    TEXT(NOTHING, "-cam_height", "N", VIDEO | SHOWN, 0, "the camera's own size is used"),
    TEXT(NOTHING, "-format_vis_image", "NAME", VIDEO, 0, "-tracked writes a video, which is Motion JPEG"),
    TEXT(NOTHING, "-bboxdir", "DIR", IMAGES, 0, "the face is detected again"),
    SWITCH(NOTHING, 0, "-wild", ALL, "there is only one way of fitting"),
    TEXT(NOTHING, "-multi_view", "N", ALL, 0, "there is only one way of fitting"),
    TEXT(NOTHING, "-validate_detections", "N", ALL, 0, "detections are always validated"),
    TEXT(NOTHING, "-n_iter", "N", ALL, 0, "the models' own value is used"),
    TEXT(NOTHING, "-reg", "F", ALL, 0, "the models' own value is used"),
    TEXT(NOTHING, "-sigma", "F", ALL, 0, "the models' own value is used"),
    TEXT(NOTHING, "-w_reg", "F", ALL, 0, "the models' own value is used"),
    TEXT(NOTHING, "-fdloc", "FILE", ALL, 0, "the weights come from the models folder: see facs models"),
    TEXT(NOTHING, "-oc", "CODE", BOTH, 0, "the tracked video is Motion JPEG"),
    SWITCH(NOTHING, 0, "-vis-track", ALL, "no windows are shown"),
    SWITCH(NOTHING, 0, "-vis-hog", ALL, "no windows are shown"),
    SWITCH(NOTHING, 0, "-vis-align", ALL, "no windows are shown"),
    SWITCH(NOTHING, 0, "-vis-aus", ALL, "no windows are shown"),
};
/* clang-format on */
static const int flag_count = (int)(sizeof(flags) / sizeof(flags[0]));

const facs_arg *facs_openface_next_flag(unsigned program, int *i)
{
    while (*i < flag_count) {
        const flag *f = &flags[(*i)++];
        if ((f->arg.commands & program) && f->effect != NOTHING)
            return &f->arg;
    }
    return NULL;
}

static const flag *find(const char *word, unsigned program)
{
    for (int i = 0; i < flag_count; i++) {
        const facs_arg *arg = &flags[i].arg;
        if ((arg->commands & program) &&
            (strcmp(word, arg->name) == 0 || (arg->letter && strcmp(word, arg->letter) == 0)))
            return &flags[i];
    }
    return NULL;
}

static int unknown(const char *word, unsigned program, const char *program_name, facs_error *error)
{
    const char *meant = NULL;
    if (word[0] != '-')
        return facs_refuse(error, "%s: expected a flag before it: give inputs with -f or -fdir",
                           word);
    for (int i = 0; i < flag_count; i++)
        if (flags[i].arg.commands & program)
            meant = facs_args_nearer(word, meant, flags[i].arg.name);
    if (meant)
        return facs_refuse(error, "%s is not a flag of %s: did you mean %s?", word, program_name,
                           meant);
    return facs_refuse(error, "%s is not a flag of %s: see %s --help", word, program_name,
                       program_name);
}

/* ---- Inputs ---------------------------------------------------------------------------------- */

static int no_memory(facs_error *error)
{
    return facs_refuse(error, "out of memory for the command line");
}

/* Windows' shells leave * and ? to programs, and OpenFace's do not take them. */
static int check_input(const char *name, const char *path, facs_error *error)
{
    if (!facs_path_unusable(path) || !strpbrk(path, "*?"))
        return 0;
    return facs_refuse(
        error,
        "%s %s: expected the name of one file, without * and ?: use facs extract, or "
        "a loop over the files",
        name, path);
}

static int take_input(facs_openface_args *args, const char *path, int folder)
{
    facs_openface_input *input = &args->inputs[args->input_count];
    input->path = strdup(path);
    input->folder = folder;
    args->input_count += input->path != NULL;
    return input->path ? 0 : -ENOMEM;
}

int facs_openface_input_fail(facs_openface_input *input, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    free(input->fault);
    input->fault = strdup(text);
    return input->fault ? 0 : -ENOMEM;
}

void facs_openface_input_free(facs_openface_input *input)
{
    free(input->path);
    free(input->fault);
    *input = (facs_openface_input){.path = NULL};
}

/* -root comes before every input, wherever it is in the command line. */
static int add_root(facs_openface_args *args)
{
    for (int i = 0; args->root && i < args->input_count; i++) {
        char *whole = facs_path_join(args->root, args->inputs[i].path);
        if (!whole)
            return -ENOMEM;
        free(args->inputs[i].path);
        args->inputs[i].path = whole;
    }
    return 0;
}

/* A camera replaces all files, as in OpenFace. */
static int add_camera(facs_openface_args *args)
{
    char name[32];
    if (args->device < 0)
        return 0;
    for (int i = 0; i < args->input_count; i++)
        facs_openface_input_free(&args->inputs[i]);
    args->input_count = 0;
    snprintf(name, sizeof(name), "camera:%d", (int)args->device);
    return take_input(args, name, 0);
}

/* ---- The line -------------------------------------------------------------------------------- */

typedef struct line {
    facs_openface_args *args;
    const char **names; /* the values of -of, in order */
    int name_count;
    facs_error *error;
} line;

static void ignore(facs_openface_args *args, const char *name, const char *why)
{
    args->ignored[args->ignored_count++] = (facs_openface_ignored){name, why};
}

static int take(line *l, const flag *f, const char *value)
{
    facs_openface_args *args = l->args;
    int status = 0;
    switch (f->effect) {
    case FIELD:
        return facs_arg_take(&f->arg, f->arg.name, args, value, l->error);
    case RESULT:
        args->results |= f->result;
        break;
    case LEFT_OUT:
        args->unwanted |= f->result;
        break;
    case FILE_IN:
    case FOLDER_IN:
        if (check_input(f->arg.name, value, l->error) < 0)
            return -EINVAL;
        status = take_input(args, value, f->effect == FOLDER_IN);
        break;
    case NAME_OUT:
        l->names[l->name_count++] = value;
        break;
    case NOTHING:
        ignore(args, f->arg.name, f->arg.help);
        break;
    }
    return status < 0 ? no_memory(l->error) : 0;
}

unsigned facs_openface_options(unsigned program)
{
    return program == SHOWN ? FACS_FOR_LIVE : FACS_FOR_OPENFACE;
}

/* Finds an option of the facs command that a program stands for; value as in facs_args_find. */
static const facs_arg *find_own(const char *word, unsigned program, const char **value)
{
    const int is_long = strncmp(word, "--", 2) == 0 && word[2];
    return is_long ? facs_args_find(word, facs_openface_options(program), value) : NULL;
}

/* Reads the flag or option at word *i; its value may be the next word, which *i then points to. */
static int take_word(line *l, unsigned program, int *i, char **argv)
{
    const char *word = argv[*i], *value = NULL;
    const flag *f = find(word, program), *elsewhere = NULL;
    const facs_arg *own = f ? NULL : find_own(word, program, &value);
    if (!f && !own && program == SHOWN)
        elsewhere = find(word, BOTH);
    if (!f && !own && !elsewhere)
        return -ENOENT;
    const facs_arg *arg = f ? &f->arg : own ? own : &elsewhere->arg;
    if (!arg->value && value)
        return facs_refuse(l->error, "%s takes no value", arg->name);
    if (arg->value && !value && argv[*i + 1])
        value = argv[++*i];
    if (arg->value && (!value || !value[0]))
        return facs_refuse(l->error, "%s: expected %s after it", arg->name, arg->value);
    if (elsewhere)
        ignore(l->args, arg->name,
               "FaceLandmarkVid shows the face and writes no files: use FeatureExtraction");
    else if (own)
        return facs_arg_take(own, own->name, &l->args->analysis, value, l->error);
    return f ? take(l, f, value) : 0;
}

static int take_line(line *l, unsigned program, const char *program_name, char **argv)
{
    int status = 0;
    for (int i = 1; argv[i] && status == 0; i++) {
        const char *word = argv[i];
        status = take_word(l, program, &i, argv);
        if (status == -ENOENT)
            return unknown(word, program, program_name, l->error);
    }
    return status;
}

int facs_openface_args_parse(facs_openface_args *args, unsigned program, const char *program_name,
                             char **argv, facs_error *error)
{
    size_t argc = 0;
    while (argv[argc])
        argc++;
    *args = (facs_openface_args){.out_dir = "processed", .device = -1};
    facs_default_extract_options(&args->analysis.options);
    args->inputs = calloc(argc + 1, sizeof(*args->inputs));
    args->ignored = calloc(argc + 1, sizeof(*args->ignored));
    line l = {args, calloc(argc + 1, sizeof(*l.names)), 0, error};
    int status = args->inputs && args->ignored && l.names
                     ? take_line(&l, program, program_name, argv)
                     : no_memory(error);
    if (status == 0 && (add_root(args) < 0 || add_camera(args) < 0))
        status = no_memory(error);
    for (int i = 0; status == 0 && i < args->input_count && i < l.name_count; i++)
        args->inputs[i].name = l.names[i];
    if (status == 0 && l.name_count > args->input_count)
        status = facs_refuse(error, "-of %s: there are more names than inputs",
                             l.names[l.name_count - 1]);
    args->all_results = !args->results;
    if (args->all_results)
        args->results = ALL_RESULTS;
    args->results &= ~args->unwanted;
    free(l.names);
    return status;
}

void facs_openface_args_free(facs_openface_args *args)
{
    for (int i = 0; i < args->input_count; i++)
        facs_openface_input_free(&args->inputs[i]);
    free(args->inputs);
    free(args->ignored);
    args->ignored = NULL;
    args->inputs = NULL;
    args->input_count = 0;
}

void facs_openface_args_print_help(FILE *out, unsigned program)
{
    for (int none = 0; none < 2; none++) {
        if (none)
            fputs("\nFlags without effect here:\n\n", out);
        for (int i = 0; i < flag_count; i++)
            if ((flags[i].arg.commands & program) && (flags[i].effect == NOTHING) == none)
                facs_arg_print_help(out, &flags[i].arg);
    }
    fputs(program == SHOWN
              ? "\nThe options of facs live are accepted as well (--landmarks, --json, --view-port "
                "...):\nsee facs help live\n"
              : "\nThe analysis options of facs extract are accepted as well (--models, "
                "--landmarks,\n--backend, --threads ...): see facs help extract\n",
          out);
    if (FACS_SHELL_HAS_MAN)
        fputs("\nThe manual page has the details: man FeatureExtraction\n", out);
}
