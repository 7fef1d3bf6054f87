/*
 * Where a table comes from: whether a NAME.json describes it, and which file was measured. Names
 * prove neither: results are rewritten and moved, and another video may have the same name.
 */
#ifndef FACS_REPORT_ORIGIN_H
#define FACS_REPORT_ORIGIN_H

#include "report/pictures.h"

typedef enum facs_origin {
    FACS_ORIGIN_SAME,    /* the table is one of the run's results, byte for byte */
    FACS_ORIGIN_CHANGED, /* it is one by name and number of rows, but was rewritten */
    FACS_ORIGIN_OTHER,   /* the run wrote other tables */
    FACS_ORIGIN_UNKNOWN  /* NAME.json does not say, as in facs 0.1.0 */
} facs_origin;

/* root: NAME.json; rows: the number csv has. Returns a facs_origin, or -ENOMEM. */
int facs_origin_of(const json_t *root, const char *csv, size_t rows);

/* Finds the input that csv was made from according to root (may be NULL): the first file with its
 * size and digest at its old path, under its name, or beside csv. Either video->path or
 * video->missing is set; facs_origin_forget_video frees it. 0 or -ENOMEM. */
int facs_origin_find_video(facs_video_facts *video, const json_t *root, const char *csv);
void facs_origin_forget_video(facs_video_facts *video);

/* 1: path is a place where the input named by root would be looked for. -ENOMEM. */
int facs_origin_names(const json_t *root, const char *csv, const char *path);

/* 1: path is certainly not the input that root describes. -ENOMEM. */
int facs_origin_is_other(const json_t *root, const char *path);

#endif
