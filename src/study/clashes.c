#include "study/clashes.h"

#include "os/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* FNV-1a, the same for upper and lower case. */
static uint64_t hash_of(const facs_result_name *name)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < name->length; i++)
        hash = (hash ^ lower(name->text[i])) * UINT64_C(1099511628211);
    return hash ^ hash >> 32;
}

/* Returns 2 if the names are the same to this system, 1 if only their case differs, otherwise 0. */
static int compare(const facs_result_name *a, const facs_result_name *b)
{
    if (a->length != b->length)
        return 0;
    if (memcmp(a->text, b->text, a->length) == 0)
        return 2;
    for (size_t i = 0; i < a->length; i++)
        if (lower(a->text[i]) != lower(b->text[i]))
            return 0;
    return facs_path_ignores_case() ? 2 : 1;
}

int facs_clashes_find(facs_result_name *names, size_t count, facs_case_pair *by_case)
{
    size_t room = 16;
    int found = 0;
    while (room < 2 * count)
        room *= 2;
    int64_t *table = calloc(room, sizeof(*table)); /* number of a name plus one; 0: free */
    *by_case = (facs_case_pair){-1, -1};
    if (!table)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++) {
        size_t at = (size_t)hash_of(&names[i]) & (room - 1);
        names[i].first = -1;
        for (; table[at]; at = (at + 1) & (room - 1)) {
            const int64_t other = table[at] - 1;
            const int same = compare(&names[i], &names[other]);
            if (same == 1 && by_case->a < 0)
                *by_case = (facs_case_pair){other, (int64_t)i};
            if (same == 2) {
                names[other].first = names[i].first = other;
                found = 1;
                break;
            }
        }
        if (!table[at])
            table[at] = (int64_t)i + 1;
    }
    free(table);
    return found;
}
