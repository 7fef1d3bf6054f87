#include "args.h"

#include <facs/facs.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AT(field) offsetof(facs_args, field)
#define EXTRACT   (FACS_FOR_EXTRACT | FACS_FOR_OPENFACE)
#define ANALYSIS  (EXTRACT | FACS_FOR_BENCH | FACS_FOR_LIVE)
#define MAX_WORDS 64 /* more than there are options */

/* The names of an enumeration of the library, by value. */
#define CHOICES(word, type)                                                                        \
    static const char *word(int value)                                                             \
    {                                                                                              \
        return facs_##word##_name((type)value);                                                    \
    }
CHOICES(backend, facs_backend)
CHOICES(precision, facs_precision)
CHOICES(au_models, facs_au_models)
CHOICES(detector, facs_detector_kind)
CHOICES(face_choice, facs_face_choice)

/* clang-format off */
const facs_arg facs_arg_table[] = {
    {"--output", 'o', "FILE", FACS_ARG_WORD, FACS_FOR_EXTRACT | FACS_FOR_REPORT, AT(output), 0, 0, NULL,
     "write the result to FILE (one input only)"},
    {"--directory", 'd', "DIR", FACS_ARG_WORD, FACS_FOR_EXTRACT, AT(directory), 0, 0, NULL,
     "write NAME.csv and NAME.json for each input into DIR, made if absent"},
    {"--csv", 0, "FILE", FACS_ARG_WORD, FACS_FOR_EXTRACT, AT(csv), 0, 0, NULL,
     "write CSV rows as they come, not calibrated, to standard output for -, to a FIFO, or to a file; NAME.csv then only with -o or -d"},
    {"--json", 0, "FILE", FACS_ARG_WORD, FACS_FOR_EXTRACT, AT(json), 0, 0, NULL,
     "the same as lines of JSON"},
    {"--json", 0, "FILE", FACS_ARG_WORD, FACS_FOR_LIVE, AT(json), 0, 0, NULL,
     "write the lines to a FIFO or a file, not to standard output"},
    {"--json", 0, "FILE", FACS_ARG_WORD, FACS_FOR_BENCH | FACS_FOR_AGREEMENT, AT(json), 0, 0, NULL,
     "write the figures as JSON to FILE, or to standard output for -"},
    {"--models", 0, "DIR", FACS_ARG_WORD, ANALYSIS | FACS_FOR_MODELS | FACS_FOR_DOCTOR | FACS_FOR_QUANTIZE, AT(models), 0, 0, NULL,
     "folder of the weights"},
    {"--runtime", 0, "FILE", FACS_ARG_WORD, ANALYSIS | FACS_FOR_DOCTOR | FACS_FOR_QUANTIZE, AT(runtime), 0, 0, NULL,
     "library of ONNX Runtime to load"},
    {"--backend", 0, "NAME", FACS_ARG_CHOICE, ANALYSIS, AT(backend), 0, 0, backend,
     "where ONNX Runtime's networks run; auto takes the first of CUDA, Core ML and CPU that works"},
    {"--precision", 0, "NAME", FACS_ARG_CHOICE, ANALYSIS, AT(precision), 0, 0, precision,
     "what ONNX Runtime's networks compute in; fp16 is for Core ML and CUDA, int8 for the CPU, after facs quantize"},
    {"--threads", 0, "N", FACS_ARG_WHOLE, ANALYSIS, AT(threads), 1, FACS_MAX_THREADS, NULL,
     "threads that look for landmarks; chosen from the cores if not given"},
    {"--landmarks", 0, "clnf|pfld", FACS_ARG_WORD, FACS_FOR_LIVE, AT(landmarks), 0, 0, NULL,
     "find the 68 points as OpenFace does (clnf, default) or by a network (pfld)"},
    {"--landmarks", 0, "clnf|pfld|FILE.csv", FACS_ARG_WORD, EXTRACT | FACS_FOR_BENCH, AT(landmarks), 0, 0, NULL,
     "find the 68 points as OpenFace does (clnf, default) or by a network (pfld), or take them from a CSV with frame, x_0 .. y_67"},
    {"--detect-every", 0, "N", FACS_ARG_WHOLE, ANALYSIS, AT(detect_every), 1, FACS_MAX_DETECT_EVERY, NULL,
     "with pfld, or several faces: run the face detector at least in every N-th frame; it runs besides when a face is lost"},
    {"--batch", 0, "N", FACS_ARG_WHOLE, EXTRACT | FACS_FOR_BENCH, AT(batch), 1, FACS_MAX_BATCH, NULL,
     "with pfld: look at each frame where the face was N frames before, so that several cores have work; the numbers depend on N, 3 if not given"},
    {"--detector", 0, "NAME", FACS_ARG_CHOICE, ANALYSIS, AT(detector), 0, 0, detector,
     "what finds faces: OpenFace's MTCNN, or RetinaFace on ONNX Runtime; auto takes MTCNN with clnf, RetinaFace with pfld, coreml, cuda, fp16 or int8"},
    {"--face", 0, "WHICH", FACS_ARG_CHOICE, ANALYSIS, AT(face_choice), 0, 0, face_choice,
     "which face is followed where there are several: the largest, the most central, or the first that was found and no other"},
    {"--region", 0, "X,Y,W,H", FACS_ARG_WORD, ANALYSIS, AT(region), 0, 0, NULL,
     "look for faces only in this rectangle of the picture, in pixels"},
    {"--min-face", 0, "PIXELS", FACS_ARG_WHOLE, ANALYSIS, AT(min_face), FACS_MIN_FACE, FACS_MAX_SIDE, NULL,
     "look for faces at least so wide; 60 if not given, and smaller ones where there is none"},
    {"--faces", 0, "N|all", FACS_ARG_WORD, ANALYSIS, AT(faces), 0, 0, NULL,
     "follow up to N faces at a time, 1 to 32, or as many as there are; one row per face and frame"},
    {"--au", 0, "KIND", FACS_ARG_CHOICE, ANALYSIS, AT(au), 0, 0, au_models,
     "models relative to the person's neutral face (dynamic, for videos) or not (static, for short clips); single images always use static; none: no Action Units, only what else there is, in less time"},
    {"--neutral", 0, "FILE", FACS_ARG_WORD, FACS_FOR_EXTRACT, AT(neutral), 0, 0, NULL,
     "begin with the neutral face that --save-neutral wrote to FILE, of the same person in another video"},
    {"--save-neutral", 0, "FILE", FACS_ARG_WORD, FACS_FOR_EXTRACT, AT(save_neutral), 0, 0, NULL,
     "write what was learnt of the first face's neutral look to FILE (one input only)"},
    {"--features", 0, "LIST", FACS_ARG_WORD, FACS_FOR_EXTRACT, AT(features), 0, 0, NULL,
     "columns to write, of gaze,pose,2d,3d,pdm,aus; all if not given"},
    {"--features", 0, "LIST", FACS_ARG_WORD, FACS_FOR_LIVE, AT(features), 0, 0, NULL,
     "what the lines hold, of gaze,pose,2d,3d,pdm,aus; aus if not given"},
    {"--realtime", 0, NULL, FACS_ARG_FLAG, FACS_FOR_LIVE, AT(realtime), 0, 0, NULL,
     "play a file at its own pace, as if it were a camera"},
    {"--loop", 0, NULL, FACS_ARG_FLAG, FACS_FOR_LIVE, AT(loop), 0, 0, NULL,
     "begin a file anew at its end; with --realtime"},
    {"--view", 0, NULL, FACS_ARG_FLAG, FACS_FOR_LIVE, AT(view), 0, 0, NULL,
     "open a page in the browser with the picture, points, bars and curves; on a terminal, in place of the lines"},
    {"--view-port", 0, "N", FACS_ARG_WHOLE, FACS_FOR_LIVE, AT(view_port), 1, 65535, NULL,
     "with --view: the page's port; one that is free if not given"},
    {"--every", 0, "N", FACS_ARG_WHOLE, EXTRACT | FACS_FOR_BENCH, AT(every), 1, FACS_MAX_FRAMES, NULL,
     "analyze every N-th frame only; times stay true"},
    {"--max-frames", 0, "N", FACS_ARG_WHOLE, ANALYSIS, AT(max_frames), 1, FACS_MAX_FRAMES, NULL,
     "stop after N analyzed frames"},
    {"--fps", 0, "F", FACS_ARG_REAL, ANALYSIS, AT(fps), FACS_MIN_FPS, FACS_MAX_FPS, NULL,
     "frames per second of a folder of images; 30 if not given"},
    {"--fx", 0, "F", FACS_ARG_REAL, ANALYSIS, AT(focal_x), 1, FACS_MAX_FOCAL, NULL,
     "camera: horizontal focal length, pixels"},
    {"--fy", 0, "F", FACS_ARG_REAL, ANALYSIS, AT(focal_y), 1, FACS_MAX_FOCAL, NULL,
     "camera: vertical focal length, pixels"},
    {"--cx", 0, "F", FACS_ARG_REAL, ANALYSIS, AT(centre_x), 0.001, FACS_MAX_SIDE, NULL,
     "camera: optical centre from the left, pixels"},
    {"--cy", 0, "F", FACS_ARG_REAL, ANALYSIS, AT(centre_y), 0.001, FACS_MAX_SIDE, NULL,
     "camera: optical centre from the top, pixels"},
    {"--per-face", 0, NULL, FACS_ARG_FLAG, FACS_FOR_EXTRACT, AT(per_face), 0, 0, NULL,
     "write one result for each face: NAME_face00.csv and so on"},
    {"--stream", 0, "N", FACS_ARG_WHOLE, ANALYSIS, AT(stream), 1, FACS_MAX_STREAM, NULL,
     "of several video streams in one file take the N-th, from 1; the best if not given"},
    {"--deinterlace", 0, NULL, FACS_ARG_FLAG, ANALYSIS, AT(deinterlace), 0, 0, NULL,
     "make whole pictures of interlaced ones"},
    {"--max-pixels", 0, "N", FACS_ARG_WHOLE, ANALYSIS, AT(max_pixels), 1, FACS_MAX_PIXELS, NULL,
     "refuse pictures of more pixels than N, which take more memory than is meant for one"},
    {"--overlay", 0, "FILE.mp4", FACS_ARG_WORD, FACS_FOR_EXTRACT, AT(overlay), 0, 0, NULL,
     "write a video of what was found too: box, points, head pose and gaze in the picture, a bar for each Action Unit beside it; .mp4 alone: NAME_overlay.mp4 beside each result"},
    {"--full-precision", 0, NULL, FACS_ARG_FLAG, FACS_FOR_EXTRACT | FACS_FOR_LIVE, AT(full_precision), 0, 0, NULL,
     "write the shortest numbers that read back the same, in place of OpenFace's decimals"},
    {"--resume", 0, NULL, FACS_ARG_FLAG, FACS_FOR_EXTRACT, AT(resume), 0, 0, NULL,
     "skip inputs whose result is there already"},
    {"--overwrite", 0, NULL, FACS_ARG_FLAG, EXTRACT, AT(overwrite), 0, 0, NULL,
     "replace results of other inputs too"},
    {"--strict", 0, NULL, FACS_ARG_FLAG, EXTRACT, AT(strict), 0, 0, NULL,
     "take every warning for a failure: exit status 1, and no result"},
    {"--summary", 0, NULL, FACS_ARG_FLAG, FACS_FOR_EXTRACT, AT(summary), 0, 0, NULL,
     "print a closing table: frames, faces, speed, mean intensity of each Action Unit"},
    {"--report", 0, NULL, FACS_ARG_FLAG, FACS_FOR_EXTRACT, AT(report), 0, 0, NULL,
     "write NAME.html beside each result: a page to look at (facs report)"},
    {"--video", 0, "FILE", FACS_ARG_WORD, FACS_FOR_REPORT, AT(video), 0, 0, NULL,
     "the video, or folder of images, that pictures of the peaks are taken from; else the one that NAME.json names"},
    {"--quiet", 0, NULL, FACS_ARG_FLAG, ANALYSIS | FACS_FOR_REPORT | FACS_FOR_QUANTIZE, AT(quiet), 0, 0, NULL,
     "no progress bar and no notes; warnings and errors stay"},
    {"--verbose", 0, NULL, FACS_ARG_FLAG, ANALYSIS | FACS_FOR_DOCTOR | FACS_FOR_QUANTIZE, AT(verbose), 0, 0, NULL,
     "say which models and which provider are in use, and why others are not"},
    {"--help", 'h', NULL, FACS_ARG_FLAG, FACS_FOR_ALL, AT(help), 0, 0, NULL,
     "print this text"},
    {.name = NULL},
};
/* clang-format on */

/* ---- What was meant -------------------------------------------------------------------------- */

static int smallest(int a, int b, int c)
{
    int min = a < b ? a : b;
    return min < c ? min : c;
}

/* Levenshtein's distance, for words shorter than the table's longest. */
static int distance(const char *a, const char *b)
{
    int row[MAX_WORDS];
    int width = (int)strlen(b);
    if (width >= MAX_WORDS || strlen(a) >= MAX_WORDS)
        return MAX_WORDS;
    for (int j = 0; j <= width; j++)
        row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= width; j++) {
            int substituted = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = smallest(row[j] + 1, row[j - 1] + 1, substituted);
        }
    }
    return row[width];
}

const char *facs_args_nearest(const char *word, const char *const *words, int count)
{
    const char *nearest = NULL;
    int min = 3;
    for (int i = 0; i < count; i++) {
        int d = distance(word, words[i]);
        if (d < min && d < (int)strlen(words[i]) - 1) {
            min = d;
            nearest = words[i];
        }
    }
    return nearest;
}

static int unknown_option(const char *option, unsigned command, const char *command_name,
                          char *text, size_t text_size)
{
    const char *names[MAX_WORDS];
    char name[FACS_MAX_OPTION];
    int count = 0;
    for (const facs_arg *a = facs_arg_table; a->name; a++)
        if (a->commands & command)
            names[count++] = a->name;
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(option, "="), option);
    const char *meant = facs_args_nearest(name, names, count);
    if (meant)
        snprintf(text, text_size, "%s is not an option of facs %s: did you mean %s?", name,
                 command_name, meant);
    else
        snprintf(text, text_size, "%s is not an option of facs %s: see facs %s --help", name,
                 command_name, command_name);
    return -EINVAL;
}

/* ---- Values ---------------------------------------------------------------------------------- */

static int take_choice(const facs_arg *a, const char *name, int *field, const char *value,
                       char *text, size_t text_size)
{
    for (int i = 0; a->choices(i); i++)
        if (strcmp(value, a->choices(i)) == 0) {
            *field = i;
            return 0;
        }
    int length = snprintf(text, text_size, "%s: expected ", name);
    for (int i = 0; a->choices(i) && length > 0 && (size_t)length < text_size; i++)
        length += snprintf(text + length, text_size - (size_t)length, "%s%s",
                           i == 0              ? ""
                           : a->choices(i + 1) ? ", "
                                               : " or ",
                           a->choices(i));
    if (length > 0 && (size_t)length < text_size)
        snprintf(text + length, text_size - (size_t)length, ", not \"%s\"", value);
    return -EINVAL;
}

static int take_number(const facs_arg *a, const char *name, void *field, const char *value,
                       char *text, size_t text_size)
{
    char *end = NULL;
    double number = strtod(value, &end);
    int whole = a->type == FACS_ARG_WHOLE;
    int plain = strspn(value, "0123456789+-.eE") == strlen(value) && end != value && !*end;
    if (!plain || !(number >= a->min && number <= a->max) || (whole && number != floor(number))) {
        snprintf(text, text_size, "%s: expected a %s from %.15g to %.15g, not \"%s\"", name,
                 whole ? "whole number" : "number", a->min, a->max, value);
        return -EINVAL;
    }
    if (whole)
        *(int64_t *)field = (int64_t)number;
    else
        *(double *)field = number;
    return 0;
}

int facs_arg_take(const facs_arg *a, const char *name, void *fields, const char *value, char *text,
                  size_t text_size)
{
    void *field = (char *)fields + a->offset;
    switch (a->type) {
    case FACS_ARG_FLAG:
        *(int *)field = 1;
        return 0;
    case FACS_ARG_WORD:
        if (!value[0]) {
            snprintf(text, text_size, "%s: expected %s, not an empty word", name, a->value);
            return -EINVAL;
        }
        *(const char **)field = value;
        return 0;
    case FACS_ARG_CHOICE:
        return take_choice(a, name, field, value, text, text_size);
    case FACS_ARG_WHOLE:
    case FACS_ARG_REAL:
        break;
    }
    return take_number(a, name, field, value, text, text_size);
}

/* ---- The line -------------------------------------------------------------------------------- */

const facs_arg *facs_args_find(const char *word, unsigned command, const char **value)
{
    for (const facs_arg *a = facs_arg_table; a->name; a++) {
        size_t length = strlen(a->name);
        if (!(a->commands & command))
            continue;
        if (strncmp(word, a->name, length) == 0 && (word[length] == 0 || word[length] == '=')) {
            *value = word[length] ? word + length + 1 : NULL;
            return a;
        }
        if (a->letter && word[0] == '-' && word[1] == a->letter && (a->value || !word[2])) {
            *value = word[2] ? word + 2 : NULL;
            return a;
        }
    }
    return NULL;
}

/* The line that is read. */
typedef struct line {
    facs_args *args;
    char **words; /* ends with NULL */
    int at;       /* the word in turn */
    char *text;
    size_t text_size;
} line;

/* Leave what was typed of the option in name, without a value; and remember how it was spelt. */
static void take_name(facs_args *args, const facs_arg *a, const char *word,
                      char name[FACS_MAX_OPTION])
{
    const int is_long = word[1] == '-';
    const int length = is_long ? (int)strlen(a->name) : 2;
    snprintf(name, FACS_MAX_OPTION, "%.*s", length, word);
    if (a->letter && is_long)
        args->spelt_out |= UINT32_C(1) << (a->letter - 'a');
}

/* The option that the word in turn is, and its value, which may be the next word. */
static int take_option(line *l, const facs_arg *a, const char *value)
{
    char name[FACS_MAX_OPTION];
    take_name(l->args, a, l->words[l->at], name);
    if (a->value && !value && l->words[l->at + 1])
        value = l->words[++l->at];
    if (a->value && !value)
        snprintf(l->text, l->text_size, "%s: expected %s after it", name, a->value);
    else if (!a->value && value)
        snprintf(l->text, l->text_size, "%s takes no value", name);
    else
        return facs_arg_take(a, name, l->args, value, l->text, l->text_size);
    return -EINVAL;
}

int facs_args_parse(facs_args *args, unsigned command, const char *command_name, char **words,
                    char *text, size_t text_size)
{
    int only_operands = 0;
    size_t count = 0;
    line l = {args, words, 0, text, text_size};
    while (words[count])
        count++;
    *args = (facs_args){.operand_count = 0};
    args->operands = calloc(count + 1, sizeof(*args->operands));
    if (!args->operands) {
        snprintf(text, text_size, "no memory for the command line");
        return -EINVAL;
    }
    for (; words[l.at]; l.at++) {
        const char *value = NULL, *word = words[l.at];
        if (only_operands || word[0] != '-' || !word[1]) {
            args->operands[args->operand_count++] = word;
        } else if (strcmp(word, "--") == 0) {
            only_operands = 1;
        } else {
            const facs_arg *a = facs_args_find(word, command, &value);
            if (!a)
                return unknown_option(word, command, command_name, text, text_size);
            if (take_option(&l, a, value) < 0)
                return -EINVAL;
        }
    }
    return 0;
}

const char *facs_args_spelling(const facs_args *args, char letter)
{
    static const char names[] =
        "-a\0-b\0-c\0-d\0-e\0-f\0-g\0-h\0-i\0-j\0-k\0-l\0-m\0-n\0-o\0-p\0-q\0-r\0-s\0-t\0-u\0-v\0-w"
        "\0-x\0-y\0-z";
    const int bit = letter - 'a';
    for (const facs_arg *a = facs_arg_table; a->name; a++)
        if (a->letter == letter && args->spelt_out >> bit & 1)
            return a->name;
    return names + 3 * (size_t)bit;
}

size_t facs_args_find_field(const char *sentence, char option[FACS_MAX_OPTION])
{
    const size_t length = strcspn(sentence, ":");
    snprintf(option, FACS_MAX_OPTION, "--%.*s", length < FACS_MAX_OPTION ? (int)length : 0,
             sentence);
    for (char *c = option; *c; c++)
        *c = *c == '_' ? '-' : *c;
    for (const facs_arg *a = facs_arg_table; a->name; a++)
        if (strcmp(a->name, option) == 0)
            return length;
    return 0;
}

void facs_args_free(facs_args *args)
{
    free(args->operands);
    args->operands = NULL;
}

/* ---- Help ------------------------------------------------------------------------------------ */

#define HELP_COLUMN 26
#define LINE_WIDTH  80

/* Break a text at blanks so that it stands in the right column. */
static void print_wrapped(FILE *out, const char *text)
{
    int column = HELP_COLUMN;
    for (const char *word = text; *word; word += strspn(word, " ")) {
        int length = (int)strcspn(word, " ");
        if (word > text && column + 1 + length > LINE_WIDTH) {
            fprintf(out, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (word > text) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", length, word);
        column += length;
        word += length;
    }
    fputc('\n', out);
}

void facs_arg_print_help(FILE *out, const facs_arg *a)
{
    char left[160], choices[64] = "";
    const char *value = a->value ? a->value : "";
    for (int i = 0; a->choices && a->choices(i); i++)
        snprintf(choices + strlen(choices), sizeof(choices) - strlen(choices), "%s%s", i ? "|" : "",
                 a->choices(i));
    if (a->letter)
        snprintf(left, sizeof(left), "  -%c, %s %s", a->letter, a->name, value);
    else
        snprintf(left, sizeof(left), "      %s %s", a->name, choices[0] ? choices : value);
    int width = fprintf(out, "%s", left);
    if (width >= HELP_COLUMN)
        fprintf(out, "\n%*s", HELP_COLUMN, "");
    else
        fprintf(out, "%*s", HELP_COLUMN - width, "");
    print_wrapped(out, a->help);
}

void facs_args_print_help(FILE *out, unsigned command)
{
    for (const facs_arg *a = facs_arg_table; a->name; a++)
        if (a->commands & command)
            facs_arg_print_help(out, a);
}
