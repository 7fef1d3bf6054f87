#include "face/bilinear.h"

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

void facs_bilinear_row(const facs_image *picture, const facs_mix *columns, int count,
                       const facs_mix *line, float *row)
{
    const uint8_t *upper = picture->pixels + line->first * picture->stride;
    const uint8_t *lower = picture->pixels + line->second * picture->stride;
    const float above = line->first_share, below = line->second_share;

    for (int i = 0; i < count; i++, row += 3) {
        const ptrdiff_t left = 3 * (ptrdiff_t)columns[i].first;
        const ptrdiff_t right = 3 * (ptrdiff_t)columns[i].second;
        const float a = columns[i].first_share, b = columns[i].second_share;
        for (int k = 0; k < 3; k++) {
            const float up = (float)upper[left + k] * a + (float)upper[right + k] * b;
            const float down = (float)lower[left + k] * a + (float)lower[right + k] * b;
            row[2 - k] = (up * above + down * below - 127.5f) * 0.0078125f;
        }
    }
}
