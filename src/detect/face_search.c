#include "detect/face_search.h"

#include <math.h>

static int is_bounded(const facs_face_search *search)
{
    return search->region[2] > 0 && search->region[3] > 0;
}

static int in_range(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

/* Returns the part of the picture in the region; empty if there is none. */
static facs_image view_of(const facs_face_search *search, const facs_image *picture, int *x, int *y)
{
    const int *region = search->region;
    facs_image view = *picture;
    *x = *y = 0;
    if (!is_bounded(search))
        return view;
    *x = in_range(region[0], 0, picture->width);
    *y = in_range(region[1], 0, picture->height);
    view.width = in_range(region[2], 0, picture->width - *x);
    view.height = in_range(region[3], 0, picture->height - *y);
    view.pixels += *y * picture->stride + (ptrdiff_t)3 * *x;
    return view;
}

int facs_face_search_run(const facs_face_search *search, const facs_image *picture,
                         facs_detection *faces, int max, facs_error *error)
{
    int x, y;
    const facs_image view = view_of(search, picture, &x, &y);
    if (view.width < 1 || view.height < 1)
        return 0;
    const int count = facs_detector_run(search->detector, &view, faces, max, error);
    int left = 0;
    for (int i = 0; i < count; i++) {
        if (faces[i].box[2] < (float)search->min_face)
            continue;
        faces[left] = faces[i];
        faces[left].box[0] += (float)x;
        faces[left].box[1] += (float)y;
        for (int k = 0; k < 10; k++)
            faces[left].points[k] += (float)(k % 2 ? y : x);
        left++;
    }
    return count < 0 ? count : left;
}

/* Returns the squared distance of a box's centre from that of the region or the picture. */
static float off_centre(const facs_face_search *search, const facs_image *picture,
                        const float box[4])
{
    int x, y;
    const facs_image view = view_of(search, picture, &x, &y);
    const float dx = box[0] + box[2] / 2 - ((float)x + (float)view.width / 2);
    const float dy = box[1] + box[3] / 2 - ((float)y + (float)view.height / 2);
    return dx * dx + dy * dy;
}

const facs_detection *facs_face_search_choose(const facs_face_search *search,
                                              const facs_image *picture,
                                              const facs_detection *faces, int count)
{
    const facs_detection *best = NULL;
    if (search->choice != FACS_FACE_CENTRAL)
        return facs_detector_choose(search->detector, faces, count);
    for (int i = 0; i < count; i++)
        if (!best || faces[i].faint < best->faint ||
            (faces[i].faint == best->faint &&
             off_centre(search, picture, faces[i].box) < off_centre(search, picture, best->box)))
            best = &faces[i];
    return best;
}

int facs_face_search_covers(const facs_face_search *search, const float box[4])
{
    const int *region = search->region;
    const float x = box[0] + box[2] / 2 - (float)region[0];
    const float y = box[1] + box[3] / 2 - (float)region[1];
    return !is_bounded(search) ||
           (x >= 0 && y >= 0 && x < (float)region[2] && y < (float)region[3]);
}
