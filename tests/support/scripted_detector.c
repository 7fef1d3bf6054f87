#include "scripted_detector.h"

#include "cmocka_all.h"

#include <stdlib.h>

static int look(scripted_detector *detector, const facs_image *picture, facs_detection *faces,
                int max)
{
    detector->last = *picture;
    if (detector->status < 0)
        return detector->status;
    if (detector->shows && !detector->shows(picture, detector->self))
        return 0;
    const int count = detector->count < max ? detector->count : max;
    for (int i = 0; i < count; i++)
        faces[i] = detector->seen[i];
    return count;
}

static int run(facs_detector *base, const facs_image *picture, facs_detection *faces, int max,
               facs_error *error)
{
    scripted_detector *detector = (scripted_detector *)base;
    (void)error;
    detector->runs++;
    return look(detector, picture, faces, max);
}

static int look_near(facs_detector *base, const facs_image *picture, const float box[4],
                     facs_detection *faces, int max, facs_error *error)
{
    scripted_detector *detector = (scripted_detector *)base;
    (void)box;
    (void)error;
    detector->nears++;
    return look(detector, picture, faces, max);
}

/* The widest. */
static const facs_detection *choose(const facs_detection *faces, int count)
{
    const facs_detection *best = &faces[0];
    for (int i = 1; i < count; i++)
        if (faces[i].box[2] > best->box[2])
            best = &faces[i];
    return best;
}

static void cancel(facs_detector *base)
{
    ((scripted_detector *)base)->status = -1;
}

static void close_detector(facs_detector *base)
{
    scripted_detector *detector = (scripted_detector *)base;
    if (detector->closed)
        ++*detector->closed;
    free(detector);
}

scripted_detector *scripted_detector_open(void)
{
    static const facs_detector_methods methods = {
        .run = run, .near = look_near, .choose = choose, .cancel = cancel, .close = close_detector};
    scripted_detector *detector = calloc(1, sizeof(*detector));
    assert_non_null(detector);
    detector->base.methods = &methods;
    return detector;
}
