/*
 * facs merge over a folder with two results, a batch table and the NAME.json of one, separated by
 * FUZZ_MARK: what it writes is a table with as many rows as it says, whatever the inputs hold.
 */
#include "fuzz.h"

#include <facs/study.h>

#include <string.h>

/* Every row has as many cells as the header, and the first column is the path. */
static void check_table(const facs_merge_summary *summary)
{
    facs_table *table;
    facs_error error;
    double number;
    const int none = -1;
    size_t size;
    int64_t rows = 0;
    int status;
    const char *text = fuzz_written(&size);
    fuzz_file("out.csv", text, size);
    FUZZ_EXPECT(facs_table_open(&table, "out.csv", &error) == 0);
    FUZZ_EXPECT(strcmp(facs_table_name(table, 0), "path") == 0);
    FUZZ_EXPECT(facs_table_column(table, "frame", 0) > 0);
    while ((status = facs_table_read(table, &none, 1, &number, &error)) > 0)
        rows++;
    FUZZ_EXPECT(status == 0);
    FUZZ_EXPECT(rows == summary->rows);
    facs_table_close(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    const int choice = fuzz_byte(&input);
    const fuzz_part csv = fuzz_until_mark(&input), other = fuzz_until_mark(&input);
    const fuzz_part json = fuzz_until_mark(&input);
    facs_merge_options options;
    facs_merge_summary summary = {.size = sizeof(summary)};
    facs_error error;
    facs_default_merge_options(&options);
    options.path = choice & 1 ? "{name}.mp4" : NULL;
    options.columns = choice & 2 ? "AU*_r,x_?" : NULL;
    options.min_confidence = choice & 4 ? 0.5 : 0;
    options.every_face = choice >> 3 & 1;
    fuzz_file("d/r.csv", csv.bytes, csv.size);
    fuzz_file("d/s.csv", other.bytes, other.size);
    if (json.size > 0)
        fuzz_file("d/r.json", json.bytes, json.size);
    if (input.size > 0)
        fuzz_file("d/facs-batch.csv", input.bytes, input.size);
    if (facs_merge("d", "out.csv", &options, &summary, &error) == 0)
        check_table(&summary);
    fuzz_no_files();
    fuzz_nothing_written();
    return 0;
}
