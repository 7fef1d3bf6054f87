/*
 * A batch table and a journal that broke off, as the next run and facs status read them, separated
 * by FUZZ_MARK; and that the table written from them reads back the same.
 */
#include "fuzz.h"

#include "study/batch_table.h"
#include "study/journal.h"

#include <string.h>

static facs_batch_rows read_all(void)
{
    facs_batch_rows rows = {.records = NULL};
    facs_error error;
    facs_batch_table_read(&rows, "d/facs-batch.csv", &error);
    rows.source++;
    facs_journal_read(&rows, "d/facs-batch.jsonl", &error);
    facs_batch_rows_settle(&rows);
    return rows;
}

static void check_rows(const facs_batch_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        const facs_batch_row *row = &rows->records[i].row;
        FUZZ_EXPECT(row->path[0] && facs_batch_state_name(row->state));
        FUZZ_EXPECT(row->frames >= -1 && row->bytes >= -1 && row->people >= -1);
        FUZZ_EXPECT(facs_batch_rows_find(rows, row->path) == row);
    }
}

/* Blanks around a cell are not part of it, so texts with them change once, and then no more. */
static void write_and_read(const facs_batch_rows *rows)
{
    facs_batch_rows again = {.records = NULL};
    facs_error error;
    size_t size;
    FUZZ_EXPECT(facs_batch_table_write("d/facs-batch.csv", rows, &error) == 0);
    const char *text = fuzz_written(&size);
    fuzz_file("d/facs-batch.csv", text, size);
    FUZZ_EXPECT(facs_batch_table_read(&again, "d/facs-batch.csv", &error) == 0);
    FUZZ_EXPECT(again.count == rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        FUZZ_EXPECT(again.records[i].row.state == rows->records[i].row.state);
        FUZZ_EXPECT(again.records[i].row.frames == rows->records[i].row.frames);
        FUZZ_EXPECT(strcmp(again.records[i].row.path, rows->records[i].row.path) == 0);
        FUZZ_EXPECT(strcmp(again.records[i].row.message, rows->records[i].row.message) == 0);
        FUZZ_EXPECT(strcmp(again.records[i].row.results, rows->records[i].row.results) == 0);
    }
    facs_batch_rows_free(&again);
    fuzz_nothing_written();
}

static int count_row(void *opaque, const facs_batch_row *row)
{
    ++*(size_t *)opaque;
    return row->size == sizeof(*row) ? 0 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    const fuzz_part table = fuzz_until_mark(&input);
    facs_error error;
    size_t count = 0;
    fuzz_file("d/facs-batch.csv", table.bytes, table.size);
    fuzz_file("d/facs-batch.jsonl", input.bytes, input.size);
    facs_batch_rows rows = read_all();
    check_rows(&rows);
    if (facs_batch_read("d", count_row, &count, &error) == 0)
        FUZZ_EXPECT(count == rows.count);
    if (rows.count > 0)
        write_and_read(&rows);
    facs_batch_rows_free(&rows);
    fuzz_no_files();
    return 0;
}
