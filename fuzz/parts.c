#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint8_t fuzz_byte(fuzz_part *input)
{
    const fuzz_part first = fuzz_bytes(input, 1);
    return first.size ? *first.bytes : 0;
}

fuzz_part fuzz_bytes(fuzz_part *input, size_t count)
{
    const fuzz_part first = {input->bytes, count < input->size ? count : input->size};
    *input = (fuzz_part){input->bytes + first.size, input->size - first.size};
    return first;
}

fuzz_part fuzz_until_mark(fuzz_part *input)
{
    const size_t mark = sizeof(FUZZ_MARK) - 1;
    size_t at = 0;
    while (at + mark <= input->size && memcmp(input->bytes + at, FUZZ_MARK, mark) != 0)
        at++;
    const int found = at + mark <= input->size;
    const fuzz_part before = fuzz_bytes(input, found ? at : input->size);
    fuzz_bytes(input, found ? mark : 0);
    return before;
}

char *fuzz_text(fuzz_part part)
{
    char *text = malloc(part.size + 1);
    if (!text)
        abort();
    memcpy(text, part.bytes, part.size);
    text[part.size] = 0;
    return text;
}

void fuzz_fill(fuzz_part part, void *values, size_t size)
{
    memset(values, 0, size);
    for (size_t at = 0; part.size > 0 && at < size; at += part.size)
        memcpy((uint8_t *)values + at, part.bytes, part.size < size - at ? part.size : size - at);
}

void fuzz_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}
