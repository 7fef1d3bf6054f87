#include "detect/bilinear.h"

#include <math.h>

static float share_of(int at, int limit, float share)
{
    return at >= 0 && at < limit ? share : 0;
}

static int clamp(int at, int limit)
{
    return at < 0 ? 0 : at >= limit ? limit - 1 : at;
}

void facs_bilinear_axis(facs_mix *mix, int count, int from, int length, int limit)
{
    const double scale = 1 / ((double)count / length);

    for (int i = 0; i < count; i++) {
        float place = (float)((i + 0.5) * scale - 0.5);
        int first = (int)floorf(place);
        float share = place - (float)first; /* of the second */
        if (first < 0 || first >= length - 1) {
            first = first < 0 ? 0 : length - 1;
            share = 0;
        }
        int second = share > 0 ? first + 1 : first;
        mix[i] = (facs_mix){.first = clamp(from + first, limit),
                            .second = clamp(from + second, limit),
                            .first_share = share_of(from + first, limit, 1 - share),
                            .second_share = share_of(from + second, limit, share)};
    }
}

/* Pixels gathered before anything is computed, so that the loop can be vectorised. */
#define CHUNK 32

/* Red, green, blue of the two source pixels in each of the two lines, and their shares. */
typedef struct gathered {
    uint8_t upper[2][3 * CHUNK], lower[2][3 * CHUNK];
    float share[2][3 * CHUNK];
} gathered;

static void gather(gathered *g, const uint8_t *upper, const uint8_t *lower, const facs_mix *columns,
                   int count)
{
    for (int i = 0; i < count; i++) {
        const ptrdiff_t left = 3 * (ptrdiff_t)columns[i].first;
        const ptrdiff_t right = 3 * (ptrdiff_t)columns[i].second;
        for (int k = 0; k < 3; k++) {
            g->upper[0][3 * i + k] = upper[left + 2 - k];
            g->upper[1][3 * i + k] = upper[right + 2 - k];
            g->lower[0][3 * i + k] = lower[left + 2 - k];
            g->lower[1][3 * i + k] = lower[right + 2 - k];
            g->share[0][3 * i + k] = columns[i].first_share;
            g->share[1][3 * i + k] = columns[i].second_share;
        }
    }
}

void facs_bilinear_row(const uint8_t *first, const uint8_t *second, const facs_mix *columns,
                       int count, const facs_mix *line, float *row)
{
    const float above = line->first_share, below = line->second_share;
    gathered g;

    for (int from = 0; from < count; from += CHUNK, row += (ptrdiff_t)3 * CHUNK) {
        const int here = count - from < CHUNK ? count - from : CHUNK;
        gather(&g, first, second, columns + from, here);
        for (int i = 0; i < 3 * here; i++) {
            const float a = g.share[0][i], b = g.share[1][i];
            const float up = (float)g.upper[0][i] * a + (float)g.upper[1][i] * b;
            const float down = (float)g.lower[0][i] * a + (float)g.lower[1][i] * b;
            row[i] = (up * above + down * below - 127.5f) * 0.0078125f;
        }
    }
}
