/*
 * facs: a study, that is many inputs, one folder of results, and one table of what happened to each
 * input. On top of facs.h, whose conventions hold here too.
 *
 * Copyright (c) 2026 the facs authors. SPDX-License-Identifier: BSD-2-Clause
 *
 *  - facs_study: the inputs, found in folders and lists, each with the name of its result.
 *  - facs_batch_run: analyzes them, several at once, and keeps the batch table.
 *  - facs_batch_read: reads that table back.
 *  - facs_merge: puts the rows of all results into one table.
 */
#ifndef FACS_STUDY_H
#define FACS_STUDY_H

#include <facs/facs.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FACS_MAX_JOBS   256     /* inputs analyzed at the same time */
#define FACS_MAX_SHARDS 1000000 /* machines that share a study */

/* ---- The inputs of a study ------------------------------------------------------------------- */

/* Where inputs are, and where their results go. Fill it with facs_default_study_options. */
typedef struct facs_study_options {
    size_t size;              /* sizeof(facs_study_options) */
    const char *const *paths; /* files, folders, URLs, cameras; ends with NULL. NULL: only list */
    /* A file with one input per line, or "-" for standard input; NULL: none. A tab and a number
     * after the path are its size in bytes, which then need not be looked up; another tab and a
     * path in the folder of results name its result. Empty lines do not count. */
    const char *list;
    /* Which files of a folder are inputs: names with *, ? and [..], separated by commas, such as
     * "*.mp4,*.mov"; one with a separator is matched with the path below the folder. Upper and
     * lower case do not matter. NULL: the files whose names end like a video's. */
    const char *pattern;
    const char
        *results; /* folder of the results; no input is looked for there; NULL: the current */
    /* Folder relative to which results repeat the inputs' folders; NULL: of a folder, the folder
     * itself; of a list, the folder that all its inputs have in common; of other paths, none,
     * unless two results would have the same name. */
    const char *root;
    int shard;    /* take only this share of the inputs, 1..shards; 0 (default): all */
    int shards;   /* into which the inputs are divided by size, 1..FACS_MAX_SHARDS */
    facs_log log; /* what was left out, and why; default: silent */
} facs_study_options;

/* Fills in the defaults, as far as size reaches, and the size. */
FACS_API void facs_default_study_options_sized(facs_study_options *options, size_t size);

/* Fills in the defaults and the size. */
static inline void facs_default_study_options(facs_study_options *options)
{
    facs_default_study_options_sized(options, sizeof(*options));
}

/* The inputs of a study, in natural order (clip2 before clip10). Not changed once open: any number
 * of threads may read it. */
typedef struct facs_study facs_study;

/* One input. Its strings are valid as long as the study. */
typedef struct facs_study_input {
    size_t size;      /* sizeof(facs_study_input) */
    const char *path; /* as it is opened and shown */
    const char *csv;  /* the result's path */
    int64_t bytes;    /* -1: unknown, such as of a camera */
} facs_study_input;

/*
 * Finds the inputs. Folders are walked with their subfolders. Hidden files, system files and the
 * folder of results are left out; a link is followed once; a folder of images is one input. The
 * results repeat the folders: DIR/group/clip.mp4 has RESULTS/group/clip.csv. Two inputs of one
 * folder that differ only in their endings have results called clip.mp4.csv and clip.avi.csv.
 * INPUT errors: a path or the list cannot be read, or there is no input at all (-ENOENT). USAGE:
 * two inputs have the same result.
 */
FACS_API int facs_study_open(facs_study **out, const facs_study_options *options,
                             facs_error *error);
/* Releases it. */
FACS_API void facs_study_close(facs_study **study);

/* Returns the number of inputs, of this shard only. */
FACS_API int64_t facs_study_count(const facs_study *study);

/* Writes the i-th input, from 0. -ERANGE: there is none. */
FACS_API int facs_study_get(const facs_study *study, int64_t i, facs_study_input *input);

/* Returns 1 for a file's name, without folders, by which a file counts as an image in a folder of
 * images, such as "001.png"; 0 for others, hidden ones and NULL. */
FACS_API int facs_is_image_name(const char *name);

/* ---- The batch table ------------------------------------------------------------------------- */

/* What became of an input. */
typedef enum facs_batch_state {
    FACS_BATCH_LEFT,   /* not reached yet */
    FACS_BATCH_DONE,   /* its results are complete */
    FACS_BATCH_WARNED, /* the same, with warnings */
    FACS_BATCH_FAILED, /* message says why */
    FACS_BATCH_SKIPPED /* its results were complete before (resume) */
} facs_batch_state;

/* Returns "left", "done", "done with warnings", "failed", "skipped"; NULL for an unknown number. */
FACS_API const char *facs_batch_state_name(facs_batch_state state);
/* As facs_backend_from_name. */
FACS_API int facs_batch_state_from_name(const char *name, facs_batch_state *state);

/* A row of the table. What it points to is valid during the call that passes it. */
typedef struct facs_batch_row {
    size_t size;            /* sizeof(facs_batch_row) */
    const char *path;       /* of the input */
    facs_batch_state state; /* what became of it */
    const char *message;    /* the error, or the warnings; "": none */
    int64_t frames;         /* analyzed; -1: unknown, as all numbers below of a row that is left */
    double face_share;      /* of the rows that have a face, 0..1; NAN: unknown */
    double mean_confidence; /* of all rows, 0..1; NAN: unknown */
    int64_t people;         /* different faces; -1: unknown */
    double seconds;         /* that the run took; NAN: unknown */
    double fps;             /* frames analyzed per second of the run; NAN: unknown */
    const char *options;    /* digest of the version and all options that change results (those in
                               json), 16 hexadecimal digits; "": none */
    const char *results;    /* paths of the files, relative to the table's folder if they are below
                               it, separated by semicolons; in a path, a semicolon is written as
                               %3B and a percent sign as %25; "": none */
    int64_t bytes;          /* of the input; -1: unknown */
    const char *modified;   /* time of the input, RFC 3339; "": unknown */
    const char *finished;   /* when the row was written, RFC 3339 */
    const char *host;       /* name of the machine */
    /* Figures of the first face, if the batch was asked for them (docs/summary.md); NAN: unknown.
     */
    double usable_share;      /* of its rows, 0..1 */
    double blinks_per_minute; /* of usable rows, as the following */
    double smiles_per_minute; /* as blinks */
    double smile_share;       /* of the time, 0..1 */
    double duchenne_share;    /* of the smiles, 0..1 */
    double talking_share;     /* of the time, 0..1 */
    double liveliness;        /* mean absolute change of an intensity, per second */
    double head_speed;        /* mean, degrees per second */
} facs_batch_row;

/*
 * Reads the batch tables of a folder (facs-batch.csv, those of shards, and the JSON lines of runs
 * that are under way or broke off) and passes each input's newest row, in natural order of the
 * paths. row: not 0 stops the reading, which then returns it. INPUT errors: there is no table
 * (-ENOENT), or one is damaged.
 */
FACS_API int facs_batch_read(const char *folder,
                             int (*row)(void *opaque, const facs_batch_row *row), void *opaque,
                             facs_error *error);

/* ---- Running a study ------------------------------------------------------------------------- */

/* What happens to an input. */
typedef enum facs_batch_moment {
    FACS_BATCH_STARTED,
    FACS_BATCH_MOVED, /* progress is set; and reason if older results are not used */
    FACS_BATCH_ENDED  /* row is set */
} facs_batch_moment;

/* What a batch reports. What it points to is valid during the call. */
typedef struct facs_batch_event {
    size_t size;                   /* sizeof(facs_batch_event) */
    facs_batch_moment moment;      /* what happens */
    int64_t index;                 /* of the input, as in facs_study_get */
    int job;                       /* that has it, 0..jobs - 1 */
    const facs_study_input *input; /* the input itself */
    const facs_progress *progress; /* of this input */
    const facs_batch_row *row;     /* the row for the table */
    const facs_summary *summary;   /* of an input that was analyzed, otherwise NULL */
    /* Of an input that failed in this run, or that stopped the batch (its row is then left),
     * otherwise NULL; kind CLOSED of one that is done. */
    const facs_error *error;
    const char *reason; /* why older results are not used (resume), otherwise NULL */
    int jobs;           /* of the batch */
} facs_batch_event;

/* How to run a batch. Fill it with facs_default_batch_options. */
typedef struct facs_batch_options {
    size_t size; /* sizeof(facs_batch_options) */
    /* For every input; NULL: the defaults. Its csv and json come from the study, and models are
     * shared. Its callbacks are called as well, on the thread that has the input, with its opaque;
     * prepare may change both. */
    const facs_extract_options *extract;
    int jobs; /* inputs at a time, 1..FACS_MAX_JOBS; 0 (default): as many as the cores serve. With
                 1, the calling thread captures; otherwise threads of the batch do */
    const char *table; /* path of the batch table, RESULTS/facs-batch.csv; NULL: none. With shards
                          each has a table of its own: facs-batch.3-of-40.csv */
    int resume;        /* 1: skip inputs whose results facs_resume_check finds complete, and those
                          that failed before with the same options and the same input */
    int retry_failed;  /* with resume, 1: try again what failed */
    double patience;   /* seconds without a new frame after which an input fails; 0: never.
                          Default 300 */
    /*
     * Called before an input is analyzed, on the thread that will do it: may change its copy of the
     * options (names of further outputs, the command line). Strings must stay valid until the
     * input's end. Not 0: the input fails with error. May be NULL.
     */
    int (*prepare)(void *opaque, int64_t index, facs_extract_options *extract, facs_error *error);
    /* Called on the same thread once an input's results are complete, or were (summary NULL), for
     * whatever belongs to them, such as a report. Not 0: the input fails with error. May be NULL.
     */
    int (*complete)(void *opaque, int64_t index, const facs_extract_options *extract,
                    const facs_summary *summary, facs_error *error);
    /* Called for every event, by one thread at a time. Not 0: stop the batch (-ECANCELED). May be
     * NULL. */
    int (*event)(void *opaque, const facs_batch_event *event);
    void *opaque; /* passed to the callbacks */
    int figures;  /* 1: compute the figures of rows from each finished CSV; 0 (default): no */
    const char *parameters; /* of the events in these figures, as in facs_events_options
                               (facs/answers.h); NULL (default): none */
} facs_batch_options;

/* Fills in the defaults, as far as size reaches, and the size. */
FACS_API void facs_default_batch_options_sized(facs_batch_options *options, size_t size);

/* Fills in the defaults and the size. */
static inline void facs_default_batch_options(facs_batch_options *options)
{
    facs_default_batch_options_sized(options, sizeof(*options));
}

/* How many inputs ended how. */
typedef struct facs_batch_totals {
    size_t size;     /* sizeof(facs_batch_totals), set by the caller */
    int64_t inputs;  /* in all */
    int64_t done;    /* with or without warnings */
    int64_t warned;  /* of those done, with warnings */
    int64_t failed;  /* also those that failed before and were not tried again */
    int64_t skipped; /* complete before */
    int64_t left;    /* not reached, or stopped half-way */
    int64_t frames;  /* analyzed */
    double seconds;  /* of the whole batch */
} facs_batch_totals;

/*
 * Analyzes the inputs of a study. Models are opened once and shared. The bytes of every result are
 * independent of jobs and threads. An input that fails does not stop the others; nor does one that
 * hangs in a read that never returns, such as on a disk that is gone, unless jobs is 1: it fails,
 * and its thread goes on by itself, so log, neutral, kept and from of its options must then stay
 * valid as long as the program runs. Each row is written to the table's JSON lines as soon as its
 * input has ended, and the table is renewed at the end, so a crash loses only the inputs that were
 * being analyzed. Returns 0 if the batch came to its end, whatever became of the inputs: see
 * totals, which may be NULL. ENVIRONMENT errors: as facs_models_open. OUTPUT: the table cannot be
 * written. -ECANCELED: a callback asked to stop.
 */
FACS_API int facs_batch_run(const facs_study *study, const facs_batch_options *options,
                            facs_batch_totals *totals, facs_error *error);

/* ---- One table of all results ---------------------------------------------------------------- */

/* What to put into the table. Fill it with facs_default_merge_options. */
typedef struct facs_merge_options {
    size_t size; /* sizeof(facs_merge_options) */
    /* Names separated by commas, with * and ?; NULL: all. The first five, frame to success, are
     * always there. */
    const char *columns;
    double min_confidence; /* 0..1: leave out rows below; 0 (default): none */
    int every_face;        /* 1: all faces of a frame; 0 (default): face 0, the first */
    /*
     * Columns from the input's path: "{group}/{participant}/{session}.mp4" makes three. It is
     * matched with the end of the path, one name after the other. Text in braces becomes a column;
     * it stands for one character or more, but no separator. * stands for any number that do not
     * matter. Where there is a choice, the first of them takes as little as possible. A path that
     * does not match has empty columns, and the log says so. NULL: none.
     */
    const char *path;
    /* Called about ten times a second. Not 0: stop. May be NULL. */
    int (*progress)(void *opaque, int64_t videos, int64_t rows);
    void *opaque; /* passed to progress */
    facs_log log; /* what was left out, and why; default: silent */
} facs_merge_options;

/* Fills in the defaults, as far as size reaches, and the size. */
FACS_API void facs_default_merge_options_sized(facs_merge_options *options, size_t size);

/* Fills in the defaults and the size. */
static inline void facs_default_merge_options(facs_merge_options *options)
{
    facs_default_merge_options_sized(options, sizeof(*options));
}

/* What was merged. */
typedef struct facs_merge_summary {
    size_t size;      /* sizeof(facs_merge_summary), set by the caller */
    int64_t videos;   /* whose rows are in the table */
    int64_t rows;     /* in the table */
    int64_t dropped;  /* rows left out by min_confidence or every_face */
    int64_t missing;  /* inputs of the batch table without results: failed or left */
    double seconds;   /* that it took */
    int64_t left_out; /* results that are there but not in the table; the log says why */
} facs_merge_summary;

/*
 * Puts the rows of all results below a folder into one file, .csv, or .sqlite or .db for an SQLite
 * database with tables frames, videos, columns and warnings (docs/merge.md). The file gets its name
 * once it is complete. Columns are those that any result has; where a result has none of that name,
 * they are empty. Memory does not depend on the number of rows; each video takes some hundred
 * bytes. Results that are damaged, that are not as facs wrote them, or whose input the batch table
 * does not list as done are left out and logged. INPUT errors: there are no results. USAGE: an
 * option is out of range. OUTPUT: the file cannot be written. ENVIRONMENT: SQLite is missing, or
 * (-ENOSYS) the library was built without it. -ECANCELED: progress asked to stop. summary may be
 * NULL.
 */
FACS_API int facs_merge(const char *folder, const char *output, const facs_merge_options *options,
                        facs_merge_summary *summary, facs_error *error);

#ifdef __cplusplus
}
#endif
#endif
