#include "output/overlay.h"

#include "base/error.h"
#include "pipeline/face_data.h"

#include <cairo.h>
#include <errno.h>
#include <stdlib.h>

#define USUAL_WIDTH 640.0 /* pixels: lines have their plain width in such a picture */

struct facs_overlay {
    int width, height;
    cairo_surface_t *surface; /* 32 bits a pixel: red in bits 16..23, green, blue below */
    cairo_t *cairo;
    uint8_t *drawn; /* 24 bits a pixel */
};

int facs_overlay_open(facs_overlay **out, int width, int height, facs_error *error)
{
    *out = NULL;
    facs_overlay *overlay = calloc(1, sizeof(*overlay));
    if (!overlay)
        return facs_fail_memory(error, "the drawing");
    overlay->width = width;
    overlay->height = height;
    overlay->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    overlay->cairo = cairo_create(overlay->surface);
    overlay->drawn = malloc(3 * (size_t)width * (size_t)height);
    if (cairo_status(overlay->cairo) != CAIRO_STATUS_SUCCESS || !overlay->drawn) {
        facs_overlay_close(&overlay);
        return facs_fail_memory(error, "the drawing");
    }
    *out = overlay;
    return 0;
}

void facs_overlay_close(facs_overlay **overlay)
{
    if (!*overlay)
        return;
    cairo_destroy((*overlay)->cairo);
    cairo_surface_destroy((*overlay)->surface);
    free((*overlay)->drawn);
    free(*overlay);
    *overlay = NULL;
}

/* ---- Pixels to and from cairo ---------------------------------------------------------------- */

static uint32_t *surface_row(const facs_overlay *overlay, int y)
{
    /* cairo's rows are aligned for 32 bits. */
    unsigned char *pixels = cairo_image_surface_get_data(overlay->surface);
    return (void *)(pixels + (ptrdiff_t)y * cairo_image_surface_get_stride(overlay->surface));
}

static void take_pixels(const facs_overlay *overlay, const facs_pool_frame *frame)
{
    cairo_surface_flush(overlay->surface);
    for (int y = 0; y < overlay->height; y++) {
        const uint8_t *from = frame->pixels + y * frame->stride;
        uint32_t *to = surface_row(overlay, y);
        for (int x = 0; x < overlay->width; x++, from += 3)
            to[x] = (uint32_t)from[2] << 16 | (uint32_t)from[1] << 8 | from[0];
    }
    cairo_surface_mark_dirty(overlay->surface);
}

static void give_pixels(const facs_overlay *overlay)
{
    uint8_t *to = overlay->drawn;
    cairo_surface_flush(overlay->surface);
    for (int y = 0; y < overlay->height; y++) {
        const uint32_t *from = surface_row(overlay, y);
        for (int x = 0; x < overlay->width; x++, to += 3) {
            to[0] = (uint8_t)from[x];
            to[1] = (uint8_t)(from[x] >> 8);
            to[2] = (uint8_t)(from[x] >> 16);
        }
    }
}

/* ---- What is drawn --------------------------------------------------------------------------- */

static void draw_line(cairo_t *cairo, const float from[2], const float to[2])
{
    cairo_move_to(cairo, (double)from[0], (double)from[1]);
    cairo_line_to(cairo, (double)to[0], (double)to[1]);
    cairo_stroke(cairo);
}

/* From red to blue, as trust in the face goes from 0 to 1. */
static void draw_cube(cairo_t *cairo, const facs_face_data *data, const facs_result *result)
{
    const double trust = (double)result->confidence;
    cairo_set_source_rgb(cairo, 1 - trust, 0, trust);
    for (int i = 0; i < FACS_CUBE_CORNERS; i++)
        for (int axis = 0; axis < 3; axis++)
            if (!(i >> axis & 1))
                draw_line(cairo, data->cube[i], data->cube[i | 1 << axis]);
}

static void draw_box(cairo_t *cairo, const facs_result *result)
{
    cairo_set_source_rgb(cairo, 1, 0.8, 0);
    cairo_rectangle(cairo, (double)result->box[0], (double)result->box[1], (double)result->box[2],
                    (double)result->box[3]);
    cairo_stroke(cairo);
}

static void draw_points(cairo_t *cairo, const float *points, int count, double radius)
{
    for (int i = 0; i < count; i++) {
        cairo_arc(cairo, (double)points[i], (double)points[i + count], radius, 0, 6.2831853);
        cairo_fill(cairo);
    }
}

static void draw_face(cairo_t *cairo, const facs_face_data *data, const facs_result *result,
                      double unit)
{
    cairo_set_line_width(cairo, unit);
    draw_box(cairo, result);
    cairo_set_line_width(cairo, 2 * unit);
    draw_cube(cairo, data, result);
    cairo_set_source_rgb(cairo, 1, 0, 0);
    draw_points(cairo, result->landmarks, FACS_LANDMARKS, 2.2 * unit);
    cairo_set_source_rgb(cairo, 0, 0, 1);
    draw_points(cairo, result->landmarks, FACS_LANDMARKS, 1.1 * unit);
    if (!data->has_gaze)
        return;
    cairo_set_source_rgb(cairo, 0, 0.9, 0.9);
    draw_points(cairo, result->eye_landmarks, FACS_EYE_POINTS, 0.8 * unit);
    cairo_set_source_rgb(cairo, 0, 0.85, 0.4);
    for (int eye = 0; eye < 2; eye++)
        draw_line(cairo, data->gaze[eye][0], data->gaze[eye][1]);
}

int facs_overlay_draw(facs_overlay *overlay, const facs_pool_frame *frame,
                      const facs_result *result, int again, facs_image *drawn, facs_error *error)
{
    const facs_face_data *data = facs_face_data_of(frame, result->face_id);
    if (!again)
        take_pixels(overlay, frame);
    if (data->described) {
        cairo_save(overlay->cairo);
        cairo_translate(overlay->cairo, 0.5, 0.5); /* here pixel centres are whole numbers */
        double unit = overlay->width / USUAL_WIDTH;
        draw_face(overlay->cairo, data, result, unit > 1 ? unit : 1);
        cairo_restore(overlay->cairo);
    }
    if (cairo_status(overlay->cairo) != CAIRO_STATUS_SUCCESS)
        return facs_fail(error, FACS_ERROR_OUTPUT, -ENOMEM, "the face cannot be drawn (%s)",
                         cairo_status_to_string(cairo_status(overlay->cairo)));
    give_pixels(overlay);
    *drawn = (facs_image){overlay->drawn, overlay->width, overlay->height,
                          3 * (ptrdiff_t)overlay->width};
    return 0;
}
