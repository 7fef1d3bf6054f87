/* Memory that a test fills piece by piece. */
#ifndef FACS_TESTS_GROW_H
#define FACS_TESTS_GROW_H

#include "cmocka_all.h"

#include <stdlib.h>

/* Returns data, of which `used` bytes are used, with room for so many more: for powers of two,
 * because under AddressSanitizer each realloc() copies everything. data: NULL, or what this
 * returned. */
static inline void *grow(void *data, size_t used, size_t more)
{
    size_t room = 64;
    while (room < used)
        room *= 2;
    if (data && used + more <= room)
        return data;
    while (room < used + more)
        room *= 2;
    data = realloc(data, room);
    assert_non_null(data);
    return data;
}

#endif
