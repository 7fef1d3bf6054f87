/*
 * Where merged rows go. One thread reads results and puts their rows into blocks (put); the
 * other, which opened the sink, writes them (everything else).
 */
#ifndef FACS_STUDY_MERGE_SINK_H
#define FACS_STUDY_MERGE_SINK_H

#include "study/merge_columns.h"
#include "study/merge_list.h"
#include "study/merge_reader.h"
#include "study/path_columns.h"

#include <jansson.h>

/* One input while its result is merged. */
typedef struct facs_merge_video {
    const facs_merge_result *result;
    int64_t id;   /* from 1 */
    json_t *root; /* NAME.json; NULL: none */
    facs_path_value values[FACS_PATH_COLUMNS];
    int matched;           /* the path has these values */
    char *path;            /* that they are in, if that is not the result's; allocated */
    int64_t rows, dropped; /* in the table; left out */
    int64_t read, faces;   /* of the rows that were read, those with a face */
    double confidence;     /* sum */
    int status;            /* of reading it; an error leaves the whole input out */
    facs_error error;
} facs_merge_video;

/* Some rows of a video, as numbers or as text. */
typedef struct facs_merge_block {
    facs_merge_video *video;
    int last;       /* of the video, which needs to have no rows at all */
    int rows, room; /* room for the numbers of so many */
    double *values; /* [room][columns + 1]; the last takes what is not wanted */
    char *text;
    size_t length, size;
} facs_merge_block;

/* What is merged, and how. */
typedef struct facs_merge_plan {
    const char *output;
    facs_merge_options options;
    facs_path_columns path;
    facs_merge_list list;
    facs_merge_columns columns;
} facs_merge_plan;

typedef struct facs_merge_sink {
    void *self;
    /* Appends a row to the text of a block. -ENOMEM. NULL: the sink writes the numbers. */
    int (*put)(void *self, const facs_merge_video *video, const facs_merge_layout *layout,
               const facs_merge_line *line, facs_merge_block *block);
    int (*rows)(void *self, const facs_merge_block *block, facs_error *error);
    /* Removes the rows of the present video again. */
    int (*undo)(void *self, facs_error *error);
    /* After its last row; also for a video that is left out. */
    int (*end)(void *self, const facs_merge_video *video, facs_error *error);
    int (*finish)(void *self, facs_error *error); /* gives the file its name */
    void (*close)(void *self);                    /* what is not finished disappears */
} facs_merge_sink;

/* OUTPUT errors. The plan outlives it; whatever is returned, close it if self is not NULL. */
int facs_merge_csv_open(facs_merge_sink *sink, const facs_merge_plan *plan, facs_error *error);

/* The same; ENVIRONMENT if there is no SQLite. */
int facs_merge_sqlite_open(facs_merge_sink *sink, const facs_merge_plan *plan, facs_error *error);

/* Whether SQLite can be used. 0, or an ENVIRONMENT error. */
int facs_merge_sqlite_check(facs_error *error);

#endif
