#include "made_frame.h"

#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

facs_pool_frame made_frame(int64_t n, int width, int height, int side)
{
    const size_t pixels = (size_t)side * (size_t)side;
    facs_pool_frame frame = {.width = width, .height = height, .stride = 3 * width, .index = n};
    frame.pixels = malloc((size_t)frame.stride * (size_t)height);
    facs_face_data *data = calloc(1, sizeof(*data) + 3 * pixels);
    assert_non_null(frame.pixels);
    assert_non_null(data);
    memset(frame.pixels, 100, (size_t)frame.stride * (size_t)height);
    data->camera = (facs_camera){500, 510, 320.5, 240};
    frame.extra = data;
    return frame;
}

void made_frame_free(facs_pool_frame *frame)
{
    free(frame->pixels);
    free(frame->extra);
}

facs_face_data *made_frame_data(const facs_pool_frame *frame)
{
    return frame->extra;
}
