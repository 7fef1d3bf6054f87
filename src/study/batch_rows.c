#include "study/batch_rows.h"

#include "base/natural.h"
#include "os/clock.h"
#include "os/path.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define SAME(name) #name, #name, offsetof(facs_batch_row, name)

const facs_batch_figure facs_batch_figure_table[FACS_BATCH_FIGURES] = {
    {SAME(usable_share)},
    {SAME(blinks_per_minute)},
    {SAME(smiles_per_minute)},
    {SAME(smile_share)},
    {SAME(duchenne_share)},
    {SAME(talking_share)},
    {SAME(liveliness)},
    {"head_speed", "head_speed_mean", offsetof(facs_batch_row, head_speed)},
};

double *facs_batch_figure_in(facs_batch_row *row, int i)
{
    return (double *)((char *)row + facs_batch_figure_table[i].offset);
}

double facs_batch_figure_of(const facs_batch_row *row, int i)
{
    return *(const double *)((const char *)row + facs_batch_figure_table[i].offset);
}

facs_batch_row facs_batch_row_unknown(void)
{
    facs_batch_row row = {.size = sizeof(facs_batch_row),
                          .path = "",
                          .message = "",
                          .frames = -1,
                          .face_share = (double)NAN,
                          .mean_confidence = (double)NAN,
                          .people = -1,
                          .seconds = (double)NAN,
                          .fps = (double)NAN,
                          .options = "",
                          .results = "",
                          .bytes = -1,
                          .modified = "",
                          .finished = "",
                          .host = ""};
    for (int i = 0; i < FACS_BATCH_FIGURES; i++)
        *facs_batch_figure_in(&row, i) = (double)NAN;
    return row;
}

static void recall(double *to, double from)
{
    *to = isnan(*to) ? from : *to;
}

void facs_batch_row_recall(facs_batch_row *row, const facs_batch_row *before)
{
    if (strcmp(row->options, before->options) != 0 || row->bytes != before->bytes ||
        strcmp(row->modified, before->modified) != 0)
        return;
    recall(&row->mean_confidence, before->mean_confidence);
    recall(&row->seconds, before->seconds);
    recall(&row->fps, before->fps);
    for (int i = 0; i < FACS_BATCH_FIGURES; i++)
        recall(facs_batch_figure_in(row, i), facs_batch_figure_of(before, i));
}

void facs_batch_now(char text[FACS_TIME_SIZE])
{
    const int64_t now = facs_clock_now_ns();
    facs_time_text(text, now % 1000000000 ? now : now + 1);
}

/* Copies the strings of a row into one block. */
static int own_strings(facs_batch_record *record)
{
    facs_batch_row *row = &record->row;
    const char **const strings[] = {&row->path,     &row->message,  &row->options, &row->results,
                                    &row->modified, &row->finished, &row->host};
    size_t size = 0;
    for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
        size += strlen(*strings[i]) + 1;
    char *to = record->text = malloc(size);
    if (!to)
        return -ENOMEM;
    for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
        const size_t length = strlen(*strings[i]) + 1;
        memcpy(to, *strings[i], length);
        *strings[i] = to;
        to += length;
    }
    return 0;
}

int facs_batch_rows_add(facs_batch_rows *rows, const facs_batch_row *row)
{
    if (rows->count == rows->room) {
        const size_t room = rows->room ? 2 * rows->room : 64;
        facs_batch_record *records = realloc(rows->records, room * sizeof(*records));
        if (!records)
            return -ENOMEM;
        rows->records = records;
        rows->room = room;
    }
    facs_batch_record *record = &rows->records[rows->count];
    *record = (facs_batch_record){.row = *row, .source = rows->source, .number = rows->count};
    if (own_strings(record) < 0)
        return -ENOMEM;
    rows->count++;
    return 0;
}

void facs_batch_rows_free(facs_batch_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        free(rows->records[i].text);
    free(rows->records);
    *rows = (facs_batch_rows){.records = NULL};
}

/* ---- The newest row of each path ------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const facs_batch_record *x = a, *y = b;
    const int paths = facs_natural_compare(x->row.path, y->row.path);
    if (paths)
        return paths;
    const int sources = (x->source > y->source) - (x->source < y->source);
    return sources ? sources : (x->number > y->number) - (x->number < y->number);
}

/* Times in one format sort as text; the clock of an earlier run may have been ahead. */
static int is_newer(const facs_batch_record *b, const facs_batch_record *a, int own)
{
    if (a->source != b->source && b->source == own && b->row.state != FACS_BATCH_LEFT)
        return 1;
    if (a->source != b->source && a->source == own && a->row.state != FACS_BATCH_LEFT)
        return 0;
    return strcmp(b->row.finished, a->row.finished) >= 0;
}

/* Whether b, which comes after a in that order and has its path, replaces it. */
static int replaces(const facs_batch_record *b, const facs_batch_record *a, int own)
{
    return a->source == b->source || is_newer(b, a, own);
}

static void swap(facs_batch_record *a, facs_batch_record *b)
{
    const facs_batch_record other = *a;
    *a = *b;
    *b = other;
}

static void settle_paths(facs_batch_rows *rows)
{
    size_t kept = 0; /* records[0..kept) are settled; those up to the i-th are not needed */
    facs_batch_record *r = rows->records;
    if (rows->count > 1)
        qsort(r, rows->count, sizeof(*r), compare);
    for (size_t i = 0; i < rows->count; i++)
        if (kept == 0 || strcmp(r[kept - 1].row.path, r[i].row.path) != 0)
            swap(&r[kept++], &r[i]);
        else if (replaces(&r[i], &r[kept - 1], rows->own))
            swap(&r[kept - 1], &r[i]);
    for (size_t i = kept; i < rows->count; i++)
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): each record has its own text */
        free(r[i].text);
    rows->count = kept;
}

/* ---- One row for each result ----------------------------------------------------------------- */

static int is_skipped(const facs_batch_record *record)
{
    return record->row.state == FACS_BATCH_SKIPPED;
}

/* Compares the first results of two records. */
static int compare_results(const facs_batch_record *a, const facs_batch_record *b)
{
    const char *one = a->row.results, *other = b->row.results;
    const size_t length = strcspn(one, ";"), others = strcspn(other, ";");
    const size_t common = length < others ? length : others;
    const int order =
        facs_path_ignores_case() ? strncasecmp(one, other, common) : strncmp(one, other, common);
    return order ? order : (length > others) - (length < others);
}

static int by_result(const void *a, const void *b)
{
    const facs_batch_record *x = *(facs_batch_record *const *)a,
                            *y = *(facs_batch_record *const *)b;
    const int results = compare_results(x, y);
    if (results)
        return results;
    const int sources = (x->source > y->source) - (x->source < y->source);
    return sources ? sources : (x->number > y->number) - (x->number < y->number);
}

/* Keeps the newest of count rows of one result. Where that was skipped, the others know more. */
static void keep_newest(facs_batch_record **records, size_t count, int own)
{
    size_t newest = 0;
    for (size_t i = 1; i < count; i++)
        newest = is_newer(records[i], records[newest], own) ? i : newest;
    for (size_t i = 0; i < count; i++) {
        if (i == newest)
            continue;
        facs_batch_row_recall(&records[newest]->row, &records[i]->row);
        free(records[i]->text);
        records[i]->text = NULL;
    }
}

static void drop_freed(facs_batch_rows *rows)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->records[i].text)
            rows->records[kept++] = rows->records[i];
    rows->count = kept;
}

/* An input that was skipped since its result was there has two rows if its path is another than
 * before, such as ./a.mp4, or A.mp4 on Windows. 0 or -ENOMEM. */
static int settle_results(facs_batch_rows *rows)
{
    size_t count = 0, skipped = 0;
    for (size_t i = 0; i < rows->count; i++)
        skipped += is_skipped(&rows->records[i]) != 0;
    facs_batch_record **found = skipped ? malloc(rows->count * sizeof(*found)) : NULL;
    if (!found)
        return skipped ? -ENOMEM : 0;
    for (size_t i = 0; i < rows->count; i++)
        if (*rows->records[i].row.results)
            found[count++] = &rows->records[i];
    if (count > 1)
        qsort(found, count, sizeof(*found), by_result);
    for (size_t from = 0, to; from < count; from = to) {
        int any = is_skipped(found[from]);
        for (to = from + 1; to < count && compare_results(found[from], found[to]) == 0; to++)
            any |= is_skipped(found[to]);
        if (any)
            keep_newest(found + from, to - from, rows->own);
    }
    free(found);
    drop_freed(rows);
    return 0;
}

int facs_batch_rows_settle(facs_batch_rows *rows)
{
    settle_paths(rows);
    return settle_results(rows);
}

const facs_batch_row *facs_batch_rows_find(const facs_batch_rows *rows, const char *path)
{
    size_t from = 0, to = rows->count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const int order = facs_natural_compare(rows->records[middle].row.path, path);
        if (order == 0)
            return &rows->records[middle].row;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}
