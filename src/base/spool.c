#include "base/spool.h"

#include "base/draft.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 1024              /* records */
#define MAX_HELD   ((size_t)2 << 20) /* bytes in memory before they move to the file */

int facs_spool_beside(facs_spool *spool, const char *path)
{
    free(spool->beside);
    spool->beside = strdup(path);
    return spool->beside ? 0 : -ENOMEM;
}

/* The name is gone once the file is open, so nothing is left behind however the run ends. */
static int open_file(facs_spool *spool)
{
    facs_draft draft;
    int status = facs_draft_open(&draft, spool->beside, NULL);
    if (status < 0)
        return status;
    spool->handle = facs_handle_copy(draft.handle);
    facs_draft_remove(&draft);
    return spool->handle < 0 ? spool->handle : 0;
}

/* Moves the held records to the file. */
static int move_to_file(facs_spool *spool)
{
    int status = spool->handle < 0 ? open_file(spool) : 0;
    if (status == 0)
        status = facs_handle_write_at(spool->handle, spool->memory, spool->held * spool->size,
                                      (int64_t)(spool->in_file * spool->size));
    if (status < 0)
        return status;
    spool->in_file += spool->held;
    spool->held = 0;
    return 0;
}

static int grow(facs_spool *spool)
{
    const size_t room = spool->room ? 2 * spool->room : FIRST_ROOM;
    if (room > SIZE_MAX / spool->size / 2)
        return -ENOMEM;
    unsigned char *memory = realloc(spool->memory, room * spool->size);
    if (!memory)
        return -ENOMEM;
    spool->memory = memory;
    spool->room = room;
    return 0;
}

int facs_spool_add(facs_spool *spool, const void *record)
{
    const int full = spool->held == spool->room;
    if (full && spool->beside && spool->room * spool->size >= MAX_HELD && move_to_file(spool) < 0) {
        free(spool->beside);
        spool->beside = NULL;
    }
    if (spool->held == spool->room) {
        const int status = grow(spool);
        if (status < 0)
            return status;
    }
    memcpy(spool->memory + spool->held++ * spool->size, record, spool->size);
    return 0;
}

size_t facs_spool_count(const facs_spool *spool)
{
    return spool->in_file + spool->held;
}

int facs_spool_read(const facs_spool *spool, size_t first, size_t count, void *records)
{
    unsigned char *to = records;
    size_t from_file = 0;
    if (first < spool->in_file)
        from_file = count < spool->in_file - first ? count : spool->in_file - first;
    if (from_file > 0) {
        const size_t bytes = from_file * spool->size;
        const int64_t got =
            facs_handle_read_at(spool->handle, to, bytes, (int64_t)(first * spool->size));
        if (got < 0 || (size_t)got != bytes)
            return got < 0 ? (int)got : -EIO;
    }
    if (count > from_file)
        memcpy(to + from_file * spool->size,
               spool->memory + (first + from_file - spool->in_file) * spool->size,
               (count - from_file) * spool->size);
    return 0;
}

void facs_spool_close(facs_spool *spool)
{
    if (spool->handle >= 0)
        facs_handle_close(spool->handle);
    free(spool->memory);
    free(spool->beside);
    *spool = FACS_SPOOL(spool->size);
}
