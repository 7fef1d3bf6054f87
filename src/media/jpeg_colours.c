#include "media/jpeg_colours.h"

#include <string.h>

/*
 * How chroma is brought to the size of the luma in one direction. SMOOTH is a triangle: 3/4 of the
 * sample that a pixel lies in and 1/4 of the neighbour that it is nearer to ("fancy upsampling").
 * libjpeg-turbo does so where there is one sample for two pixels, except in rows of at most two
 * samples, and repeats samples everywhere else.
 */
typedef enum stretching { REPEAT, SMOOTH } stretching;

typedef struct stretch {
    stretching across, down;
    int width;   /* samples in a row of chroma */
    int x, y;    /* as in facs_jpeg_planes */
    int bias[2]; /* for even and odd columns, added before the shift */
    int shift;   /* by which the sum is too large */
} stretch;

/* The rows of one component that a row of pixels is made of. */
typedef struct chroma_rows {
    const uint8_t *own, *nearer; /* the one it lies in, and the nearer one beside that */
} chroma_rows;

static stretch make_stretch(const facs_jpeg_planes *picture, int y)
{
    stretch s = {.width = (picture->width + (1 << picture->chroma_x) - 1) >> picture->chroma_x,
                 .x = picture->chroma_x,
                 .y = picture->chroma_y};

    s.across = s.x == 1 && s.y <= 1 && s.width > 2 ? SMOOTH : REPEAT;
    s.down = s.y == 1 && (s.x == 0 || s.across == SMOOTH) ? SMOOTH : REPEAT;
    s.shift = 2 * (s.across == SMOOTH) + 2 * (s.down == SMOOTH);
    /* Halves go up at one pixel and down at the next, so that the whole gets no brighter. */
    if (s.across == SMOOTH && s.down == SMOOTH) {
        s.bias[0] = 8;
        s.bias[1] = 7;
    } else if (s.across == SMOOTH) {
        s.bias[0] = 1;
        s.bias[1] = 2;
    } else if (s.down == SMOOTH) {
        s.bias[0] = s.bias[1] = y % 2 ? 2 : 1;
    }
    return s;
}

static chroma_rows find_rows(const facs_jpeg_planes *picture, const stretch *s, int component,
                             int y)
{
    const int last = (picture->height - 1) >> s->y, own = y >> s->y;
    int nearer = own;

    if (s->down == SMOOTH)
        nearer = y % 2 ? own + 1 : own - 1;
    nearer = nearer < 0 ? 0 : nearer > last ? last : nearer;
    const uint8_t *plane = picture->plane[component];
    const ptrdiff_t stride = picture->stride[component];
    return (chroma_rows){plane + own * stride, plane + nearer * stride};
}

/* Over the rows, 4 times the sample where that is smoothed. */
static int column(const stretch *s, const chroma_rows *rows, int i)
{
    return s->down == SMOOTH ? 3 * rows->own[i] + rows->nearer[i] : rows->own[i];
}

/* Less 128: -128..127. */
static int chroma_at(const stretch *s, const chroma_rows *rows, int x)
{
    const int own = x >> s->x;
    int sum = column(s, rows, own);

    if (s->across == SMOOTH) {
        int nearer = x % 2 ? own + 1 : own - 1;
        nearer = nearer < 0 ? 0 : nearer >= s->width ? s->width - 1 : nearer;
        sum = 3 * sum + column(s, rows, nearer);
    }
    return ((sum + s->bias[x % 2]) >> s->shift) - 128;
}

static uint8_t within_byte(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* JFIF 1.02's equations, the factors in 1/65536; green is rounded once, after its two products. */
static void to_pixel(int luma, int blue, int red, uint8_t pixel[3])
{
    enum { HALF = 1 << 15 };

    pixel[0] = within_byte(luma + ((116130 * blue + HALF) >> 16)); /* 1.77200 */
    pixel[1] =
        within_byte(luma + ((-22554 * blue - 46802 * red + HALF) >> 16)); /* 0.34414, 0.71414 */
    pixel[2] = within_byte(luma + ((91881 * red + HALF) >> 16));          /* 1.40200 */
}

void facs_jpeg_convert_row(const facs_jpeg_planes *picture, int y, uint8_t *pixels)
{
    const uint8_t *luma = picture->plane[0] + y * picture->stride[0];

    if (!picture->plane[1]) {
        for (int x = 0; x < picture->width; x++)
            memset(pixels + 3 * (ptrdiff_t)x, luma[x], 3);
        return;
    }
    const stretch s = make_stretch(picture, y);
    const chroma_rows blue = find_rows(picture, &s, 1, y), red = find_rows(picture, &s, 2, y);
    for (int x = 0; x < picture->width; x++)
        to_pixel(luma[x], chroma_at(&s, &blue, x), chroma_at(&s, &red, x),
                 pixels + 3 * (ptrdiff_t)x);
}
