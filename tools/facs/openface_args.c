#include "openface_args.h"

#include <facs/facs.h>

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define AT(field)       offsetof(facs_openface_args, field)
#define ANALYSIS(field) (AT(analysis) + offsetof(facs_args, field))
#define SHOWN           FACS_FACE_LANDMARK_VID
#define IMAGES          FACS_FACE_LANDMARK_IMG
#define VIDEO           (FACS_FEATURE_EXTRACTION | FACS_FACE_LANDMARK_VID_MULTI)
#define BOTH            (VIDEO | IMAGES) /* what writes results */
#define ALL             (BOTH | SHOWN)
#define MAX_FLAGS       64

#define ALL_RESULTS                                                                                \
    ((unsigned)FACS_FEATURE_ALL | FACS_OPENFACE_HOG | FACS_OPENFACE_ALIGNED | FACS_OPENFACE_TRACKED)

/* What a flag does. */
typedef enum flag_effect {
    FIELD,    /* its value goes to a field of facs_openface_args */
    RESULT,   /* a result is wanted */
    LEFT_OUT, /* a result is not wanted, by the name of a flag of OpenFace before 2.0 */
    FILE_IN,  /* its value is an input */
    FOLDER_IN,
    NAME_OUT, /* its value names the results of an input */
    NOTHING   /* known to OpenFace, without effect here */
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
static const flag flags[] = {
    {FILE_IN, 0, {"-f", 0, "FILE", FACS_ARG_WORD, ALL, 0, 0, 0, NULL,
     "a video or an image; may be given several times"}},
    {FOLDER_IN, 0, {"-fdir", 0, "DIR", FACS_ARG_WORD, ALL, 0, 0, 0, NULL,
     "a folder of images: for FaceLandmarkImg one picture each, else the frames of one video"}},
    {FIELD, 0, {"-device", 0, "N", FACS_ARG_WHOLE, VIDEO | SHOWN, AT(device), 0, 1000, NULL,
     "the N-th camera, from 0"}},
    {FIELD, 0, {"-root", 0, "DIR", FACS_ARG_WORD, ALL, AT(root), 0, 0, NULL,
     "folder that every -f and -fdir lies in"}},
    {FIELD, 0, {"-inroot", 0, "DIR", FACS_ARG_WORD, ALL, AT(root), 0, 0, NULL,
     "the same"}},
    {FIELD, 0, {"-out_dir", 0, "DIR", FACS_ARG_WORD, BOTH, AT(out_dir), 0, 0, NULL,
     "folder of the results, made if absent; processed if not given"}},
    {NAME_OUT, 0, {"-of", 0, "NAME", FACS_ARG_WORD, BOTH, 0, 0, 0, NULL,
     "name of the results; the n-th goes to the n-th input. The input's name if not given"}},
    {FIELD, 0, {"-fx", 0, "F", FACS_ARG_REAL, ALL, ANALYSIS(focal_x), 1, FACS_MAX_FOCAL, NULL,
     "camera: horizontal focal length, pixels"}},
    {FIELD, 0, {"-fy", 0, "F", FACS_ARG_REAL, ALL, ANALYSIS(focal_y), 1, FACS_MAX_FOCAL, NULL,
     "camera: vertical focal length, pixels"}},
    {FIELD, 0, {"-cx", 0, "F", FACS_ARG_REAL, ALL, ANALYSIS(centre_x), 0.001, FACS_MAX_SIDE, NULL,
     "camera: optical centre from the left, pixels"}},
    {FIELD, 0, {"-cy", 0, "F", FACS_ARG_REAL, ALL, ANALYSIS(centre_y), 0.001, FACS_MAX_SIDE, NULL,
     "camera: optical centre from the top, pixels"}},
    {RESULT, FACS_FEATURE_2D, {"-2Dfp", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "write the 68 points in the picture"}},
    {RESULT, FACS_FEATURE_3D, {"-3Dfp", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "write the 68 points in space"}},
    {RESULT, FACS_FEATURE_PDM, {"-pdmparams", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "write the parameters of the shape model"}},
    {RESULT, FACS_FEATURE_POSE, {"-pose", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "write the head's pose"}},
    {RESULT, FACS_FEATURE_AUS, {"-aus", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "write the Action Units"}},
    {RESULT, FACS_FEATURE_GAZE, {"-gaze", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "write gaze and eyes"}},
    {RESULT, FACS_OPENFACE_HOG, {"-hogalign", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "write NAME.hog: the histogram of oriented gradients of each face"}},
    {RESULT, FACS_OPENFACE_ALIGNED, {"-simalign", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "write the aligned faces into the folder NAME_aligned"}},
    {RESULT, FACS_OPENFACE_TRACKED, {"-tracked", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "write NAME.avi, of images NAME.jpg: the input with the face drawn in"}},
    {LEFT_OUT, FACS_FEATURE_2D, {"-no2Dfp", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "leave the points in the picture out"}},
    {LEFT_OUT, FACS_FEATURE_3D, {"-no3Dfp", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "leave the points in space out"}},
    {LEFT_OUT, FACS_FEATURE_PDM, {"-noMparams", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "leave the parameters of the shape model out"}},
    {LEFT_OUT, FACS_FEATURE_POSE, {"-noPose", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "leave the head's pose out"}},
    {LEFT_OUT, FACS_FEATURE_AUS, {"-noAUs", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "leave the Action Units out"}},
    {LEFT_OUT, FACS_FEATURE_GAZE, {"-noGaze", 0, NULL, FACS_ARG_FLAG, BOTH, 0, 0, 0, NULL,
     "leave gaze and eyes out"}},
    {FIELD, 0, {"-format_aligned", 0, "NAME", FACS_ARG_CHOICE, BOTH, AT(aligned_format), 0, 0, facs_openface_aligned_format,
     "format of the aligned faces"}},
    {FIELD, 0, {"-format_vis_image", 0, "NAME", FACS_ARG_CHOICE, IMAGES, AT(vis_format), 0, 0, facs_openface_vis_format,
     "format of the pictures that -tracked gives"}},
    {FIELD, 0, {"-nobadaligned", 0, NULL, FACS_ARG_FLAG, BOTH, AT(good_only), 0, 0, NULL,
     "no aligned face where none was found; else a black one"}},
    {FIELD, 0, {"-nomask", 0, NULL, FACS_ARG_FLAG, BOTH, AT(unmasked), 0, 0, NULL,
     "aligned faces with their surroundings"}},
    {FIELD, 0, {"-g", 0, NULL, FACS_ARG_FLAG, BOTH, AT(grey), 0, 0, NULL,
     "aligned faces in grey"}},
    {FIELD, 0, {"-simscale", 0, "F", FACS_ARG_REAL, BOTH, AT(aligned_scale), 0.001, 100, NULL,
     "pixels of an aligned face to a millimetre; 0.7 at 112 pixels if not given, in proportion"}},
    {FIELD, 0, {"-simsize", 0, "N", FACS_ARG_WHOLE, BOTH, AT(aligned_size), 1, FACS_MAX_ALIGNED_SIZE, NULL,
     "side of an aligned face, pixels; 112 if not given"}},
    {FIELD, 0, {"-au_static", 0, NULL, FACS_ARG_FLAG, BOTH, ANALYSIS(au), 0, 0, NULL, /* FACS_AU_STATIC is 1 */
     "models that need no neutral face, for short clips; images always use them"}},
    {FIELD, 0, {"-q", 0, NULL, FACS_ARG_FLAG, ALL, ANALYSIS(quiet), 0, 0, NULL,
     "no progress bar and no notes; warnings and errors stay"}},
    {FIELD, 0, {"-verbose", 0, NULL, FACS_ARG_FLAG, ALL, ANALYSIS(verbose), 0, 0, NULL,
     "say which models and which provider are in use; no windows are shown"}},
    {FIELD, 0, {"--help", 'h', NULL, FACS_ARG_FLAG, ALL, ANALYSIS(help), 0, 0, NULL,
     "print this text"}},
    {NOTHING, 0, {"-cam_width", 0, "N", FACS_ARG_WORD, VIDEO | SHOWN, 0, 0, 0, NULL,
     "the camera's own size is taken"}},
    {NOTHING, 0, {"-cam_height", 0, "N", FACS_ARG_WORD, VIDEO | SHOWN, 0, 0, 0, NULL,
     "the camera's own size is taken"}},
    {NOTHING, 0, {"-format_vis_image", 0, "NAME", FACS_ARG_WORD, VIDEO, 0, 0, 0, NULL,
     "-tracked gives a video, which is Motion JPEG"}},
    {NOTHING, 0, {"-bboxdir", 0, "DIR", FACS_ARG_WORD, IMAGES, 0, 0, 0, NULL,
     "the face is found anew"}},
    {NOTHING, 0, {"-wild", 0, NULL, FACS_ARG_FLAG, ALL, 0, 0, 0, NULL,
     "there is one way of fitting"}},
    {NOTHING, 0, {"-multi_view", 0, "N", FACS_ARG_WORD, ALL, 0, 0, 0, NULL,
     "there is one way of fitting"}},
    {NOTHING, 0, {"-validate_detections", 0, "N", FACS_ARG_WORD, ALL, 0, 0, 0, NULL,
     "detections are always validated"}},
    {NOTHING, 0, {"-n_iter", 0, "N", FACS_ARG_WORD, ALL, 0, 0, 0, NULL,
     "the models' own value holds"}},
    {NOTHING, 0, {"-reg", 0, "F", FACS_ARG_WORD, ALL, 0, 0, 0, NULL,
     "the models' own value holds"}},
    {NOTHING, 0, {"-sigma", 0, "F", FACS_ARG_WORD, ALL, 0, 0, 0, NULL,
     "the models' own value holds"}},
    {NOTHING, 0, {"-w_reg", 0, "F", FACS_ARG_WORD, ALL, 0, 0, 0, NULL,
     "the models' own value holds"}},
    {NOTHING, 0, {"-mloc", 0, "FILE", FACS_ARG_WORD, ALL, 0, 0, 0, NULL,
     "the weights are those of the models folder: see facs models"}},
    {NOTHING, 0, {"-fdloc", 0, "FILE", FACS_ARG_WORD, ALL, 0, 0, 0, NULL,
     "the weights are those of the models folder: see facs models"}},
    {NOTHING, 0, {"-oc", 0, "CODE", FACS_ARG_WORD, BOTH, 0, 0, 0, NULL,
     "the tracked video is Motion JPEG"}},
    {NOTHING, 0, {"-vis-track", 0, NULL, FACS_ARG_FLAG, ALL, 0, 0, 0, NULL,
     "no windows are shown"}},
    {NOTHING, 0, {"-vis-hog", 0, NULL, FACS_ARG_FLAG, ALL, 0, 0, 0, NULL,
     "no windows are shown"}},
    {NOTHING, 0, {"-vis-align", 0, NULL, FACS_ARG_FLAG, ALL, 0, 0, 0, NULL,
     "no windows are shown"}},
    {NOTHING, 0, {"-vis-aus", 0, NULL, FACS_ARG_FLAG, ALL, 0, 0, 0, NULL,
     "no windows are shown"}},
};
/* clang-format on */
static const int flag_count = (int)(sizeof(flags) / sizeof(flags[0]));

static const flag *find(const char *word, unsigned program)
{
    for (int i = 0; i < flag_count; i++) {
        const facs_arg *arg = &flags[i].arg;
        const char letter[] = {'-', arg->letter, 0};
        if ((arg->commands & program) &&
            (strcmp(word, arg->name) == 0 || (arg->letter && strcmp(word, letter) == 0)))
            return &flags[i];
    }
    return NULL;
}

static int unknown(const char *word, unsigned program, const char *program_name, char *text,
                   size_t text_size)
{
    const char *names[MAX_FLAGS];
    int count = 0;
    for (int i = 0; i < flag_count; i++)
        if (flags[i].arg.commands & program)
            names[count++] = flags[i].arg.name;
    const char *meant = word[0] == '-' ? facs_args_nearest(word, names, count) : NULL;
    if (meant)
        snprintf(text, text_size, "%s is not a flag of %s: did you mean %s?", word, program_name,
                 meant);
    else if (word[0] == '-')
        snprintf(text, text_size, "%s is not a flag of %s: see %s --help", word, program_name,
                 program_name);
    else
        snprintf(text, text_size, "%s: expected a flag before it: inputs are given by -f or -fdir",
                 word);
    return -EINVAL;
}

/* ---- Inputs ---------------------------------------------------------------------------------- */

static int no_memory(char *text, size_t text_size)
{
    snprintf(text, text_size, "no memory for the command line");
    return -EINVAL;
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

/* -root goes before every input, wherever it stands in the line. */
static int add_root(facs_openface_args *args)
{
    for (int i = 0; args->root && i < args->input_count; i++) {
        const char *path = args->inputs[i].path;
        size_t size = strlen(args->root) + strlen(path) + 2;
        char *whole = malloc(size);
        if (!whole)
            return -ENOMEM;
        snprintf(whole, size, "%s/%s", args->root, path);
        free(args->inputs[i].path);
        args->inputs[i].path = whole;
    }
    return 0;
}

/* A camera takes the place of all files, as in OpenFace. */
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
    const char **names; /* of -of, in their order */
    int name_count;
    char *text;
    size_t text_size;
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
        return facs_arg_take(&f->arg, f->arg.name, args, value, l->text, l->text_size);
    case RESULT:
        args->results |= f->result;
        break;
    case LEFT_OUT:
        args->unwanted |= f->result;
        break;
    case FILE_IN:
    case FOLDER_IN:
        status = take_input(args, value, f->effect == FOLDER_IN);
        break;
    case NAME_OUT:
        l->names[l->name_count++] = value;
        break;
    case NOTHING:
        ignore(args, f->arg.name, f->arg.help);
        break;
    }
    return status < 0 ? no_memory(l->text, l->text_size) : 0;
}

/* An option of the command behind a program; value as in facs_args_find. */
static const facs_arg *find_own(const char *word, unsigned program, const char **value)
{
    const unsigned command = program == SHOWN ? FACS_FOR_LIVE : FACS_FOR_OPENFACE;
    return strncmp(word, "--", 2) == 0 && word[2] ? facs_args_find(word, command, value) : NULL;
}

static int no_value(const line *l, const facs_arg *arg)
{
    snprintf(l->text, l->text_size, "%s: expected %s after it", arg->name, arg->value);
    return -EINVAL;
}

/* The flag or option at word i of the line; its value may be the next word. */
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
    if (!arg->value && value) {
        snprintf(l->text, l->text_size, "%s takes no value", arg->name);
        return -EINVAL;
    }
    if (arg->value && !value && argv[*i + 1])
        value = argv[++*i];
    if (arg->value && (!value || !value[0]))
        return no_value(l, arg);
    if (elsewhere)
        ignore(l->args, arg->name, "it is shown, and nothing is written: FeatureExtraction does");
    else if (own)
        return facs_arg_take(own, own->name, &l->args->analysis, value, l->text, l->text_size);
    return f ? take(l, f, value) : 0;
}

static int take_line(line *l, unsigned program, const char *program_name, char **argv)
{
    int status = 0;
    for (int i = 1; argv[i] && status == 0; i++) {
        const char *word = argv[i];
        status = take_word(l, program, &i, argv);
        if (status == -ENOENT)
            return unknown(word, program, program_name, l->text, l->text_size);
    }
    return status;
}

int facs_openface_args_parse(facs_openface_args *args, unsigned program, const char *program_name,
                             char **argv, char *text, size_t text_size)
{
    size_t argc = 0;
    while (argv[argc])
        argc++;
    *args = (facs_openface_args){.out_dir = "processed", .device = -1};
    args->inputs = calloc(argc + 1, sizeof(*args->inputs));
    args->ignored = calloc(argc + 1, sizeof(*args->ignored));
    line l = {.args = args,
              .names = calloc(argc + 1, sizeof(*l.names)),
              .text = text,
              .text_size = text_size};
    int status = args->inputs && args->ignored && l.names
                     ? take_line(&l, program, program_name, argv)
                     : no_memory(text, text_size);
    if (status == 0 && (add_root(args) < 0 || add_camera(args) < 0))
        status = no_memory(text, text_size);
    for (int i = 0; status == 0 && i < args->input_count && i < l.name_count; i++)
        args->inputs[i].name = l.names[i];
    if (status == 0 && l.name_count > args->input_count) {
        snprintf(text, text_size, "-of %s: there are more names than inputs",
                 l.names[l.name_count - 1]);
        status = -EINVAL;
    }
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
            fputs("\nKnown, and without effect here:\n\n", out);
        for (int i = 0; i < flag_count; i++)
            if ((flags[i].arg.commands & program) && (flags[i].effect == NOTHING) == none)
                facs_arg_print_help(out, &flags[i].arg);
    }
    if (program == SHOWN)
        fputs("\nThe options of facs live are taken, too (--landmarks, --json, --view-port ...): "
              "see\n"
              "facs help live\n",
              out);
    else
        fputs("\nThe options of facs extract that concern the analysis are taken, too (--models, "
              "--landmarks,\n--backend, --threads ...): see facs help extract\n",
              out);
}
