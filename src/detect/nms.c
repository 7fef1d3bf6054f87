#include "detect/nms.h"

#include <math.h>

float facs_box_overlap(const float a[4], const float b[4])
{
    float width = fminf(a[0] + a[2], b[0] + b[2]) - fmaxf(a[0], b[0]);
    float height = fminf(a[1] + a[3], b[1] + b[3]) - fmaxf(a[1], b[1]);
    if (!(width > 0 && height > 0))
        return 0;
    float both = width * height;
    return both / (a[2] * a[3] + b[2] * b[3] - both);
}

int facs_nms(facs_detection *candidates, int count, float overlap, facs_detection *kept, int max)
{
    int found = 0;
    /* Searching for the best max times needs no sort; max is small. */
    while (found < max && count > 0) {
        int best = 0;
        for (int i = 1; i < count; i++)
            if (candidates[i].score > candidates[best].score)
                best = i;
        kept[found] = candidates[best];
        int left = 0;
        for (int i = 0; i < count; i++)
            if (i != best && facs_box_overlap(kept[found].box, candidates[i].box) <= overlap)
                candidates[left++] = candidates[i];
        count = left;
        found++;
    }
    return found;
}
