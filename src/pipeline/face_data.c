#include "pipeline/face_data.h"

#include "shape/rotation.h"

#include <string.h>

/* Half the side of a cube that holds a head, millimetres: what OpenFace draws. */
#define HALF_HEAD 100.0

/* Length of the head's axes, millimetres: they stay within the face. */
#define AXIS_LENGTH 55.0

/* How far from the pupil the line of gaze is drawn, millimetres: what OpenFace draws. */
#define GAZE_LENGTH 50.0

/* The pupil's outline: the first points of each eye. */
#define PUPIL_POINTS 8

/* Nearer than this, perspective is meaningless, millimetres. */
#define NEAREST 1.0

/* Of each face's data within a frame; the same as the pool's. */
#define ALIGNMENT ((size_t)64)

static size_t pixels_of(const facs_aligned_form *form)
{
    return (size_t)form->side * (size_t)form->side;
}

static size_t one_face_bytes(const facs_face_data_options *options)
{
    /* While the face is made, its mask follows it. */
    size_t bytes = sizeof(facs_face_data) + 4 * pixels_of(&options->form) + FACS_IMAGE_SPARE;
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

size_t facs_face_data_bytes(const facs_face_data_options *options)
{
    if (!options->wanted)
        return 0;
    return one_face_bytes(options) * (size_t)(options->max_faces ? options->max_faces : 1);
}

/* In place. The weights are those of OpenCV's cvtColor: BT.601 in 1/16384. */
static void make_grey(uint8_t *face, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++) {
        const uint8_t *bgr = face + 3 * i;
        face[i] = (uint8_t)((1868 * bgr[0] + 9617 * bgr[1] + 4899 * bgr[2] + 8192) >> 14);
    }
}

static void fill_aligned(facs_face_data *data, const facs_face_data_options *options,
                         const facs_back_end *back_end, const facs_image *picture)
{
    const size_t pixels = pixels_of(&options->form);
    uint8_t *mask = options->unmasked ? NULL : data->aligned + 3 * pixels;
    if (facs_back_end_align(back_end, picture, &options->form, mask, data->aligned) < 0)
        memset(data->aligned, 0, 3 * pixels);
    else if (options->grey)
        make_grey(data->aligned, pixels);
}

/* Project a point in camera coordinates, millimetres, to pixels. */
static void project(const facs_camera *camera, const double place[3], float pixel[2])
{
    double depth = place[2] > NEAREST ? place[2] : NEAREST;
    pixel[0] = (float)(camera->fx * place[0] / depth + camera->cx);
    pixel[1] = (float)(camera->fy * place[1] / depth + camera->cy);
}

static void fill_gaze(facs_face_data *data, const facs_result *result)
{
    for (int i = 0; i < 6; i++)
        data->marks.has_gaze |= result->gaze[i] != 0;
    for (int eye = 0; eye < 2 && data->marks.has_gaze; eye++) {
        double pupil[3] = {0}, target[3];
        for (int axis = 0; axis < 3; axis++) {
            const float *outline =
                result->eye_landmarks_3d + axis * FACS_EYE_POINTS + eye * FACS_EYE_POINTS / 2;
            for (int i = 0; i < PUPIL_POINTS; i++)
                pupil[axis] += (double)outline[i] / PUPIL_POINTS;
            target[axis] = pupil[axis] + GAZE_LENGTH * (double)result->gaze[3 * eye + axis];
        }
        project(&data->camera, pupil, data->marks.gaze[eye][0]);
        project(&data->camera, target, data->marks.gaze[eye][1]);
    }
}

/* The place in the picture of one in the head's own frame, millimetres from its centre. */
static void project_from_head(facs_face_data *data, const facs_result *result,
                              const double rotation[9], const double place[3], float pixel[2])
{
    double at[3];
    for (int axis = 0; axis < 3; axis++) {
        at[axis] = (double)result->pose[axis];
        for (int k = 0; k < 3; k++)
            at[axis] += rotation[3 * axis + k] * place[k];
    }
    project(&data->camera, at, pixel);
}

static void fill_head(facs_face_data *data, const facs_result *result)
{
    const double angles[3] = {(double)result->pose[3], (double)result->pose[4],
                              (double)result->pose[5]};
    double rotation[9];
    facs_rotation_from_euler(angles, rotation);
    for (int i = 0; i < FACS_CUBE_CORNERS; i++) {
        double corner[3];
        for (int k = 0; k < 3; k++)
            corner[k] = i >> k & 1 ? HALF_HEAD : -HALF_HEAD;
        project_from_head(data, result, rotation, corner, data->marks.cube[i]);
    }
    for (int i = 0; i < 4; i++) {
        double end[3] = {0};
        if (i > 0)
            end[i - 1] = AXIS_LENGTH;
        project_from_head(data, result, rotation, end, data->marks.axes[i]);
    }
}

void facs_face_data_fill(const facs_face_data_options *options, const facs_back_end *back_end,
                         const facs_pool_frame *frame, const facs_image *picture, int n,
                         const facs_result *result)
{
    const size_t bytes = one_face_bytes(options);
    facs_face_data *data = (void *)((uint8_t *)frame->extra + (size_t)n * bytes);

    memset(data, 0, sizeof(*data));
    data->bytes = bytes;
    data->face_id = result->face_id;
    data->camera = facs_camera_for(frame->width, frame->height, options->analysis);
    data->described = result->success && back_end->described;
    if (!data->described) {
        memset(data->aligned, 0, 3 * pixels_of(&options->form));
        return;
    }
    memcpy(data->fhog, back_end->features, sizeof(data->fhog));
    fill_head(data, result);
    fill_gaze(data, result);
    if (options->form.side)
        fill_aligned(data, options, back_end, picture);
}

const facs_face_data *facs_face_data_of(const facs_pool_frame *frame, int face_id)
{
    const facs_face_data *data = frame->extra;
    while (data->face_id != face_id)
        data = (const void *)((const uint8_t *)data + data->bytes);
    return data;
}
