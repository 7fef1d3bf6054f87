/* The merged table as a CSV (RFC 4180): path, the path's columns, then the cells as they are in
 * the results, byte by byte. */
#include "study/merge_sink.h"

#include "base/error.h"
#include "os/file.h"
#include "os/path.h"
#include "output/json.h"
#include "output/target.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct merge_csv {
    facs_draft draft;
    const facs_merge_plan *plan;
    int64_t written, before; /* bytes of the file; where the present video began */
    /* Of the reading thread: */
    facs_merge_block prefix; /* text: the first cells of the rows of a video */
    int64_t prefix_of;       /* its id */
} merge_csv;

/* ---- Text ------------------------------------------------------------------------------------ */

static int make_room(facs_merge_block *block, size_t more)
{
    if (block->size - block->length >= more)
        return 0;
    const size_t size = 2 * block->size + more;
    char *text = realloc(block->text, size);
    if (!text)
        return -ENOMEM;
    block->text = text;
    block->size = size;
    return 0;
}

/* There is room. */
static void put_bytes(facs_merge_block *block, const char *bytes, size_t length)
{
    memcpy(block->text + block->length, bytes, length);
    block->length += length;
}

/* A cell and what follows it; in quotes if it needs them. */
static int put_text(facs_merge_block *block, const char *text, size_t length, char after)
{
    int quoted = 0;
    if (make_room(block, 2 * length + 3) < 0)
        return -ENOMEM;
    for (size_t i = 0; i < length; i++)
        quoted |= strchr("\",\r\n", text[i]) != NULL;
    quoted |= length > 0 && (strchr(" \t", text[0]) || strchr(" \t", text[length - 1]));
    if (quoted)
        block->text[block->length++] = '"';
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            block->text[block->length++] = '"';
        block->text[block->length++] = text[i];
    }
    if (quoted)
        block->text[block->length++] = '"';
    block->text[block->length++] = after;
    return 0;
}

/* The same for a text that may not be UTF-8, as in the database: with U+FFFD for what is not. */
static int put_name(facs_merge_block *block, const char *text, size_t length, char after)
{
    char *part = facs_text_part(text ? text : "", length);
    json_t *utf8 = part ? facs_json_text(part) : NULL;
    const char *name = json_string_value(utf8);
    const int status = name ? put_text(block, name, strlen(name), after) : -ENOMEM;
    json_decref(utf8);
    free(part);
    return status;
}

/* ---- Rows, on the thread that reads ---------------------------------------------------------- */

static int make_prefix(merge_csv *c, const facs_merge_video *video)
{
    const char *path = video->result->row.path;
    c->prefix.length = 0;
    int status = put_name(&c->prefix, path, strlen(path), ',');
    for (int i = 0; status == 0 && i < c->plan->path.count; i++)
        status = put_name(&c->prefix, video->values[i].text, video->values[i].length, ',');
    c->prefix_of = status == 0 ? video->id : 0;
    return status;
}

/* The bytes of a number. */
static size_t cell_length(const char *cell)
{
    const char *end = cell;
    while (*end > ' ' && *end != ',' && *end != '"')
        end++;
    return (size_t)(end - cell);
}

/* Cell by cell: for some columns, or where there is more than numbers. */
static void put_cells(const facs_merge_columns *columns, const facs_merge_layout *layout,
                      const facs_merge_line *line, facs_merge_block *block)
{
    for (int i = 0; i < columns->count; i++) {
        const char *cell = layout->from[i] < 0 ? NULL : line->cells[layout->from[i]];
        if (cell && isfinite(block->values[i])) {
            cell += *cell == '"';
            put_bytes(block, cell, cell_length(cell));
        }
        block->text[block->length++] = i + 1 < columns->count ? ',' : '\n';
    }
}

static int put_row(void *self, const facs_merge_video *video, const facs_merge_layout *layout,
                   const facs_merge_line *line, facs_merge_block *block)
{
    merge_csv *c = self;
    int status = c->prefix_of == video->id ? 0 : make_prefix(c, video);
    if (status == 0)
        status = make_room(block, c->prefix.length + line->length + FACS_MERGE_COLUMNS + 2);
    if (status < 0)
        return status;
    put_bytes(block, c->prefix.text, c->prefix.length);
    if (layout->same && line->plain) {
        put_bytes(block, line->text, line->length);
        block->text[block->length++] = '\n';
    } else {
        put_cells(&c->plan->columns, layout, line, block);
    }
    return 0;
}

/* ---- The file -------------------------------------------------------------------------------- */

static int write_header(merge_csv *c, facs_error *error)
{
    const facs_merge_columns *columns = &c->plan->columns;
    const facs_path_columns *path = &c->plan->path;
    facs_merge_block header = {.text = NULL};
    int status = put_text(&header, "path", 4, ',');
    for (int i = 0; status == 0 && i < path->count; i++)
        status = put_text(&header, path->names[i], strlen(path->names[i]), ',');
    for (int i = 0; status == 0 && i < columns->count; i++)
        status = put_text(&header, columns->list[i].name, strlen(columns->list[i].name),
                          i + 1 < columns->count ? ',' : '\n');
    if (status < 0)
        facs_fail_memory(error, "the header");
    else
        status = facs_target_write(&c->draft, header.text, header.length, error);
    c->written = c->before = (int64_t)header.length;
    free(header.text);
    return status;
}

static int write_rows(void *self, const facs_merge_block *block, facs_error *error)
{
    merge_csv *c = self;
    c->written += (int64_t)block->length;
    return facs_target_write(&c->draft, block->text, block->length, error);
}

static int undo(void *self, facs_error *error)
{
    merge_csv *c = self;
    int64_t status = facs_handle_truncate(c->draft.handle, c->before);
    if (status == 0)
        status = facs_handle_seek(c->draft.handle, c->before, SEEK_SET);
    c->written = c->before;
    return status < 0 ? facs_target_fail(c->draft.path, (int)status, error) : 0;
}

static int end(void *self, const facs_merge_video *video, facs_error *error)
{
    merge_csv *c = self;
    (void)video;
    (void)error;
    c->before = c->written;
    return 0;
}

static int finish(void *self, facs_error *error)
{
    merge_csv *c = self;
    const int status = facs_target_finish(&c->draft, error);
    return status < 0 ? status : facs_target_commit_or_keep(&c->draft, error);
}

static void close_csv(void *self)
{
    merge_csv *c = self;
    facs_draft_remove(&c->draft);
    free(c->prefix.text);
    free(c);
}

int facs_merge_csv_open(facs_merge_sink *sink, const facs_merge_plan *plan, facs_error *error)
{
    merge_csv *c = calloc(1, sizeof(*c));
    if (!c)
        return facs_fail_memory(error, "the table");
    c->plan = plan;
    *sink = (facs_merge_sink){.self = c,
                              .put = put_row,
                              .rows = write_rows,
                              .undo = undo,
                              .end = end,
                              .finish = finish,
                              .close = close_csv};
    int status = facs_target_open(&c->draft, plan->output, error);
    if (status == 0)
        status = write_header(c, error);
    return status;
}
