/* The CSV reader: facs_table over base/records.c, every cell of every row. */
#include "fuzz.h"

#include <facs/facs.h>

#include <math.h>

#define COLUMNS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    facs_table *table;
    facs_error error;
    int columns[COLUMNS], count = 0, status;
    double values[COLUMNS];
    fuzz_file("t.csv", data, size);
    if (facs_table_open(&table, "t.csv", &error) == 0) {
        while (count < COLUMNS && facs_table_name(table, count)) {
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
        } while (status > 0);
        facs_table_close(&table);
    }
    fuzz_no_files();
    return 0;
}
