/*
 * libfacs: answers from a result. What happened in a face, when and for how long, from the rows
 * that facs_extract or OpenFace wrote. The definitions, their parameters and their sources are in
 * docs/events.md.
 *
 * Conventions as in facs.h: every struct begins with its size, functions return 0 or a negative
 * errno, and error (which may be NULL) gets a sentence.
 */
#ifndef FACS_ANSWERS_H
#define FACS_ANSWERS_H

#include <facs/facs.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Events ---------------------------------------------------------------------------------- */

/* What is known of an event beyond its numbers. */
enum {
    FACS_EVENT_PARTIAL = 1 << 0,        /* a blink that does not close the eyes */
    FACS_EVENT_DUCHENNE = 1 << 1,       /* a smile with AU06 */
    FACS_EVENT_DURING_TALKING = 1 << 2, /* an event of the mouth that overlaps talking */
    FACS_EVENT_CUT_START = 1 << 3,      /* it was under way when the face came into view */
    FACS_EVENT_CUT_END = 1 << 4,        /* it was under way when the face went out of view */
    FACS_EVENT_ALL_FLAGS = (1 << 5) - 1
};

/* Returns a flag's name, such as "duchenne"; NULL if it is not exactly one flag. */
FACS_API const char *facs_event_flag_name(unsigned flag);

/* Something that a face did. Left and right are the person's own. */
typedef struct facs_event {
    size_t size;         /* sizeof(facs_event), set by the caller */
    const char *kind;    /* as facs_event_kind_get tells */
    int64_t face;        /* face_id of the rows; 0 if they have none */
    double onset;        /* s: the last row before the movement */
    double apex;         /* s: where it is strongest */
    double offset;       /* s: the first row after it */
    double closed_from;  /* s: of blinks, winks and eyes_closed, the first row with closed eyes; NAN
                            for other kinds */
    double closed_to;    /* s: the last one */
    int64_t onset_frame; /* the rows' frame numbers, as in the column frame */
    int64_t apex_frame;  /* the same */
    int64_t offset_frame;      /* the same */
    int64_t closed_from_frame; /* -1 for other kinds */
    int64_t closed_to_frame;   /* the same */
    double peak;    /* how strong it is at the apex, in the unit that facs_event_kind_get tells */
    double left;    /* of a blink or wink, how far the person's left eye closes; NAN: not known */
    double right;   /* the same of the right eye */
    int count;      /* of a nod or shake, the reversals; of talking, the openings; otherwise 1 */
    unsigned flags; /* FACS_EVENT_* */
} facs_event;

/* A kind of events. */
typedef struct facs_event_kind {
    size_t size;         /* sizeof(facs_event_kind), set by the caller */
    const char *name;    /* "blink", "AU12" */
    const char *unit;    /* of peak: "share of a complete blink", "0 to 5", "degrees", "1/s" */
    const char *meaning; /* a clause */
} facs_event_kind;

/* Describes kind i, from 0. Its strings are static. -ERANGE: i is past the last kind. */
FACS_API int facs_event_kind_get(int i, facs_event_kind *kind);

/* A parameter of the definitions. */
typedef struct facs_event_parameter {
    size_t size;         /* sizeof(facs_event_parameter), set by the caller */
    const char *name;    /* "blink.depth" */
    double value;        /* the default */
    double min;          /* the range that is accepted */
    double max;          /* the same */
    const char *unit;    /* "s"; "": none */
    const char *meaning; /* a clause */
    const char *source;  /* where the value comes from */
} facs_event_parameter;

/* Describes parameter i, from 0. Its strings are static. -ERANGE: i is past the last one. */
FACS_API int facs_event_parameter_get(int i, facs_event_parameter *parameter);

/* What to look for. Fill it with facs_default_events_options. */
typedef struct facs_events_options {
    size_t size; /* sizeof(facs_events_options) */
    /* Names separated by commas, "AU" for all Action Units: "blink,smile,AU"; NULL (default): all.
     */
    const char *kinds;
    /* Parameters that differ from their defaults: "blink.depth=0.3,nod.amplitude=4"; NULL
     * (default): none. */
    const char *parameters;
    const char *json; /* NAME.json of the result, which names the video; NULL (default): none */
} facs_events_options;

/* Fills in the defaults, as far as size reaches, and the size. */
FACS_API void facs_default_events_options_sized(facs_events_options *options, size_t size);

/* Fills in the defaults and the size. */
static inline void facs_default_events_options(facs_events_options *options)
{
    facs_default_events_options_sized(options, sizeof(*options));
}

/* The events of a result. Not changed once read: any number of threads may use it. */
typedef struct facs_events facs_events;

/*
 * Reads a CSV of facs or OpenFace 2.x once, and finds the events of each face. What needs columns
 * that it lacks is not looked for. INPUT errors: as facs_table_open and facs_table_read; -EINVAL:
 * no columns from which events can be found, no rows, or frames out of order. USAGE: an unknown
 * kind or parameter, or a value out of its range.
 */
FACS_API int facs_events_read(facs_events **out, const char *csv,
                              const facs_events_options *options, facs_error *error);

/* Releases it. */
FACS_API void facs_events_close(facs_events **events);

/* Returns the number of events, of all faces. */
FACS_API int64_t facs_events_count(const facs_events *events);

/* Writes event i, from 0, in order of faces, onsets and kinds. Its strings are static. -ERANGE:
 * there is none. */
FACS_API int facs_events_get(const facs_events *events, int64_t i, facs_event *event);

/*
 * Writes all events to a file, which gets its name once it is complete. The ending decides the
 * format: .csv a table, .eaf ELAN, .boris a project of BORIS, .TextGrid Praat, .txt labels for
 * Audacity. ELAN's and BORIS's files link the video that the json of the options names. USAGE
 * -EINVAL: another ending. OUTPUT: the file cannot be written; -EEXIST: it is a CSV of something
 * else, or exists in another format, in which someone may have edited it.
 */
FACS_API int facs_events_write(const facs_events *events, const char *path, facs_error *error);

/* ---- Summaries ------------------------------------------------------------------------------- */

/* A column of a summary. docs/summary.md lists them. */
typedef struct facs_summary_column {
    size_t size;         /* sizeof(facs_summary_column), set by the caller */
    char name[48];       /* "AU12_mean" */
    const char *unit;    /* "s"; "": none */
    const char *meaning; /* a clause */
    int decimals;        /* of a number */
    int is_text;         /* 1: it holds texts */
    int changes;         /* 1: with a baseline, NAME_change has the differences to it */
} facs_summary_column;

/* Describes column i, from 0. Its strings are static. -ERANGE: i is past the last column. */
FACS_API int facs_summary_column_get(int i, facs_summary_column *column);

/* What to sum up. Fill it with facs_default_summarize_options. */
typedef struct facs_summarize_options {
    size_t size; /* sizeof(facs_summarize_options) */
    /* A table of segments, a document or export of ELAN, or an export of BORIS (docs/summary.md):
     * each segment of a recording gets rows of its own. NULL (default): none. */
    const char *segments;
    const char *baseline;   /* a label of segments: every figure also as the difference to theirs;
                               NULL (default): none */
    const char *parameters; /* of the events, as in facs_events_options */
    const char *path;       /* columns from the inputs' paths, as in facs_merge_options; NULL
                               (default): none */
    int jobs;               /* results at a time, 1..FACS_MAX_JOBS (facs/study.h); 0 (default): one
                               for each core */
    /* Called about ten times a second. Not 0: stop. May be NULL. */
    int (*progress)(void *opaque, int64_t results, int64_t of);
    void *opaque; /* passed to progress */
    facs_log log; /* what was left out, and why; default: silent */
} facs_summarize_options;

/* Fills in the defaults, as far as size reaches, and the size. */
FACS_API void facs_default_summarize_options_sized(facs_summarize_options *options, size_t size);

/* Fills in the defaults and the size. */
static inline void facs_default_summarize_options(facs_summarize_options *options)
{
    facs_default_summarize_options_sized(options, sizeof(*options));
}

/* What was summed up. */
typedef struct facs_summarize_totals {
    size_t size;      /* sizeof(facs_summarize_totals), set by the caller */
    int64_t results;  /* in the table */
    int64_t rows;     /* of the table */
    int64_t left_out; /* results that are there but not in the table; the log says why */
    int64_t missing;  /* inputs of a batch table without results: failed or left */
    double seconds;   /* that it took */
} facs_summarize_totals;

/*
 * Writes a CSV with a row for each face of each result, and one for each of its segments. paths:
 * results (.csv of facs or OpenFace 2.x) and folders of results, as for facs_merge; it ends with
 * NULL. The file gets its name once it is complete. What cannot be known is empty, never 0. Memory
 * grows only by some hundred bytes with each result. A result that cannot
 * be read is logged and left out. INPUT errors: there are no results, or the segments cannot be
 * read. USAGE: an option is out of range, or no segment has the baseline's label. OUTPUT: the file
 * cannot be written. -ECANCELED: progress asked to stop. totals may be NULL.
 */
FACS_API int facs_summarize(const char *const *paths, const char *output,
                            const facs_summarize_options *options, facs_summarize_totals *totals,
                            facs_error *error);

/* What the page of a study shows. Fill it with facs_default_study_page_options. */
typedef struct facs_study_page_options {
    size_t size;            /* sizeof(facs_study_page_options) */
    const char *html;       /* path of the page */
    const char *group;      /* what the page groups by at first: a column of path, "segment", or
                               "folder"; NULL (default): the first of these that exists */
    const char *segments;   /* as in facs_summarize_options */
    const char *baseline;   /* the same */
    const char *parameters; /* the same */
    const char *path;       /* the same */
    int jobs;               /* the same */
    int (*progress)(void *opaque, int64_t results, int64_t of); /* the same */
    void *opaque;                                               /* passed to progress */
    facs_log log; /* what was left out, and why, which the page says too; default: silent */
} facs_study_page_options;

/* Fills in the defaults, as far as size reaches, and the size. */
FACS_API void facs_default_study_page_options_sized(facs_study_page_options *options, size_t size);

/* Fills in the defaults and the size. */
static inline void facs_default_study_page_options(facs_study_page_options *options)
{
    facs_default_study_page_options_sized(options, sizeof(*options));
}

/*
 * Writes a page that compares the results of a study by the figures of their summary: one
 * self-contained HTML file, which gets its name once it is complete. paths, totals and errors as of
 * facs_summarize. USAGE also: no html, or an unknown group. OUTPUT -EEXIST: html is a file
 * that is not such a page. Of a study with more than five million figures, the page has an even
 * part of the results, and says so; memory is bounded by that.
 */
FACS_API int facs_study_page(const char *const *paths, const facs_study_page_options *options,
                             facs_summarize_totals *totals, facs_error *error);

#ifdef __cplusplus
}
#endif
#endif
