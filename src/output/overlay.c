#include "output/overlay.h"

#include "base/error.h"
#include "output/au_panel.h"
#include "output/cairo_library.h"
#include "output/drawn_text.h"
#include "output/face_marks.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define USUAL_WIDTH  640.0 /* pixels: lines have their normal width in a picture this wide */
#define USUAL_HEIGHT 480.0 /* pixels: and the panel has its normal size beside this height */
#define SMALL        400   /* rows: a smaller picture is enlarged to at least this many */
#define MAX_WIDTH    4096.0

struct facs_overlay {
    int width, height;        /* of the frames */
    double zoom;              /* from a frame's pixels to those of the whole */
    int shown_width;          /* of the frame within the whole */
    double unit;              /* for the panel, and for lines and text in the picture */
    cairo_surface_t *picture; /* the frame if it is zoomed; otherwise NULL */
    cairo_surface_t *whole;
    cairo_t *cairo; /* on whole */
    uint8_t *drawn; /* whole as blue-green-red, which swscale converts in a third of the time */
    facs_au_panel *panel;
    int plain; /* 1: nothing of the frame is shown */
};

/* A unit in pixels of the frame. */
static double panel_unit(int width, int height)
{
    return fmin(height / USUAL_HEIGHT, width / USUAL_HEIGHT);
}

static double zoom_of(int width, int height)
{
    const double wanted = height < SMALL ? ceil((double)SMALL / height) : 1;
    return fmin(wanted, MAX_WIDTH / (width + FACS_PANEL_WIDTH * panel_unit(width, height)));
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
            even_up(fmin(overlay->shown_width + FACS_PANEL_WIDTH * overlay->unit, MAX_WIDTH));
        whole_height = even_up(overlay->zoom * overlay->height);
        const facs_au_panel_form form = {whole_width - overlay->shown_width, whole_height,
                                         overlay->unit, values[panel], panel == FACS_OVERLAY_LIVE};
        status = facs_au_panel_open(&overlay->panel, &form, error);
    }
    overlay->whole = facs_cairo.image_surface_create(CAIRO_FORMAT_RGB24, whole_width, whole_height);
    overlay->cairo = facs_cairo.create(overlay->whole);
    if (overlay->zoom != 1)
        overlay->picture =
            facs_cairo.image_surface_create(CAIRO_FORMAT_RGB24, overlay->width, overlay->height);
    overlay->drawn = malloc(3 * (size_t)whole_width * (size_t)whole_height + FACS_IMAGE_SPARE);
    if (status == 0 &&
        (!overlay->drawn || facs_cairo.status(overlay->cairo) != CAIRO_STATUS_SUCCESS ||
         (overlay->picture && facs_cairo.surface_status(overlay->picture) != CAIRO_STATUS_SUCCESS)))
        status = facs_fail_memory(error, "the drawing");
    return status;
}

int facs_overlay_check(facs_error *error)
{
    return facs_cairo_open(error);
}

int facs_overlay_open(facs_overlay **out, int width, int height, facs_overlay_panel panel,
                      facs_error *error)
{
    *out = NULL;
    int status = facs_cairo_open(error);
    if (status < 0)
        return status;
    facs_overlay *overlay = calloc(1, sizeof(*overlay));
    if (!overlay)
        return facs_fail_memory(error, "the drawing");
    overlay->width = overlay->shown_width = width;
    overlay->height = height;
    overlay->zoom = 1;
    overlay->unit = fmax(width / USUAL_WIDTH, 1);
    status = open_surfaces(overlay, panel, error);
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
    facs_cairo.destroy((*overlay)->cairo);
    facs_cairo.surface_destroy((*overlay)->whole);
    facs_cairo.surface_destroy((*overlay)->picture);
    free((*overlay)->drawn);
    free(*overlay);
    *overlay = NULL;
}

void facs_overlay_hide_picture(facs_overlay *overlay)
{
    overlay->plain = 1;
}

void facs_overlay_size(const facs_overlay *overlay, int *width, int *height)
{
    *width = facs_cairo.image_surface_get_width(overlay->whole);
    *height = facs_cairo.image_surface_get_height(overlay->whole);
}

/* ---- Drawing --------------------------------------------------------------------------------- */

static void take_pixels(cairo_surface_t *surface, const facs_pool_frame *frame)
{
    facs_cairo.surface_flush(surface);
    unsigned char *pixels = facs_cairo.image_surface_get_data(surface);
    const ptrdiff_t stride = facs_cairo.image_surface_get_stride(surface);
    for (int y = 0; y < frame->height; y++) {
        const uint8_t *from = frame->pixels + y * frame->stride;
        uint32_t *to = (void *)(pixels + y * stride); /* cairo aligns its rows */
        for (int x = 0; x < frame->width; x++, from += 3)
            to[x] = (uint32_t)from[2] << 16 | (uint32_t)from[1] << 8 | from[0];
    }
    facs_cairo.surface_mark_dirty(surface);
}

static void give_pixels(facs_overlay *overlay, facs_image *drawn)
{
    facs_cairo.surface_flush(overlay->whole);
    const unsigned char *pixels = facs_cairo.image_surface_get_data(overlay->whole);
    const ptrdiff_t stride = facs_cairo.image_surface_get_stride(overlay->whole);
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
    if (overlay->plain) { /* as light as the panel's bars, on which all marks show */
        facs_cairo.set_source_rgb(overlay->cairo, 0.17, 0.18, 0.21);
        facs_cairo.paint(overlay->cairo);
        return;
    }
    take_pixels(overlay->picture ? overlay->picture : overlay->whole, frame);
    if (!overlay->picture)
        return;
    facs_cairo.save(overlay->cairo);
    facs_cairo.scale(overlay->cairo, overlay->zoom, overlay->zoom);
    facs_cairo.set_source_surface(overlay->cairo, overlay->picture, 0, 0);
    /* The zoom is small, and the default filter takes ten times as long. */
    facs_cairo.pattern_set_filter(facs_cairo.get_source(overlay->cairo), CAIRO_FILTER_BILINEAR);
    facs_cairo.pattern_set_extend(facs_cairo.get_source(overlay->cairo), CAIRO_EXTEND_PAD);
    facs_cairo.paint(overlay->cairo);
    facs_cairo.restore(overlay->cairo);
}

/* Returns the number of faces drawn. */
static int draw_faces(facs_overlay *overlay, const facs_drawn_faces *faces)
{
    char name[32];
    cairo_t *cairo = overlay->cairo;
    int seen = 0;
    facs_cairo.save(cairo);
    facs_cairo.rectangle(cairo, 0, 0, overlay->shown_width, overlay->zoom * overlay->height);
    facs_cairo.clip(cairo);
    facs_cairo.scale(cairo, overlay->zoom, overlay->zoom);
    facs_cairo.translate(cairo, 0.5, 0.5);                 /* pixel centres at whole numbers */
    facs_cairo.set_antialias(cairo, CAIRO_ANTIALIAS_FAST); /* halves the time for some 200 dots */
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
    facs_cairo.restore(cairo);
    return seen;
}

static void draw_loss(const facs_overlay *overlay)
{
    cairo_t *cairo = overlay->cairo;
    const double unit = overlay->unit, width = overlay->shown_width;
    facs_cairo.save(cairo);
    facs_cairo.set_source_rgb(cairo, 0.86, 0.13, 0.12);
    facs_cairo.set_line_width(cairo, 6 * unit);
    facs_cairo.rectangle(cairo, 3 * unit, 3 * unit, width - 6 * unit,
                         overlay->zoom * overlay->height - 6 * unit);
    facs_cairo.stroke(cairo);
    facs_cairo.rectangle(cairo, width / 2 - 54 * unit, 3 * unit, 108 * unit, 32 * unit);
    facs_cairo.fill(cairo);
    facs_cairo.select_font_face(cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                                CAIRO_FONT_WEIGHT_BOLD);
    facs_cairo.set_font_size(cairo, 18 * unit);
    facs_cairo.set_source_rgb(cairo, 1, 1, 1);
    facs_drawn_text_write(cairo, width / 2 - facs_drawn_text_width(cairo, "no face") / 2, 25 * unit,
                          "no face");
    facs_cairo.restore(cairo);
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
        facs_cairo.save(overlay->cairo);
        facs_cairo.translate(overlay->cairo, overlay->shown_width, 0);
        facs_au_panel_draw(overlay->panel, overlay->cairo, faces, frame->index, frame->time);
        facs_cairo.restore(overlay->cairo);
    }
    if (facs_cairo.status(overlay->cairo) != CAIRO_STATUS_SUCCESS)
        return facs_fail(error, FACS_ERROR_OUTPUT, -ENOMEM, "the face cannot be drawn (%s)",
                         facs_cairo.status_to_string(facs_cairo.status(overlay->cairo)));
    give_pixels(overlay, drawn);
    return 0;
}
