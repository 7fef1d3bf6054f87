/* Frames with faces to draw, as the overlay takes them. */
#ifndef FACS_TESTS_DRAWN_FRAME_H
#define FACS_TESTS_DRAWN_FRAME_H

#include "output/overlay.h"

#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#define DRAWN_GREY 100 /* level of the frame's pixels */

/* count tracked faces: face n has a box of 40 x 50 at (20 + 60 n, 30), with its marks inside. */
static inline facs_pool_frame drawn_frame(int64_t n, int width, int height, int count)
{
    facs_pool_frame frame = {.width = width, .height = height, .stride = 3 * width, .index = n};
    frame.pixels = malloc((size_t)frame.stride * (size_t)height);
    facs_drawn_faces *faces =
        calloc(1, sizeof(*faces) + (size_t)(count + 1) * sizeof(facs_drawn_face));
    assert_non_null(frame.pixels);
    assert_non_null(faces);
    memset(frame.pixels, DRAWN_GREY, (size_t)frame.stride * (size_t)height);
    faces->count = count;
    for (int i = 0; i < count; i++) {
        facs_drawn_face *face = &faces->faces[i];
        const float left = 20 + 60 * (float)i;
        face->result = (facs_result){
            .success = 1, .face_id = i, .confidence = 0.9f, .box = {left, 30, 40, 50}};
        for (int k = 0; k < FACS_LANDMARKS; k++) {
            face->result.landmarks[k] = left + 20;
            face->result.landmarks[k + FACS_LANDMARKS] = 60;
        }
        for (int k = 0; k < 4; k++) {
            face->marks.axes[k][0] = left + 20;
            face->marks.axes[k][1] = 60;
        }
    }
    frame.extra = faces;
    return frame;
}

static inline facs_drawn_faces *drawn_faces(const facs_pool_frame *frame)
{
    return frame->extra;
}

static inline void drawn_frame_free(facs_pool_frame *frame)
{
    free(frame->pixels);
    free(frame->extra);
}

static inline int drawn_part(uint32_t value, int shift)
{
    return (int)(value >> shift & 255);
}

/* Red in bits 16..23. */
static inline uint32_t drawn_pixel(const facs_image *image, int x, int y)
{
    const uint8_t *p = image->pixels + y * image->stride + 3 * (ptrdiff_t)x;
    return (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static inline void assert_drawn(const facs_image *image, int x, int y, int red, int green, int blue)
{
    const uint32_t p = drawn_pixel(image, x, y);
    if (abs(drawn_part(p, 16) - red) > 12 || abs(drawn_part(p, 8) - green) > 12 ||
        abs(drawn_part(p, 0) - blue) > 12)
        fail_msg("at %d, %d: %06x, not %d %d %d", x, y, p, red, green, blue);
}

#endif
