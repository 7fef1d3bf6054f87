/*
 * The command line. One table of options serves parsing and --help, and a test compares the manual
 * page with it.
 */
#ifndef FACS_TOOLS_ARGS_H
#define FACS_TOOLS_ARGS_H

#include "os/format.h"

#include <facs/answers.h>
#include <facs/facs.h>
#include <facs/study.h>

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FACS_MAX_OPTION 64 /* bytes of an option's name, with the NUL */
#define FACS_MAX_VALUE  96 /* of how its value is written */

/* The commands that take an option. */
enum {
    FACS_FOR_EXTRACT = 1 << 0,
    FACS_FOR_MODELS = 1 << 1,
    FACS_FOR_DOCTOR = 1 << 2,
    FACS_FOR_BENCH = 1 << 3,
    FACS_FOR_AGREEMENT = 1 << 4,
    FACS_FOR_LIVE = 1 << 5,
    FACS_FOR_REPORT = 1 << 6,
    FACS_FOR_QUANTIZE = 1 << 7,
    FACS_FOR_STATUS = 1 << 8,
    FACS_FOR_MERGE = 1 << 9,
    FACS_FOR_COMPLETIONS = 1 << 10,
    FACS_FOR_SUMMARY = 1 << 11,
    FACS_FOR_EVENTS = 1 << 12,
    FACS_FOR_ALL = (1 << 13) - 1,
    FACS_FOR_OPENFACE = 1 << 13 /* OpenFace's programs, in addition to their own flags */
};

/* What --progress asks for. */
enum { FACS_PROGRESS_AUTO, FACS_PROGRESS_JSON, FACS_PROGRESS_NONE };

/* --patience was not given. */
#define FACS_NO_PATIENCE (-1.0)

/* What was given. Apart from options, 0 and NULL mean: not given. */
typedef struct facs_args {
    const char **operands; /* inputs; NULL-terminated */
    int operand_count;
    char **expanded; /* those that patterns stood for */
    int expanded_count;
    int64_t inputs;     /* of facs extract, found in the operands and lists; set by the command */
    uint32_t spelt_out; /* bit n: the option with the letter 'a' + n was given by its long name */
    facs_extract_options options; /* what goes to the library as it is; otherwise its defaults */
    facs_batch_options batch;     /* the same */
    facs_merge_options merge;     /* the same for facs merge */
    facs_summarize_options summarize; /* the same for facs summary, and facs report */
    facs_events_options find;         /* the same for events */
    facs_fetch_options fetch;         /* the same for facs models fetch */
    const char *output, *directory, *csv, *json, *neutral, *save_neutral, *landmarks, *features,
        *faces, *region, *record, *markers, *video, *overlay, *list, *pattern, *root, *share,
        *group;
    int shard, shards; /* what share says; set by the command */
    int detect_every;
    int progress; /* FACS_PROGRESS_* */
    int64_t view_port;
    int left, failed;  /* of facs status */
    int events_format; /* facs_events_format */
    int realtime, loop, view, resume, overwrite, dry_run, summary, report, events, quiet, verbose,
        help, no_sandbox;
} facs_args;

typedef enum facs_arg_type {
    FACS_ARG_FLAG,   /* int, set to 1 */
    FACS_ARG_WORD,   /* const char *, not empty */
    FACS_ARG_LIST,   /* the same: words from choices, separated by commas */
    FACS_ARG_CHOICE, /* int, the value whose name was given */
    FACS_ARG_WHOLE,  /* int or int64_t by its size, min..max */
    FACS_ARG_REAL,   /* float or double by its size, min..max */
    FACS_ARG_TIME    /* double, seconds, min..max: 90.5, 1:30.5 or 0:01:30.5 */
} facs_arg_type;

typedef struct facs_arg {
    const char *name;   /* "--every" */
    const char *letter; /* "-o"; NULL: none */
    /* What it takes, for the help and for completion; NULL for a flag. Alternatives are separated
       by bars. Words in lower case stand for themselves, FILE and FILE.csv for a file, DIR for a
       folder, and everything else, such as N, for a number or a text. */
    const char *value;
    facs_arg_type type;
    unsigned commands; /* FACS_FOR_* */
    size_t offset;     /* in facs_args */
    size_t size;       /* of a number */
    double min, max;
    const char *(*choices)(int value); /* names by value, from 0; NULL after the last */
    const char *help;
} facs_arg;

extern const facs_arg facs_arg_table[]; /* ends with a NULL name */

/* What facs events writes, by number, as endings without the dot; NULL after the last. */
const char *facs_events_format(int value);

/* Writes a printf-style sentence to error, as a usage error. Returns -EINVAL. */
#if defined(__GNUC__)
FACS_FORMAT(2, 3)
#endif
int facs_refuse(facs_error *error, const char *format, ...);

/*
 * Parses words, which end with NULL, as options and operands of a command, given by its bit and its
 * name. Returns 0 or -EINVAL. Call facs_args_free() in both cases.
 */
int facs_args_parse(facs_args *args, unsigned command, const char *command_name, char **words,
                    facs_error *error);
void facs_args_free(facs_args *args);

/*
 * Finds the option of the commands that word names, or NULL. Sets *value to the value within the
 * word (--name=value, -ovalue), or NULL if there is none.
 */
const facs_arg *facs_args_find(const char *word, unsigned command, const char **value);

/* Returns how the option with this letter was typed: "-o" or "--output". */
const char *facs_args_spelling(const facs_args *args, char letter);

/*
 * If a sentence of the library is about an option, as in "min_face: expected ...", writes it as
 * "--min-face" to option and returns the length of its name in the sentence. Otherwise returns 0.
 */
size_t facs_args_find_field(const char *sentence, char option[FACS_MAX_OPTION]);

/*
 * Stores the value of an option (ignored for a flag) in its field of fields, the struct that its
 * offset refers to. name: the option as it was typed, for the error. Returns 0 or -EINVAL.
 */
int facs_arg_take(const facs_arg *a, const char *name, void *fields, const char *value,
                  facs_error *error);

/* Writes what an option takes to text: its value or, if it has choices, "clnf|pfld" or "pose,aus".
 */
void facs_arg_value(const facs_arg *a, char text[FACS_MAX_VALUE]);

/* Prints left, and text to the right of it in lines of at most 80 columns. */
void facs_args_print_line(FILE *out, const char *left, const char *text);

/* Prints an option with its help. */
void facs_arg_print_help(FILE *out, const facs_arg *a);

/* Prints all options of a command with their help. */
void facs_args_print_help(FILE *out, unsigned command);

/*
 * Returns the one of meant (NULL: none yet) and name that was more likely meant with word: at most
 * a third of its letters are wrong, missing or swapped. Upper and lower case do not matter.
 */
const char *facs_args_nearer(const char *word, const char *meant, const char *name);

#endif
