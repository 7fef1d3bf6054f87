/*
 * The command line: one table of options serves parsing, --help, and the test that the manual page
 * names them all.
 */
#ifndef FACS_TOOLS_ARGS_H
#define FACS_TOOLS_ARGS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FACS_MAX_OPTION 64 /* bytes of an option's name, with the NUL */

/* Which commands take an option. */
enum {
    FACS_FOR_EXTRACT = 1 << 0,
    FACS_FOR_MODELS = 1 << 1,
    FACS_FOR_DOCTOR = 1 << 2,
    FACS_FOR_BENCH = 1 << 3,
    FACS_FOR_AGREEMENT = 1 << 4,
    FACS_FOR_LIVE = 1 << 5,
    FACS_FOR_REPORT = 1 << 6,
    FACS_FOR_QUANTIZE = 1 << 7,
    FACS_FOR_ALL = (1 << 8) - 1,
    FACS_FOR_OPENFACE = 1 << 8 /* OpenFace's programs, beside their own flags */
};

/* What was given. 0 and NULL: not given, the library's default holds. */
typedef struct facs_args {
    const char **operands; /* inputs; end with NULL */
    int operand_count;
    uint32_t spelt_out; /* bit n: of its option with the letter 'a' + n the long name was given */
    const char *output, *directory, *csv, *json, *models, *runtime, *neutral, *save_neutral,
        *landmarks, *features, *faces, *region, *video;
    const char *overlay;
    int backend;     /* facs_backend */
    int precision;   /* facs_precision */
    int au;          /* facs_au_models */
    int detector;    /* facs_detector_kind */
    int face_choice; /* facs_face_choice */
    int64_t threads, detect_every, batch, min_face, every, max_frames, view_port, stream,
        max_pixels;
    double fps, focal_x, focal_y, centre_x, centre_y;
    int realtime, loop, view, resume, overwrite, strict, deinterlace, per_face, full_precision,
        summary, report, quiet, verbose, help;
} facs_args;

typedef enum facs_arg_type {
    FACS_ARG_FLAG,   /* int, becomes 1 */
    FACS_ARG_WORD,   /* const char *, not empty */
    FACS_ARG_CHOICE, /* int, the value that choices names */
    FACS_ARG_WHOLE,  /* int64_t in least..most */
    FACS_ARG_REAL    /* double in least..most */
} facs_arg_type;

typedef struct facs_arg {
    const char *name;  /* "--every" */
    char letter;       /* 'o' for -o; 0: none */
    const char *value; /* "N"; NULL for a flag */
    facs_arg_type type;
    unsigned commands; /* FACS_FOR_* */
    size_t offset;     /* in facs_args */
    double min, max;
    const char *(*choices)(int value); /* by value, from 0; NULL: past the last */
    const char *help;
} facs_arg;

extern const facs_arg facs_arg_table[]; /* ends with a NULL name */

/*
 * Read words, which end with NULL, as the options and operands of the command with this bit and
 * name. 0, or -EINVAL with one sentence in text. args->operands is allocated: facs_args_free().
 */
int facs_args_parse(facs_args *args, unsigned command, const char *command_name, char **words,
                    char *text, size_t text_size);
void facs_args_free(facs_args *args);

/*
 * The option of the commands that word names, and its value where the word holds it (--name=value,
 * -ovalue), else NULL. NULL: there is none.
 */
const facs_arg *facs_args_find(const char *word, unsigned command, const char **value);

/* What was typed of the option with this letter: "-o" or "--output"; -o where none was. */
const char *facs_args_spelling(const facs_args *args, char letter);

/*
 * The option that a sentence of the library is about, "min_face: expected ...", as "--min-face"
 * into option. The length of its name there; 0: it is about none.
 */
size_t facs_args_find_field(const char *sentence, char option[FACS_MAX_OPTION]);

/*
 * Put the value (not looked at for a flag) of an option into its field of fields, the struct that
 * its offset is of. name: as it was typed, for the sentence. 0, or -EINVAL with one sentence in
 * text.
 */
int facs_arg_take(const facs_arg *a, const char *name, void *fields, const char *value, char *text,
                  size_t text_size);

/* An option with its help, as lines. */
void facs_arg_print_help(FILE *out, const facs_arg *a);

/* The options of a command, with their help, as lines. */
void facs_args_print_help(FILE *out, unsigned command);

/* The word of count words that was most likely meant, or NULL: at most two letters differ. */
const char *facs_args_nearest(const char *word, const char *const *words, int count);

#endif
