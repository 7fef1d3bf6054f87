/* A table of landmarks that the user gives (--landmarks FILE.csv). The first byte and the rest of
 * the input: which columns the header lacks, and the rows. A header of 137 names is made here, as
 * libFuzzer would take long to find it. */
#include "fuzz.h"

#include "base/warnings.h"
#include "media/landmark_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES 2048
#define FRAMES       8

/* frame, success and the points; a row repeats its last cell until it is complete. */
static size_t put_header(char *to)
{
    size_t length = (size_t)snprintf(to, HEADER_BYTES, "frame,success");
    for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
        length += (size_t)snprintf(to + length, HEADER_BYTES - length, ",%c_%d",
                                   i < FACS_LANDMARKS ? 'x' : 'y', i % FACS_LANDMARKS);
    to[length++] = '\n';
    return length;
}

/* Each line gets commas until it has all cells, unless it begins with '!'. */
static char *put_rows(const fuzz_part *rows, size_t *size)
{
    char *text = malloc(HEADER_BYTES + rows->size * 2 * (2 * FACS_LANDMARKS + 4));
    size_t length = put_header(text), cells = 1;
    int is_raw = 0;
    for (size_t i = 0; i < rows->size; i++) {
        const char c = (char)rows->bytes[i];
        is_raw |= c == '!' && cells == 1;
        for (; c == '\n' && !is_raw && cells < 2 * FACS_LANDMARKS + 2; cells++) {
            text[length++] = ',';
            text[length++] = '1';
        }
        text[length++] = c;
        cells = c == '\n' ? 1 : cells + (c == ',');
        is_raw &= c != '\n';
    }
    *size = length;
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    facs_landmark_table *table;
    facs_warnings *warnings = NULL;
    facs_error error;
    float landmarks[2 * FACS_LANDMARKS];
    fuzz_part input = {data, size};
    const int own_header = fuzz_byte(&input) & 1;
    size_t bytes = input.size;
    char *rows = own_header ? NULL : put_rows(&input, &bytes);
    fuzz_file("l.csv", own_header ? (const void *)input.bytes : rows, bytes);
    if (facs_warnings_open(&warnings, "l.csv", NULL) == 0 &&
        facs_landmark_table_open(&table, "l.csv", warnings, &error) == 0) {
        for (int64_t n = 0; n < FRAMES; n++) {
            if (facs_landmark_table_read(table, n, landmarks, &error) < 0)
                break;
            for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
                FUZZ_EXPECT(!isnan(landmarks[i]));
        }
        facs_landmark_table_close(&table);
    }
    facs_warnings_close(&warnings);
    free(rows);
    fuzz_no_files();
    return 0;
}
