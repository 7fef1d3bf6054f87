#include "media/unwritten.h"

#include "media/ffmpeg.h"
#include "os/thread.h"

#include <stdlib.h>
#include <string.h>

/* Decoders hold 16 pictures, and one for each thread. */
#define MAX_PICTURES 64

#define BLOCK 16 /* pixels; decoders leave out whole ones */

/* Where the mark is in a block: deblocking changes three pixels on each side of its edges. */
#define INSIDE 4

/* Bytes that no picture has there by chance; samples of 10 or 12 bits cannot have them. */
static const uint8_t mark[8] = {0xB5, 0x7E, 0x15, 0xD1, 0x62, 0x8A, 0xED, 0x93};

typedef struct picture {
    AVBufferRef *plane; /* the first one */
    ptrdiff_t stride, step;
    int width, height;
    int64_t number;
} picture;

struct facs_unwritten {
    facs_mutex lock;
    picture pictures[MAX_PICTURES];
    int count;
    int lost; /* 1: a picture could not be watched */
};

facs_unwritten *facs_unwritten_open(void)
{
    facs_unwritten *unwritten = calloc(1, sizeof(*unwritten));
    if (unwritten && facs_mutex_init(&unwritten->lock) < 0) {
        free(unwritten);
        return NULL;
    }
    return unwritten;
}

void facs_unwritten_close(facs_unwritten **address)
{
    facs_unwritten *unwritten = *address;
    if (!unwritten)
        return;
    facs_unwritten_forget(unwritten);
    facs_mutex_destroy(&unwritten->lock);
    free(unwritten);
    *address = NULL;
}

/* Writes the marks, or returns 1 if one is left. */
static int visit(const picture *p, int find)
{
    const ptrdiff_t last = p->step * (p->width - INSIDE) - (ptrdiff_t)sizeof(mark);
    for (int y = INSIDE; y < p->height; y += BLOCK) {
        uint8_t *row = p->plane->data + y * p->stride;
        for (ptrdiff_t x = p->step * INSIDE; x <= last; x += p->step * BLOCK)
            if (!find)
                memcpy(row + x, mark, sizeof(mark));
            else if (memcmp(row + x, mark, sizeof(mark)) == 0)
                return 1;
    }
    return 0;
}

static picture describe(const AVFrame *frame, int64_t number)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    const int whole = format && frame->buf[0] && frame->linesize[0] > 0;
    return (picture){.plane = whole ? av_buffer_ref(frame->buf[0]) : NULL,
                     .stride = frame->linesize[0],
                     .step = whole ? format->comp[0].step : 0,
                     .width = frame->width,
                     .height = frame->height,
                     .number = number};
}

void facs_unwritten_watch(facs_unwritten *unwritten, const AVFrame *frame, int64_t number)
{
    picture added = describe(frame, number);
    if (added.plane)
        visit(&added, 0);
    facs_mutex_lock(&unwritten->lock);
    const int kept = added.plane && unwritten->count < MAX_PICTURES;
    if (kept)
        unwritten->pictures[unwritten->count++] = added;
    else
        unwritten->lost = 1;
    facs_mutex_unlock(&unwritten->lock);
    if (!kept)
        av_buffer_unref(&added.plane);
}

int facs_unwritten_find(facs_unwritten *unwritten, int64_t number)
{
    int left = 0;
    facs_mutex_lock(&unwritten->lock);
    int found = unwritten->lost;
    for (int i = 0; i < unwritten->count; i++) {
        picture *p = &unwritten->pictures[i];
        if (p->number > number) {
            unwritten->pictures[left++] = *p;
            continue;
        }
        found = found || visit(p, 1);
        av_buffer_unref(&p->plane);
    }
    unwritten->count = left;
    facs_mutex_unlock(&unwritten->lock);
    return found;
}

void facs_unwritten_forget(facs_unwritten *unwritten)
{
    facs_mutex_lock(&unwritten->lock);
    for (int i = 0; i < unwritten->count; i++)
        av_buffer_unref(&unwritten->pictures[i].plane);
    unwritten->count = unwritten->lost = 0;
    facs_mutex_unlock(&unwritten->lock);
}
