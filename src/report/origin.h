/*
 * Where a result comes from: whether what facs wrote of a run is about this table, and which file
 * is the input that was measured. A name proves neither: results are written anew and moved, and
 * another video may have the same name.
 */
#ifndef FACS_REPORT_ORIGIN_H
#define FACS_REPORT_ORIGIN_H

#include "report/pictures.h"

typedef enum facs_origin {
    FACS_ORIGIN_SAME,    /* the table is one of the run's results, byte for byte */
    FACS_ORIGIN_CHANGED, /* one of them by name and number of rows, but written anew since */
    FACS_ORIGIN_OTHER,   /* the run wrote other tables */
    FACS_ORIGIN_UNKNOWN  /* it does not say: facs 0.1.0 did not */
} facs_origin;

/* root: NAME.json, whole; rows: how many csv has. One of facs_origin, or -ENOMEM. */
int facs_origin_of(const json_t *root, const char *csv, size_t rows);

/*
 * The input that root (may be NULL) says csv was made from: where it was, by its name, or beside
 * csv; the first of these that has its size and digest. Of video->path and video->missing one is
 * allocated and the other NULL; facs_origin_forget_video frees it. 0 or -ENOMEM.
 */
int facs_origin_find_video(facs_video_facts *video, const json_t *root, const char *csv);
void facs_origin_forget_video(facs_video_facts *video);

/* 1: path may be the input that root names, whether it is the right one or not. -ENOMEM. */
int facs_origin_names(const json_t *root, const char *csv, const char *path);

/* 1: path is demonstrably another file than the one that root speaks of. -ENOMEM. */
int facs_origin_is_other(const json_t *root, const char *path);

#endif
