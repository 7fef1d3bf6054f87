/*
 * The fast reader of facs merge, which must find the same numbers as the careful one of facs_table
 * wherever both accept a table; and columns from paths (--path): the pattern comes first, then
 * FUZZ_MARK, then the table, whose first line is the path.
 */
#include "fuzz.h"

#include "study/merge_columns.h"
#include "study/merge_reader.h"
#include "study/path_columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COLUMNS 32

static void split_path(const char *pattern, const char *path)
{
    facs_path_columns columns;
    facs_path_value values[FACS_PATH_COLUMNS];
    facs_error error;
    if (facs_path_columns_open(&columns, pattern, &error) < 0)
        return;
    if (facs_path_columns_match(&columns, path, values))
        for (int i = 0; i < columns.count; i++) {
            FUZZ_EXPECT(values[i].length > 0);
            FUZZ_EXPECT(values[i].text >= path &&
                        values[i].text + values[i].length <= path + strlen(path));
        }
    facs_path_columns_close(&columns);
}

static int same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* Row by row, until one of them ends or refuses. */
static void compare(facs_merge_reader *fast, facs_table *careful, int count)
{
    int to[COLUMNS];
    double a[COLUMNS], b[COLUMNS];
    facs_merge_line line;
    facs_error error;
    for (int i = 0; i < count; i++)
        to[i] = i;
    while (facs_merge_reader_next(fast, to, count, a, &line, &error) > 0) {
        if (facs_table_read(careful, to, count, b, &error) <= 0)
            break;
        for (int i = 0; i < count; i++)
            FUZZ_EXPECT(same(a[i], b[i]));
    }
}

/* What the careful reader puts together from several lines, or leaves out (Excel's hint, whose next
 * line the fast one then refuses), is not for the fast one. */
static int is_plain(const facs_merge_line *header)
{
    return !memchr(header->text, '"', header->length) &&
           !memchr(header->text, '\r', header->length) && strncasecmp(header->text, "sep=", 4) != 0;
}

static void read_both(void)
{
    facs_merge_reader *fast;
    facs_merge_line header;
    facs_merge_columns columns;
    facs_table *careful;
    facs_error error;
    char sha256[65];
    int count = 0;
    if (facs_merge_reader_open(&fast, "r.csv", 1, &header, &error) < 0)
        return;
    if (facs_merge_columns_open(&columns, &error) == 0) {
        if (facs_merge_columns_add(&columns, "r.csv", header.text, header.length, &error) == 0 &&
            facs_merge_columns_settle(&columns, NULL, &error) == 0)
            FUZZ_EXPECT(facs_merge_columns_find(&columns, header.text, header.length) != NULL);
        facs_merge_columns_close(&columns);
    }
    if (is_plain(&header) && facs_table_open(&careful, "r.csv", &error) == 0) {
        while (facs_table_name(careful, count))
            count++;
        if (count > 0 && count <= COLUMNS)
            compare(fast, careful, count);
        facs_table_close(&careful);
    }
    facs_merge_reader_end(fast, sha256);
    facs_merge_reader_close(&fast);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    char *pattern = fuzz_text(fuzz_until_mark(&input)), *path = fuzz_text(input);
    path[strcspn(path, "\n")] = 0;
    split_path(pattern, path);
    free(path);
    free(pattern);
    fuzz_file("r.csv", input.bytes, input.size);
    read_both();
    fuzz_no_files();
    return 0;
}
