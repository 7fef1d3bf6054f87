/* The CSV reader: facs_table over base/records.c, every cell of every row; the same at once. */
#include "fuzz.h"

#include "base/records.h"

#include <math.h>

/* Reads all of it; rows -1: that must fail. */
static void read_whole(int64_t rows)
{
    facs_data *all;
    facs_data_column column = {.size = sizeof(column)};
    facs_error error;
    const int status = facs_data_read(&all, "t.csv", &error);
    FUZZ_EXPECT((status == 0) == (rows >= 0) && (all != NULL) == (rows >= 0));
    FUZZ_EXPECT(rows < 0 || facs_data_rows(all) == rows);
    for (int i = 0; facs_data_get(all, i, &column) == 0; i++) {
        FUZZ_EXPECT((column.numbers != NULL) != (column.integers != NULL));
        for (int64_t n = 0; n < rows && column.numbers; n++)
            FUZZ_EXPECT(!isinf(column.numbers[n]));
    }
    facs_data_close(&all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    facs_table *table;
    facs_error error;
    int columns[FACS_RECORD_CELLS], count = 0, status;
    double values[FACS_RECORD_CELLS];
    int64_t rows = -1;
    fuzz_file("t.csv", data, size);
    if (facs_table_open(&table, "t.csv", &error) == 0) {
        while (facs_table_name(table, count)) {
            columns[count] = count;
            count++;
        }
        if (count > 0)
            FUZZ_EXPECT(facs_table_column(table, facs_table_name(table, 0), 0) == 0);
        do {
            const int64_t line = facs_table_line(table);
            status = facs_table_read(table, columns, count, values, &error);
            FUZZ_EXPECT(facs_table_line(table) >= line);
            for (int i = 0; status > 0 && i < count; i++)
                FUZZ_EXPECT(!isinf(values[i]));
            rows++;
        } while (status > 0);
        rows = status < 0 ? -1 : rows;
        facs_table_close(&table);
    }
    read_whole(rows);
    fuzz_no_files();
    return 0;
}
