/* Lists the pages of a TIFF. */
#include "media/tiff_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Limits for hostile files. */
#define MAX_PAGES       1000000
#define MAX_DESCRIPTION 4096

static int add_page(facs_tiff *tiff, int64_t at, int64_t skip)
{
    if (tiff->info.pages == tiff->capacity) {
        const int64_t capacity = tiff->capacity ? 2 * tiff->capacity : 16;
        facs_tiff_page *pages = realloc(tiff->pages, (size_t)capacity * sizeof(*pages));
        if (!pages)
            return -ENOMEM;
        tiff->pages = pages;
        tiff->capacity = capacity;
    }
    tiff->pages[tiff->info.pages++] = (facs_tiff_page){at, skip};
    return 0;
}

/* The number after a word such as "\nimages=" in ImageJ's description; 0: not there. */
static double described(const char *text, const char *word)
{
    const char *found = strstr(text, word);
    const double value = found ? strtod(found + strlen(word), NULL) : 0;
    return value > 0 && value < 1e12 ? value : 0;
}

/* ImageJ and compatible programs write stacks beyond 4 GB as one page: the other pictures follow
 * it, uncompressed and without gaps, and the description says how many there are. */
static int add_imagej_stack(facs_tiff *tiff, facs_tiff_directory *d)
{
    const facs_tiff_file *r = &tiff->reader;
    const facs_tiff_entry *e = facs_tiff_place_of(d, FACS_TIFF_DESCRIPTION);
    char text[MAX_DESCRIPTION + 1] = "";
    const size_t length = e->count < MAX_DESCRIPTION ? (size_t)e->count : MAX_DESCRIPTION;

    if (e->type != 2 || !facs_tiff_read_at(r, e->at, (uint8_t *)text, length) ||
        strncmp(text, "ImageJ=", 7) != 0)
        return 0;
    const double interval = described(text, "\nfinterval="), rate = described(text, "\nfps=");
    tiff->info.frame_rate = interval > 0 ? 1 / interval : rate;
    const int64_t images = (int64_t)described(text, "\nimages=");
    if (tiff->info.pages != 1 || images < 2)
        return 0;
    const uint64_t at = facs_tiff_value_at(r, facs_tiff_offsets_of(d), 0, 0);
    const int64_t plane = facs_tiff_plane_bytes(r, d);
    if (plane == 0 || at == 0 || at > (uint64_t)r->size)
        return 0;
    tiff->plane = plane;
    const int64_t there = (r->size - (int64_t)at) / plane;
    tiff->info.cut |= there < images;
    for (int64_t i = 1; i < images && i < there && i < MAX_PAGES; i++) {
        int status = add_page(tiff, tiff->pages[0].at, i * plane);
        if (status)
            return status;
    }
    return 0;
}

/* Brent's method finds circles: each directory's position is compared with one that stays put for
 * 1, 2, 4, 8 ... steps. */
static int list_pages(facs_tiff *tiff, int64_t at)
{
    const facs_tiff_file *r = &tiff->reader;
    int64_t still = 0, steps = 0, limit = 1;
    facs_tiff_directory d, first;
    int status = 0;

    for (int64_t n = 0; at != 0 && status == 0; at = d.next, n++) {
        if (at == still || n == MAX_PAGES) {
            tiff->info.unlisted = 1;
            break;
        }
        if (++steps == limit) {
            still = at;
            steps = 0;
            limit *= 2;
        }
        const int read = facs_tiff_read_directory(r, at, &d);
        tiff->info.cut |= read < 0;
        if (read == -EINVAL)
            break;
        if (n == 0)
            tiff->info.raw_camera = facs_tiff_is_raw(r, &d);
        if (!facs_tiff_is_page(r, &d))
            continue;
        if (tiff->info.pages == 0)
            first = d;
        status = add_page(tiff, at, 0);
    }
    if (status == 0 && tiff->info.pages > 0) {
        tiff->info.fault = facs_tiff_fault_of(r, &first);
        tiff->info.width = facs_tiff_side_of(r, &first, FACS_TIFF_WIDTH);
        tiff->info.height = facs_tiff_side_of(r, &first, FACS_TIFF_HEIGHT);
        status = add_imagej_stack(tiff, &first);
    }
    if (tiff->info.unlisted && tiff->info.pages > 0)
        tiff->info.pages = 1; /* it is unknown which of them repeat */
    if (status == 0 && tiff->info.pages == 0 && !tiff->info.raw_camera)
        status = tiff->info.cut ? -ENODATA : -EINVAL;
    return status;
}

int facs_tiff_open(facs_tiff **out, AVIOContext *io)
{
    int64_t first;
    facs_tiff *tiff = calloc(1, sizeof(*tiff));

    *out = NULL;
    if (!tiff)
        return -ENOMEM;
    tiff->reader = (facs_tiff_file){.io = io, .size = avio_size(io)};
    int status = facs_tiff_read_header(&tiff->reader, &first);
    if (status == 0)
        status = list_pages(tiff, first);
    if (status) {
        facs_tiff_close(&tiff);
        return status;
    }
    *out = tiff;
    return 0;
}

void facs_tiff_close(facs_tiff **tiff)
{
    if (!*tiff)
        return;
    free((*tiff)->pages);
    free(*tiff);
    *tiff = NULL;
}

const facs_tiff_info *facs_tiff_get_info(const facs_tiff *tiff)
{
    return &tiff->info;
}
