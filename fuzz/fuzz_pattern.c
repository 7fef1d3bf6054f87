/* Patterns of file names (--pattern) and their natural order: a pattern, then FUZZ_MARK, then two
 * names on a line each. */
#include "fuzz.h"

#include "base/natural.h"
#include "base/pattern.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void match(const char *pattern, const char *name)
{
    facs_error error;
    const int is_valid = facs_pattern_check(pattern, &error) == 0;
    const int matches = facs_pattern_match(pattern, name);
    FUZZ_EXPECT(matches == 0 || matches == 1);
    /* Without anything special, it matches itself. */
    if (is_valid && !strpbrk(pattern, "*?[, /") && !strchr(name, '/'))
        FUZZ_EXPECT(matches == (strcasecmp(pattern, name) == 0));
    FUZZ_EXPECT(facs_pattern_match("**", name) == (*name != '\0' || 1));
}

static void compare(const char *a, const char *b)
{
    const int order = facs_natural_compare(a, b);
    FUZZ_EXPECT(sign(facs_natural_compare(b, a)) == -sign(order));
    FUZZ_EXPECT((order == 0) == (strcmp(a, b) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    char *pattern = fuzz_text(fuzz_until_mark(&input)), *a = fuzz_text(input), *b = a;
    strsep(&b, "\n");
    match(pattern, a);
    compare(a, b ? b : pattern);
    free(a);
    free(pattern);
    return 0;
}
