#include "output/overlay.h"

#include "base/error.h"
#include "output/au_panel.h"
#include "output/face_marks.h"

#include <cairo.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define USUAL_WIDTH  640.0 /* pixels: lines have their plain width in such a picture */
#define USUAL_HEIGHT 480.0 /* likewise, and the panel its plain size */
#define SMALL        400   /* rows: with less, a picture is enlarged to have as many at least */
#define MOST_WIDTH   4096.0

struct facs_overlay {
    int width, height;        /* of the frames */
    double zoom;              /* from a frame's pixels to those of the whole */
    int shown_width;          /* of the frame in the whole */
    double unit;              /* of the panel, and of lines and letters in the picture */
    cairo_surface_t *picture; /* the frame, if it is zoomed; else NULL */
    cairo_surface_t *whole;
    cairo_t *cairo; /* on whole */
    uint8_t *drawn; /* whole as blue-green-red: swscale takes that in a third of the time */
    facs_au_panel *panel;
};

/* Of a unit, in pixels of the frame. */
static double panel_unit(int width, int height)
{
    return fmin(height / USUAL_HEIGHT, width / USUAL_HEIGHT);
}

static double zoom_of(int width, int height)
{
    const double wanted = height < SMALL ? ceil((double)SMALL / height) : 1;
    return fmin(wanted, MOST_WIDTH / (width + FACS_PANEL_WIDTH * panel_unit(width, height)));
}

static int even_up(double size)
{
    return ((int)ceil(size) + 1) / 2 * 2;
}

static int open_surfaces(facs_overlay *overlay, facs_overlay_panel panel, facs_error *error)
{
    static const char *const values[] = {[FACS_OVERLAY_CALIBRATED] = "calibrated values, 0 to 5",
                                         [FACS_OVERLAY_LIVE] = "live values, not calibrated"};
    int whole_width = overlay->width, whole_height = overlay->height, status = 0;
    if (panel) {
        overlay->zoom = zoom_of(overlay->width, overlay->height);
        overlay->unit = overlay->zoom * panel_unit(overlay->width, overlay->height);
        overlay->shown_width = (int)ceil(overlay->zoom * overlay->width);
        whole_width =
            even_up(fmin(overlay->shown_width + FACS_PANEL_WIDTH * overlay->unit, MOST_WIDTH));
        whole_height = even_up(overlay->zoom * overlay->height);
        status =
            facs_au_panel_open(&overlay->panel, whole_width - overlay->shown_width, whole_height,
                               overlay->unit, values[panel], panel == FACS_OVERLAY_LIVE, error);
    }
    overlay->whole = cairo_image_surface_create(CAIRO_FORMAT_RGB24, whole_width, whole_height);
    overlay->cairo = cairo_create(overlay->whole);
    if (overlay->zoom != 1)
        overlay->picture =
            cairo_image_surface_create(CAIRO_FORMAT_RGB24, overlay->width, overlay->height);
    overlay->drawn = malloc(3 * (size_t)whole_width * (size_t)whole_height);
    if (status == 0 &&
        (!overlay->drawn || cairo_status(overlay->cairo) != CAIRO_STATUS_SUCCESS ||
         (overlay->picture && cairo_surface_status(overlay->picture) != CAIRO_STATUS_SUCCESS)))
        status = facs_fail_memory(error, "the drawing");
    return status;
}

int facs_overlay_open(facs_overlay **out, int width, int height, facs_overlay_panel panel,
                      facs_error *error)
{
    *out = NULL;
    facs_overlay *overlay = calloc(1, sizeof(*overlay));
    if (!overlay)
        return facs_fail_memory(error, "the drawing");
    overlay->width = overlay->shown_width = width;
    overlay->height = height;
    overlay->zoom = 1;
    overlay->unit = fmax(width / USUAL_WIDTH, 1);
    int status = open_surfaces(overlay, panel, error);
    if (status < 0)
        facs_overlay_close(&overlay);
    *out = overlay;
    return status;
}

void facs_overlay_close(facs_overlay **overlay)
{
    if (!*overlay)
        return;
    facs_au_panel_close(&(*overlay)->panel);
    cairo_destroy((*overlay)->cairo);
    cairo_surface_destroy((*overlay)->whole);
    cairo_surface_destroy((*overlay)->picture);
    free((*overlay)->drawn);
    free(*overlay);
    *overlay = NULL;
}

void facs_overlay_size(const facs_overlay *overlay, int *width, int *height)
{
    *width = cairo_image_surface_get_width(overlay->whole);
    *height = cairo_image_surface_get_height(overlay->whole);
}

/* ---- Drawing --------------------------------------------------------------------------------- */

static void take_pixels(cairo_surface_t *surface, const facs_pool_frame *frame)
{
    cairo_surface_flush(surface);
    unsigned char *pixels = cairo_image_surface_get_data(surface);
    const ptrdiff_t stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; y < frame->height; y++) {
        const uint8_t *from = frame->pixels + y * frame->stride;
        uint32_t *to = (void *)(pixels + y * stride); /* cairo's rows are aligned for it */
        for (int x = 0; x < frame->width; x++, from += 3)
            to[x] = (uint32_t)from[2] << 16 | (uint32_t)from[1] << 8 | from[0];
    }
    cairo_surface_mark_dirty(surface);
}

static void give_pixels(facs_overlay *overlay, facs_image *drawn)
{
    cairo_surface_flush(overlay->whole);
    const unsigned char *pixels = cairo_image_surface_get_data(overlay->whole);
    const ptrdiff_t stride = cairo_image_surface_get_stride(overlay->whole);
    facs_overlay_size(overlay, &drawn->width, &drawn->height);
    drawn->pixels = overlay->drawn;
    drawn->stride = 3 * (ptrdiff_t)drawn->width;
    for (int y = 0; y < drawn->height; y++) {
        const uint32_t *from = (const void *)(pixels + y * stride);
        uint8_t *to = overlay->drawn + y * drawn->stride;
        for (int x = 0; x < drawn->width; x++, to += 3) {
            to[0] = (uint8_t)from[x];
            to[1] = (uint8_t)(from[x] >> 8);
            to[2] = (uint8_t)(from[x] >> 16);
        }
    }
}

static void draw_picture(facs_overlay *overlay, const facs_pool_frame *frame)
{
    take_pixels(overlay->picture ? overlay->picture : overlay->whole, frame);
    if (!overlay->picture)
        return;
    cairo_save(overlay->cairo);
    cairo_scale(overlay->cairo, overlay->zoom, overlay->zoom);
    cairo_set_source_surface(overlay->cairo, overlay->picture, 0, 0);
    /* Not the default, which takes ten times as long: the zoom is a little one. */
    cairo_pattern_set_filter(cairo_get_source(overlay->cairo), CAIRO_FILTER_BILINEAR);
    cairo_pattern_set_extend(cairo_get_source(overlay->cairo), CAIRO_EXTEND_PAD);
    cairo_paint(overlay->cairo);
    cairo_restore(overlay->cairo);
}

/* Returns how many faces there are to be seen. */
static int draw_faces(facs_overlay *overlay, const facs_drawn_faces *faces)
{
    char name[32];
    cairo_t *cairo = overlay->cairo;
    int seen = 0;
    cairo_save(cairo);
    cairo_rectangle(cairo, 0, 0, overlay->shown_width, overlay->zoom * overlay->height);
    cairo_clip(cairo);
    cairo_scale(cairo, overlay->zoom, overlay->zoom);
    cairo_translate(cairo, 0.5, 0.5);                 /* here pixel centres are whole numbers */
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_FAST); /* of some 200 dots: in half the time */
    for (int i = 0; i < faces->count; i++) {
        const facs_drawn_face *face = &faces->faces[i];
        if (!face->result.success)
            continue;
        seen++;
        snprintf(name, sizeof(name), "%d", face->result.face_id);
        if (overlay->panel)
            facs_draw_marks(cairo, face, faces->count > 1 ? name : NULL,
                            overlay->unit / overlay->zoom);
        else
            facs_draw_tracked_marks(cairo, face, overlay->unit);
    }
    cairo_restore(cairo);
    return seen;
}

static void draw_loss(const facs_overlay *overlay)
{
    cairo_t *cairo = overlay->cairo;
    const double unit = overlay->unit, width = overlay->shown_width;
    cairo_save(cairo);
    cairo_set_source_rgb(cairo, 0.86, 0.13, 0.12);
    cairo_set_line_width(cairo, 6 * unit);
    cairo_rectangle(cairo, 3 * unit, 3 * unit, width - 6 * unit,
                    overlay->zoom * overlay->height - 6 * unit);
    cairo_stroke(cairo);
    cairo_rectangle(cairo, width / 2 - 54 * unit, 3 * unit, 108 * unit, 32 * unit);
    cairo_fill(cairo);
    cairo_select_font_face(cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
    cairo_set_font_size(cairo, 18 * unit);
    cairo_text_extents_t size;
    cairo_text_extents(cairo, "no face", &size);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_move_to(cairo, width / 2 - size.x_advance / 2, 25 * unit);
    cairo_show_text(cairo, "no face");
    cairo_new_path(cairo);
    cairo_restore(cairo);
}

int facs_overlay_draw(facs_overlay *overlay, const facs_pool_frame *frame, facs_image *drawn,
                      facs_error *error)
{
    const facs_drawn_faces *faces = frame->extra;
    draw_picture(overlay, frame);
    const int seen = draw_faces(overlay, faces);
    if (overlay->panel) {
        if (!seen)
            draw_loss(overlay);
        cairo_save(overlay->cairo);
        cairo_translate(overlay->cairo, overlay->shown_width, 0);
        facs_au_panel_draw(overlay->panel, overlay->cairo, faces, frame->index, frame->time);
        cairo_restore(overlay->cairo);
    }
    if (cairo_status(overlay->cairo) != CAIRO_STATUS_SUCCESS)
        return facs_fail(error, FACS_ERROR_OUTPUT, -ENOMEM, "the face cannot be drawn (%s)",
                         cairo_status_to_string(cairo_status(overlay->cairo)));
    give_pixels(overlay, drawn);
    return 0;
}
