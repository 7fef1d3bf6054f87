#include "detect/detector.h"

#include "base/error.h"
#include "detect/mtcnn.h"
#include "detect/nms.h"
#include "detect/retinaface.h"

#include <errno.h>

int facs_detector_open(facs_detector **out, const facs_detector_source *source, facs_error *error)
{
    const facs_mtcnn_options mtcnn = {.min_face = source->min_face, .crew = source->crew};
    if (source->mtcnn)
        return facs_mtcnn_open(out, source->mtcnn, &mtcnn, error);
    return facs_retinaface_open(out, source->retinaface, 0, error);
}

void facs_detector_close(facs_detector **detector)
{
    if (*detector)
        (*detector)->methods->close(*detector);
    *detector = NULL;
}

static int check_picture(const facs_image *picture, facs_error *error)
{
    if (picture->width >= 1 && picture->height >= 1 && picture->width <= FACS_IMAGE_MAX_SIDE &&
        picture->height <= FACS_IMAGE_MAX_SIDE)
        return 0;
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "a picture of %dx%d: sides must be within 1 and %d", picture->width,
                     picture->height, FACS_IMAGE_MAX_SIDE);
}

int facs_detector_run(facs_detector *detector, const facs_image *picture, facs_detection *faces,
                      int max, facs_error *error)
{
    int status = check_picture(picture, error);
    return status ? status : detector->methods->run(detector, picture, faces, max, error);
}

int facs_detector_near(facs_detector *detector, const facs_image *picture, const float box[4],
                       facs_detection *seen, facs_error *error)
{
    facs_detection faces[FACS_DETECTOR_MAX_FACES];
    const facs_detection *best = NULL;
    float max = FACS_DETECTOR_SAME_FACE;
    int count = check_picture(picture, error);

    if (count == 0)
        count = detector->methods->near ? detector->methods->near(detector, picture, box, faces,
                                                                  FACS_DETECTOR_MAX_FACES, error)
                                        : detector->methods->run(detector, picture, faces,
                                                                 FACS_DETECTOR_MAX_FACES, error);
    for (int i = 0; i < count; i++) {
        float overlap = facs_box_overlap(faces[i].box, box);
        if (overlap >= max) {
            max = overlap;
            best = &faces[i];
        }
    }
    if (best)
        *seen = *best;
    return count < 0 ? count : best != NULL;
}

const facs_detection *facs_detector_choose(const facs_detector *detector,
                                           const facs_detection *faces, int count)
{
    return detector->methods->choose(faces, count);
}

void facs_detector_cancel(facs_detector *detector)
{
    detector->methods->cancel(detector);
}
