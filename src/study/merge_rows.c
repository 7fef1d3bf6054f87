#include "study/merge_rows.h"

#include "base/error.h"
#include "os/file.h"
#include "os/path.h"
#include "output/json.h"
#include "output/previous.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FILES 4096 /* of one input: one for each face */

#define BLOCK_TEXT ((size_t)256 << 10) /* bytes after which a block is full */

/* The reading of one file. */
typedef struct reading {
    const facs_merge_rows *rows;
    facs_merge_video *video;
    facs_merge_block *block; /* that is being filled */
    const facs_merge_layout *layout;
    int stopped; /* what get or put returned */
} reading;

/* ---- Blocks ---------------------------------------------------------------------------------- */

static int get_block(reading *r)
{
    const facs_merge_blocks *blocks = &r->rows->blocks;
    r->stopped = blocks->get(blocks->opaque, &r->block);
    if (r->stopped == 0) {
        r->block->video = r->video;
        r->block->last = r->block->rows = 0;
        r->block->length = 0;
    }
    return r->stopped;
}

static int put_block(reading *r, int last)
{
    const facs_merge_blocks *blocks = &r->rows->blocks;
    r->block->last = last;
    r->stopped = blocks->put(blocks->opaque, r->block);
    return r->stopped;
}

/* Where the numbers of the next row go. */
static double *next_values(const reading *r)
{
    const size_t columns = (size_t)r->rows->plan->columns.count;
    double *values =
        r->block->values + (size_t)(r->rows->sink->put ? 0 : r->block->rows) * (columns + 1);
    if (!r->layout->whole)
        for (size_t i = 0; i < columns; i++)
            values[i] = (double)NAN;
    return values;
}

static int is_full(const reading *r)
{
    return r->rows->sink->put ? r->block->length >= BLOCK_TEXT : r->block->rows == r->block->room;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static int is_wanted(const reading *r, const double *values)
{
    const facs_merge_options *o = &r->rows->plan->options;
    if (!o->every_face && values[FACS_MERGE_FACE] > 0)
        return 0;
    return !(o->min_confidence > 0) || values[FACS_MERGE_CONFIDENCE] >= o->min_confidence;
}

static int take_row(reading *r, const facs_merge_line *line, const double *values,
                    facs_error *error)
{
    const facs_merge_sink *sink = r->rows->sink;
    facs_merge_video *video = r->video;
    video->read++;
    video->faces += values[FACS_MERGE_SUCCESS] != 0; /* NAN: a still image */
    video->confidence += values[FACS_MERGE_CONFIDENCE];
    if (!is_wanted(r, values)) {
        video->dropped++;
        return 0;
    }
    if (sink->put && sink->put(sink->self, video, r->layout, line, r->block) < 0)
        return facs_fail_memory(error, "the rows");
    video->rows++;
    r->block->rows++;
    if (!is_full(r))
        return 0;
    const int status = put_block(r, 0);
    return status != 0 ? status : get_block(r);
}

/* Whether the file is the one that NAME.json describes. */
static int check_file(facs_merge_reader *reader, const json_t *file, const char *csv,
                      facs_error *error)
{
    char sha256[65];
    const char *before = json_string_value(json_object_get(file, "sha256"));
    const int64_t bytes = facs_merge_reader_end(reader, sha256);
    if (!before || (strcmp(before, sha256) == 0 &&
                    bytes == (int64_t)json_integer_value(json_object_get(file, "bytes"))))
        return 0;
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "%s is not as facs wrote it: extract it again, or delete its .json to take it "
                     "as it is",
                     csv);
}

/* Reads the rows of a file. file: its entry in NAME.json, or NULL. */
static int read_file(reading *r, const char *csv, const json_t *file, facs_error *error)
{
    const facs_merge_columns *columns = &r->rows->plan->columns;
    facs_merge_reader *reader = NULL;
    facs_merge_line line;
    const int hashed = json_is_string(json_object_get(file, "sha256"));
    int status = facs_merge_reader_open(&reader, csv, hashed, &line, error);
    if (status < 0)
        return status;
    r->layout = facs_merge_columns_find(columns, line.text, line.length);
    if (!r->layout)
        status = facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                           "%s has other columns than it had a moment ago, or than face 0", csv);
    while (status == 0) {
        double *values = next_values(r);
        status =
            facs_merge_reader_next(reader, r->layout->to, r->layout->count, values, &line, error);
        if (status <= 0)
            break;
        status = take_row(r, &line, values, error);
    }
    if (status == 0)
        status = check_file(reader, file, csv, error);
    facs_merge_reader_close(&reader);
    return status;
}

/* ---- Files ----------------------------------------------------------------------------------- */

/* Whether an entry of NAME.json before the i-th lists the same file. */
static int is_repeated(const json_t *list, size_t i)
{
    const json_t *name = json_object_get(json_array_get(list, i), "file");
    for (size_t k = 0; k < i; k++)
        if (json_equal(json_object_get(json_array_get(list, k), "file"), name))
            return 1;
    return 0;
}

/* Reads the file of entry i in NAME.json, which lies beside the first one; without every_face only
 * the first, which has face 0. */
static int read_listed(reading *r, size_t i, facs_error *error)
{
    const facs_merge_result *result = r->video->result;
    const json_t *list = json_object_get(r->video->root, "results");
    const json_t *file = json_array_get(list, i);
    if (i >= MAX_FILES || is_repeated(list, i))
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "%s lists a file twice, or too many",
                         result->json);
    if (i > 0 && !r->rows->plan->options.every_face) {
        const json_int_t rows = json_integer_value(json_object_get(file, "rows"));
        r->video->dropped += rows > 0 ? rows : 0;
        return 0;
    }
    char *name = facs_json_get_name(file, "file");
    char *csv = name && facs_path_name(name) == name ? facs_path_beside(result->csv, name) : NULL;
    const int status = csv ? read_file(r, csv, file, error)
                           : facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                                       "%s lists a file that it cannot have", result->json);
    free(name);
    free(csv);
    return status;
}

static int read_json(facs_merge_video *video, facs_error *error)
{
    const char *json = video->result->json;
    const int status = json ? facs_previous_read(&video->root, json) : 0;
    if (status == -ENOMEM)
        return facs_fail_memory(error, "a result");
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INPUT, status, "%s is missing or damaged, or not facs's",
                         json);
    if (json && json_array_size(json_object_get(video->root, "results")) == 0)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "%s lists no files", json);
    return 0;
}

/* The columns of the path: that of the input as it was given, otherwise the absolute one. */
static int match_path(const facs_path_columns *path, facs_merge_video *video)
{
    if (path->count == 0 || facs_path_columns_match(path, video->result->row.path, video->values))
        return 1;
    video->path = facs_json_get_name(json_object_get(video->root, "input"), "path");
    return video->path && facs_path_columns_match(path, video->path, video->values);
}

static int read_files(reading *r, facs_error *error)
{
    const facs_merge_video *video = r->video;
    if (!video->result->csv)
        return 0;
    if (!video->root)
        return read_file(r, video->result->csv, NULL, error);
    const size_t files = json_array_size(json_object_get(video->root, "results"));
    int status = 0;
    for (size_t i = 0; status == 0 && i < files; i++)
        status = read_listed(r, i, error);
    return status;
}

int facs_merge_rows_read(const facs_merge_rows *rows, facs_merge_video *video, facs_error *error)
{
    reading r = {.rows = rows, .video = video};
    const char *fault = video->result->fault;
    int status = get_block(&r);
    if (status == 0 && fault)
        status = facs_fail(&video->error, FACS_ERROR_INPUT, -EINVAL, "%s", fault);
    if (status == 0)
        status = read_json(video, &video->error);
    video->matched = match_path(&rows->plan->path, video);
    if (status == 0)
        status = read_files(&r, &video->error);
    if (r.stopped != 0)
        return r.stopped;
    if (status < 0 && video->error.kind != FACS_ERROR_INPUT) {
        if (error)
            *error = video->error;
        return status;
    }
    video->status = status;
    return put_block(&r, 1);
}
