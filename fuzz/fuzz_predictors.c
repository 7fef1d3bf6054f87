/*
 * The list of predictors, and one predictor for all of its lines. Their 9404 numbers would fill
 * the input, so a file is made of pieces of it: head, means and weights (their first bytes,
 * repeated), and tail. The list comes last.
 */
#include "fuzz.h"

#include "au/au_models.h"
#include "pipeline/digests.h"

#include <stdlib.h>
#include <string.h>

#define LIST   "m/openface/AU_predictors/AU_all_best.txt"
#define FOLDER "m/openface/AU_predictors/"
#define FILES  2

static size_t put(uint8_t *to, fuzz_part part)
{
    if (part.size > 0)
        memcpy(to, part.bytes, part.size);
    return part.size;
}

/* type, cutoff; rows, columns, type, values, twice; bias, classes. */
static size_t make_predictor(uint8_t *to, fuzz_part *input)
{
    const uint8_t lengths = fuzz_byte(input);
    size_t at = put(to, fuzz_bytes(input, lengths & 1 ? 12 : 4));
    for (int i = 0; i < 2; i++) {
        const size_t count = FACS_AU_FEATURES - (lengths >> 6 & i);
        at += put(to + at, fuzz_bytes(input, 12));
        fuzz_fill(fuzz_bytes(input, 16), to + at, count * sizeof(double));
        at += count * sizeof(double);
    }
    return at + put(to + at, fuzz_bytes(input, lengths >> 1 & 31));
}

/* The first FILES names of the list lead to the predictor. */
static void name_files(const fuzz_part *list, char names[FILES][80], const void *bytes, size_t size)
{
    char *text = fuzz_text(*list);
    char *word = strtok(text, " \t\r\n\v\f");
    for (int i = 0; i < FILES && word; i++) {
        if (strlen(word) < 40) {
            strcat(strcpy(names[i], FOLDER), word);
            fuzz_file(names[i], bytes, size);
        }
        strtok(NULL, " \t\r\n\v\f");
        word = strtok(NULL, " \t\r\n\v\f");
    }
    free(text);
}

/* The list once more, for the digests of its files. */
static void read_digests(void)
{
    static const char *const names[] = {NULL};
    facs_digests *digests;
    const facs_digest *list;
    facs_error error;
    if (facs_digests_open(&digests, "m", names, &LIST[2], &error) < 0)
        return;
    const int count = facs_digests_wait(digests, &list, &error);
    for (int i = 0; i < count; i++)
        FUZZ_EXPECT(list[i].name && strlen(list[i].sha256) == 64);
    facs_digests_close(&digests);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t predictor[(2 * FACS_AU_FEATURES + 16) * sizeof(double)];
    char names[FILES][80];
    fuzz_part input = {data, size};
    facs_au_set *set;
    facs_error error;
    const size_t bytes = make_predictor(predictor, &input);
    fuzz_file(LIST, input.bytes, input.size);
    name_files(&input, names, predictor, bytes);
    if (facs_au_set_open(&set, "m", FACS_AU_DYNAMIC, &error) == 0)
        facs_au_set_close(&set);
    read_digests();
    fuzz_no_files();
    return 0;
}
