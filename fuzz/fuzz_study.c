/*
 * A list of inputs (--list), and the names that their results get: below the folder of results,
 * each its own. The first byte chooses a root and a shard.
 */
#include "fuzz.h"

#include <facs/study.h>

#include <stdlib.h>
#include <string.h>

static void check_name(const char *csv)
{
    FUZZ_EXPECT(strncmp(csv, "results/", 8) == 0);
    for (const char *part = csv; part; part = strchr(part, '/')) {
        part += *part == '/';
        FUZZ_EXPECT(strncmp(part, "../", 3) != 0 && strcmp(part, "..") != 0);
    }
}

/* The names on the left are those that were seen. */
static void check_inputs(const facs_study *study)
{
    facs_study_input input, other;
    const int64_t count = facs_study_count(study);
    for (int64_t i = 0; i < count; i++) {
        input.size = sizeof(input);
        FUZZ_EXPECT(facs_study_get(study, i, &input) == 0);
        FUZZ_EXPECT(input.path[0] && input.bytes >= -1);
        check_name(input.csv);
        for (int64_t k = 0; k < i && k < 8; k++) {
            other.size = sizeof(other);
            FUZZ_EXPECT(facs_study_get(study, k, &other) == 0);
            FUZZ_EXPECT(strcmp(input.csv, other.csv) != 0);
        }
    }
    input.size = sizeof(input);
    FUZZ_EXPECT(facs_study_get(study, count, &input) < 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    const int choice = fuzz_byte(&input);
    facs_study_options options;
    facs_study *study;
    facs_error error;
    facs_default_study_options(&options);
    options.list = "list.txt";
    options.results = "results";
    options.root = choice & 1 ? "root" : NULL;
    options.shards = choice & 2 ? 3 : options.shards;
    options.shard = choice & 2 ? 1 + choice / 4 % 3 : options.shard;
    fuzz_file("list.txt", input.bytes, input.size);
    if (facs_study_open(&study, &options, &error) == 0) {
        check_inputs(study);
        facs_study_close(&study);
    }
    fuzz_no_files();
    return 0;
}
