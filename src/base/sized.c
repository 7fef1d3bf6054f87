#include "base/sized.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>

/* The members of a struct without its sizes. */
typedef struct members {
    size_t size, inner;
    struct {
        size_t offset, length;
    } part[2]; /* the inner struct's, or all; those after it, or none */
} members;

static members lay_out(size_t size, size_t inner)
{
    const size_t word = sizeof(size_t);
    members m = {.size = size, .inner = inner};
    m.part[0].offset = inner ? 2 * word : word;
    m.part[0].length = (inner ? inner : size) - word;
    m.part[1].offset = inner ? word + inner : size;
    m.part[1].length = size - m.part[1].offset;
    return m;
}

static members members_of(const void *theirs, const facs_sized *type)
{
    size_t sizes[2] = {0, 0};
    memcpy(sizes, theirs, type->inner ? sizeof(sizes) : sizeof(sizes[0]));
    return lay_out(sizes[0], sizes[1]);
}

int facs_sized_check(const void *theirs, const facs_sized *type, facs_error *error)
{
    const size_t word = sizeof(size_t);
    size_t sizes[2] = {0, word};
    if (!theirs)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "expected a %s, not NULL", type->name);
    memcpy(sizes, theirs, word);
    if (type->inner && sizes[0] >= 2 * word)
        memcpy(sizes, theirs, sizeof(sizes));
    if (sizes[0] < (type->inner ? 2 : 1) * word || sizes[0] > FACS_SIZED_MAX ||
        (type->inner && (sizes[1] < word || sizes[1] > sizes[0] - word)))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "size: expected sizeof(%s), as its facs_default function sets it, not %zu",
                         type->name, sizes[0]);
    return 0;
}

static int is_zero(const char *bytes, size_t count)
{
    while (count > 0 && bytes[count - 1] == 0)
        count--;
    return count == 0;
}

int facs_sized_read(void *own, const void *theirs, const facs_sized *type, facs_error *error)
{
    int status = facs_sized_check(theirs, type, error);
    if (status < 0)
        return status;
    const members to = lay_out(type->size, type->inner), from = members_of(theirs, type);
    for (int i = 0; i < 2; i++) {
        const char *bytes = (const char *)theirs + from.part[i].offset;
        const size_t known = to.part[i].length, length = from.part[i].length;
        if (length > known && !is_zero(bytes + known, length - known))
            return facs_fail(error, FACS_ERROR_USAGE, -E2BIG,
                             "%s: a member is set that facs %s does not know: leave it 0, or use "
                             "a newer library",
                             type->name, facs_version());
        memcpy((char *)own + to.part[i].offset, bytes, length < known ? length : known);
    }
    memcpy(own, &to, (type->inner ? 2 : 1) * sizeof(size_t));
    return 0;
}

void facs_sized_write(void *theirs, const void *own, const facs_sized *type)
{
    const members from = lay_out(type->size, type->inner), to = members_of(theirs, type);
    for (int i = 0; i < 2; i++) {
        char *bytes = (char *)theirs + to.part[i].offset;
        const size_t room = to.part[i].length, length = from.part[i].length;
        memcpy(bytes, (const char *)own + from.part[i].offset, length < room ? length : room);
        if (room > length)
            memset(bytes + length, 0, room - length);
    }
}
