/* Reads the rows of one video's result into blocks. */
#ifndef FACS_STUDY_MERGE_ROWS_H
#define FACS_STUDY_MERGE_ROWS_H

#include "study/merge_sink.h"

/* Gets an empty block, or hands over a full one. Not 0: stop. */
typedef struct facs_merge_blocks {
    int (*get)(void *opaque, facs_merge_block **block);
    int (*put)(void *opaque, facs_merge_block *block);
    void *opaque;
} facs_merge_blocks;

typedef struct facs_merge_rows {
    const facs_merge_plan *plan;
    const facs_merge_sink *sink;
    facs_merge_blocks blocks;
} facs_merge_rows;

/*
 * Reads everything of a video, whose last block has the outcome: video->status is an INPUT error if
 * its files are damaged, not as NAME.json describes them, or of columns that were not there before.
 * Returns what get or put did, or an INTERNAL error.
 */
int facs_merge_rows_read(const facs_merge_rows *rows, facs_merge_video *video, facs_error *error);

#endif
