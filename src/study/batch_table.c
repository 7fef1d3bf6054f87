#include "study/batch_table.h"

#include "base/draft.h"
#include "base/error.h"
#include "base/number.h"
#include "base/records.h"
#include "os/file.h"
#include "output/number.h"
#include "output/target.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

typedef enum cell_kind { TEXT, STATE, WHOLE, REAL } cell_kind;

typedef struct column {
    const char *name;
    cell_kind kind;
    size_t offset; /* in facs_batch_row */
    int decimals;  /* of a real number */
} column;

#define AT(field)                #field, TEXT, offsetof(facs_batch_row, field), 0
#define WHOLE_AT(field)          #field, WHOLE, offsetof(facs_batch_row, field), 0
#define REAL_AT(field, decimals) #field, REAL, offsetof(facs_batch_row, field), decimals

static const column columns[] = {
    {AT(path)},
    {"state", STATE, offsetof(facs_batch_row, state), 0},
    {AT(message)},
    {WHOLE_AT(frames)},
    {REAL_AT(face_share, 4)},
    {REAL_AT(mean_confidence, 4)},
    {WHOLE_AT(people)},
    {REAL_AT(seconds, 3)},
    {REAL_AT(fps, 2)},
    {AT(options)},
    {AT(results)},
    {WHOLE_AT(bytes)},
    {AT(modified)},
    {AT(finished)},
    {AT(host)},
    {REAL_AT(usable_share, 4)},
    {REAL_AT(blinks_per_minute, 3)},
    {REAL_AT(smiles_per_minute, 3)},
    {REAL_AT(smile_share, 4)},
    {REAL_AT(duchenne_share, 4)},
    {REAL_AT(talking_share, 4)},
    {REAL_AT(liveliness, 4)},
    {REAL_AT(head_speed, 3)},
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

/* ---- Writing --------------------------------------------------------------------------------- */

void facs_batch_put_text(FILE *out, const char *text)
{
    const size_t length = strlen(text);
    if (!strpbrk(text, ",\"\r\n") &&
        (length == 0 || (!strchr(" \t", text[0]) && !strchr(" \t", text[length - 1])))) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            fputc('"', out);
        fputc(*c, out);
    }
    fputc('"', out);
}

static void put_cell(FILE *out, const column *c, const facs_batch_row *row)
{
    const char *field = (const char *)row + c->offset;
    char number[FACS_NUMBER_SIZE];
    const char *text;
    int64_t whole;
    double real;
    switch (c->kind) {
    case TEXT:
        memcpy(&text, field, sizeof(text));
        facs_batch_put_text(out, text);
        break;
    case STATE:
        facs_batch_put_text(out, facs_batch_state_name(row->state));
        break;
    case WHOLE:
        memcpy(&whole, field, sizeof(whole));
        if (whole >= 0)
            fprintf(out, "%lld", (long long)whole);
        break;
    case REAL:
        memcpy(&real, field, sizeof(real));
        facs_number_fixed(number, real, c->decimals);
        fputs(isfinite(real) ? number : "", out);
        break;
    }
}

static void put_all(FILE *out, const facs_batch_rows *rows)
{
    for (int i = 0; i < COLUMNS; i++)
        fprintf(out, "%s%c", columns[i].name, i + 1 < COLUMNS ? ',' : '\n');
    for (size_t n = 0; n < rows->count; n++)
        for (int i = 0; i < COLUMNS; i++) {
            put_cell(out, &columns[i], &rows->records[n].row);
            fputc(i + 1 < COLUMNS ? ',' : '\n', out);
        }
}

int facs_batch_table_write(const char *path, const facs_batch_rows *rows, facs_error *error)
{
    facs_draft draft;
    FILE *stream = NULL;
    int status = facs_target_open(&draft, path, error);
    if (status < 0)
        return status;
    status = facs_target_stream(&stream, &draft, error);
    if (status == 0)
        put_all(stream, rows);
    status = facs_target_end(&stream, &draft, status, error);
    if (status < 0)
        return status;
    status = facs_folder_sync(path);
    return status < 0 ? facs_target_fail(path, status, error) : 0;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Where the columns of a file are; -1: it does not have this one. */
typedef struct header {
    const char *path;
    int cells;
    int at[COLUMNS];
} header;

static int refuse(const header *h, int64_t line, const char *what, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: line %lld %s: mend this batch table, or move it away", h->path,
                     (long long)line, what);
}

static int read_header(header *h, facs_records *records, facs_error *error)
{
    facs_record names;
    int status = facs_records_next(records, &names, error);
    if (status < 0)
        return status;
    for (int i = 0; i < COLUMNS; i++)
        h->at[i] = -1;
    h->cells = status ? names.count : 0;
    for (int cell = 0; cell < h->cells && cell < FACS_RECORD_CELLS; cell++)
        for (int i = 0; i < COLUMNS; i++)
            if (h->at[i] < 0 && strcmp(names.cells[cell], columns[i].name) == 0)
                h->at[i] = cell;
    return h->at[0] < 0 || h->at[1] < 0 || h->cells > FACS_RECORD_CELLS
               ? refuse(h, 1, "is not the header of a batch table", error)
               : 0;
}

/* Numbers that cannot be are refused. */
static int take_number(facs_batch_row *row, const column *c, const char *cell)
{
    double value;
    if (!*cell)
        return 0;
    if (facs_number_parse(cell, strlen(cell), &value) < 0 || value < 0)
        return -EINVAL;
    if (c->kind == REAL) {
        memcpy((char *)row + c->offset, &value, sizeof(value));
        return 0;
    }
    const int64_t whole = value <= (double)FACS_BATCH_MAX_WHOLE ? (int64_t)value : -1;
    if ((double)whole != value)
        return -EINVAL;
    memcpy((char *)row + c->offset, &whole, sizeof(whole));
    return 0;
}

static int take_cell(facs_batch_row *row, const column *c, const char *cell)
{
    if (c->kind == STATE)
        return facs_batch_state_from_name(cell, &row->state);
    if (c->kind != TEXT)
        return take_number(row, c, cell);
    memcpy((char *)row + c->offset, &cell, sizeof(cell));
    return 0;
}

static int read_row(facs_batch_rows *rows, const header *h, const facs_record *record,
                    facs_error *error)
{
    facs_batch_row row = facs_batch_row_unknown();
    char what[96];
    if (record->count != h->cells)
        return refuse(h, record->line, "has another number of cells than the first", error);
    for (int i = 0; i < COLUMNS; i++)
        if (h->at[i] >= 0 && take_cell(&row, &columns[i], record->cells[h->at[i]]) < 0) {
            snprintf(what, sizeof(what), "has no valid %s", columns[i].name);
            return refuse(h, record->line, what, error);
        }
    if (!*row.path)
        return refuse(h, record->line, "has no path", error);
    return facs_batch_rows_add(rows, &row) < 0 ? facs_fail_memory(error, "the batch table") : 0;
}

int facs_batch_table_read(facs_batch_rows *rows, const char *path, facs_error *error)
{
    header h = {.path = path};
    facs_records *records;
    facs_record record;
    if (facs_path_kind(path) > FACS_REGULAR_FILE) /* a pipe would wait for its writer */
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s is not a file: expected a batch table; move it away", path);
    int status = facs_records_open(&records, path, error);
    if (status < 0)
        return status;
    facs_records_keep_blanks(records);
    status = read_header(&h, records, error);
    while (status == 0 && (status = facs_records_next(records, &record, error)) > 0)
        status = read_row(rows, &h, &record, error);
    facs_records_close(&records);
    return status;
}
