/* What facs writes for any result can be read back: a line of JSON, and a row of a CSV. The bytes
 * are the result; the first ones choose features and form. */
#include "fuzz.h"

#include <facs/facs.h>

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES (64 * 1024)

static void check_json(const facs_result *result, unsigned features, int full)
{
    static char text[FACS_JSON_LINE_SIZE];
    const int length = facs_json_line(text, sizeof(text), result, NULL, features, full);
    FUZZ_EXPECT(length > 0 && (size_t)length == strlen(text) && text[length - 1] == '\n');
    json_t *root = json_loadb(text, (size_t)length, JSON_REJECT_DUPLICATES, NULL);
    FUZZ_EXPECT(json_is_object(root));
    json_decref(root);
}

/* Reads header and row as a file. */
static void check_csv(const facs_result *result, unsigned features, int full, int still)
{
    static char text[2 * LINE_BYTES];
    double value;
    const int column = 0;
    facs_table *table;
    facs_error error;
    const int header = facs_csv_header(text, LINE_BYTES, features, still);
    FUZZ_EXPECT(header > 0);
    const int row = facs_csv_line(text + header, LINE_BYTES, result, features, full, still);
    FUZZ_EXPECT(row > 0);
    fuzz_file("r.csv", text, (size_t)header + (size_t)row);
    FUZZ_EXPECT(facs_table_open(&table, "r.csv", &error) == 0);
    FUZZ_EXPECT(facs_table_read(table, &column, 1, &value, &error) == 1);
    FUZZ_EXPECT(facs_table_read(table, &column, 1, &value, &error) == 0);
    facs_table_close(&table);
    fuzz_no_files();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    facs_result result;
    const unsigned features = 1U << fuzz_byte(&input) % 6; /* one block of columns */
    const int form = fuzz_byte(&input);
    fuzz_fill(input, &result, sizeof(result));
    result.size = sizeof(result);
    check_json(&result, features, form & 1);
    check_csv(&result, features, form & 1, form >> 1 & 1);
    return 0;
}
