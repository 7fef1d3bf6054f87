#include "output/au_panel.h"

#include "base/error.h"
#include "output/drawn_text.h"
#include "output/face_marks.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FULL_TURN 6.283185307179586

/* Lengths in units. */
#define MARGIN      14.0
#define FIRST_ROW   74.0
#define ROW         20.4 /* 18 of them */
#define BAR_LEFT    186.0
#define BAR_WIDTH   76.0 /* intensity 5 */
#define BAR_HEIGHT  11.0
#define BARS_HEIGHT 17.0 /* of several faces, with gaps */
#define BARS_GAP    0.8
#define VALUE_RIGHT (FACS_PANEL_WIDTH - MARGIN)

struct facs_au_panel {
    cairo_surface_t *still; /* the parts that are the same in every frame */
    double unit;
};

/* ---- Text ------------------------------------------------------------------------------------ */

typedef enum alignment { FROM_LEFT, TO_RIGHT, CENTRED } alignment;

static void set_font(cairo_t *cairo, double size, int bold)
{
    facs_cairo.select_font_face(cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                                bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    facs_cairo.set_font_size(cairo, size);
}

static void write_text(cairo_t *cairo, double x, double y, alignment align, const char *text)
{
    const double width = align == FROM_LEFT ? 0 : facs_drawn_text_width(cairo, text);
    facs_drawn_text_write(cairo, x - width * (align == CENTRED ? 0.5 : 1), y, text);
}

/* From the panel's background, 0, to white, 1. */
static void set_ink(cairo_t *cairo, double strength)
{
    facs_cairo.set_source_rgb(cairo, 0.09 + 0.87 * strength, 0.10 + 0.87 * strength,
                              0.13 + 0.85 * strength);
}

/* ---- The same in every frame ----------------------------------------------------------------- */

static double row_middle(int au)
{
    return FIRST_ROW + ROW * (au + 0.5);
}

void facs_au_panel_bar(int au, double value, int n, int count, double bar[4])
{
    const double shown = value < 0 ? 0 : value > 5 ? 5 : value;
    bar[0] = BAR_LEFT;
    const double height = count > 1 ? BARS_HEIGHT : BAR_HEIGHT, gap = count > 1 ? BARS_GAP : 0;
    bar[1] = row_middle(au) - height / 2 + height * n / count + gap / 2;
    bar[2] = BAR_WIDTH * shown / 5;
    bar[3] = height / count - gap;
}

/* The ground of a row's bars, with a line for each grade. */
static void draw_track(cairo_t *cairo, int au, int count)
{
    double bar[4], last[4];
    facs_au_panel_bar(au, 5, 0, count, bar);
    facs_au_panel_bar(au, 5, count - 1, count, last);
    const double height = count > 1 ? last[1] + last[3] - bar[1] : bar[3];
    set_ink(cairo, 0.09);
    facs_cairo.rectangle(cairo, bar[0], bar[1], bar[2], height);
    facs_cairo.fill(cairo);
    set_ink(cairo, 0.22);
    for (int grade = 1; grade < 5; grade++)
        facs_cairo.rectangle(cairo, BAR_LEFT + BAR_WIDTH * grade / 5 - 0.5, bar[1], 1, height);
    facs_cairo.fill(cairo);
}

static void draw_row(cairo_t *cairo, int au)
{
    const char *name = facs_presence_name(au);
    const double y = row_middle(au);
    set_font(cairo, 11.5, 1);
    set_ink(cairo, 0.95);
    write_text(cairo, MARGIN + 12, y + 4, FROM_LEFT, name);
    set_font(cairo, 10.5, 0);
    set_ink(cairo, 0.62);
    write_text(cairo, MARGIN + 52, y + 4, FROM_LEFT, facs_au_description(name));
    if (au != FACS_AU28_C) /* the only presence without an intensity */
        draw_track(cairo, au, 1);
}

static void draw_still(cairo_t *cairo, const char *values, int warn)
{
    set_ink(cairo, 0);
    facs_cairo.paint(cairo);
    for (int au = 0; au < FACS_PRESENCES; au++)
        draw_row(cairo, au);
    set_font(cairo, 9, 0);
    set_ink(cairo, 0.5);
    for (int grade = 0; grade <= 5; grade++) {
        const char text[2] = {(char)('0' + grade), 0};
        write_text(cairo, BAR_LEFT + BAR_WIDTH * grade / 5, row_middle(FACS_PRESENCES) + 1, CENTRED,
                   text);
    }
    facs_cairo.arc(cairo, MARGIN + 3, row_middle(FACS_PRESENCES) - 2, 3.4, 0, FULL_TURN);
    set_ink(cairo, 0.7);
    facs_cairo.fill(cairo);
    write_text(cairo, MARGIN + 12, row_middle(FACS_PRESENCES) + 1, FROM_LEFT, "present");
    set_font(cairo, 10, 0);
    if (warn)
        facs_cairo.set_source_rgb(cairo, 1, 0.72, 0.25);
    write_text(cairo, MARGIN, FACS_PANEL_HEIGHT - 6, FROM_LEFT, values);
    set_ink(cairo, 0.22);
    facs_cairo.rectangle(cairo, MARGIN, FIRST_ROW - 5, FACS_PANEL_WIDTH - 2 * MARGIN, 1);
    facs_cairo.fill(cairo);
}

int facs_au_panel_open(facs_au_panel **out, const facs_au_panel_form *form, facs_error *error)
{
    *out = NULL;
    int opened = facs_cairo_open(error);
    if (opened < 0)
        return opened;
    facs_au_panel *panel = calloc(1, sizeof(*panel));
    if (!panel)
        return facs_fail_memory(error, "the drawing");
    panel->unit = form->unit;
    panel->still = facs_cairo.image_surface_create(CAIRO_FORMAT_RGB24, form->width, form->height);
    cairo_t *cairo = facs_cairo.create(panel->still);
    facs_cairo.scale(cairo, form->unit, form->unit);
    draw_still(cairo, form->values, form->warn);
    const cairo_status_t status = facs_cairo.status(cairo);
    facs_cairo.destroy(cairo);
    if (status != CAIRO_STATUS_SUCCESS) {
        facs_au_panel_close(&panel);
        return status == CAIRO_STATUS_NO_MEMORY
                   ? facs_fail_memory(error, "the drawing")
                   : facs_fail(error, FACS_ERROR_OUTPUT, -EIO, "the panel cannot be drawn (%s)",
                               facs_cairo.status_to_string(status));
    }
    *out = panel;
    return 0;
}

void facs_au_panel_close(facs_au_panel **panel)
{
    if (!*panel)
        return;
    facs_cairo.surface_destroy((*panel)->still);
    free(*panel);
    *panel = NULL;
}

/* ---- Different in every frame ---------------------------------------------------------------- */

static void draw_head(cairo_t *cairo, int64_t index, double time)
{
    char text[64];
    const int64_t minutes = (int64_t)(time / 60);
    set_font(cairo, 15, 1);
    set_ink(cairo, 1);
    snprintf(text, sizeof(text), "Frame %lld", (long long)index + 1);
    write_text(cairo, MARGIN, 27, FROM_LEFT, text);
    set_font(cairo, 14, 0);
    snprintf(text, sizeof(text), "%lld:%06.3f", (long long)minutes, time - 60 * (double)minutes);
    write_text(cairo, VALUE_RIGHT, 27, TO_RIGHT, text);
}

static void set_face_colour(cairo_t *cairo, const facs_result *result)
{
    const facs_colour colour = facs_colour_of_face(result->face_id);
    if (result->success)
        facs_cairo.set_source_rgb(cairo, colour.red, colour.green, colour.blue);
    else
        facs_cairo.set_source_rgb(cairo, 0.95, 0.25, 0.22);
}

/* The n-th of count faces: what is known of it. */
static void draw_state(cairo_t *cairo, const facs_result *result, int n, int count)
{
    char text[64];
    const double width = (FACS_PANEL_WIDTH - 2 * MARGIN + 6) / count, x = MARGIN + width * n;
    set_face_colour(cairo, result);
    facs_cairo.rectangle(cairo, x, 46, 9, 9);
    facs_cairo.fill(cairo);
    set_font(cairo, count > 2 ? 10.5 : 12, !result->success);
    if (!result->success)
        snprintf(text, sizeof(text), count > 1 ? "%d lost" : "no face", result->face_id);
    else if (count == 1)
        snprintf(text, sizeof(text), "Face, confidence %.2f", (double)result->confidence);
    else
        snprintf(text, sizeof(text), count > 2 ? "%d: %.2f" : "Face %d: %.2f", result->face_id,
                 (double)result->confidence);
    if (result->success)
        set_ink(cairo, 0.9);
    write_text(cairo, x + 15, 55, FROM_LEFT, text);
}

static void draw_presence(cairo_t *cairo, const facs_result *result, int au, int n, int count)
{
    double bar[4];
    facs_au_panel_bar(au, 0, n, count, bar);
    const double y = count > 1 ? bar[1] + bar[3] / 2 : row_middle(au);
    if (result->presence[au] <= 0)
        return;
    facs_cairo.arc(cairo, MARGIN + 3, y, count > 1 ? 2.2 : 3.4, 0, FULL_TURN);
    facs_cairo.fill(cairo);
}

static void draw_values(cairo_t *cairo, const facs_result *result, int n, int count)
{
    char text[16];
    double bar[4];
    const facs_colour colour = facs_colour_of_face(result->face_id);
    set_font(cairo, count > 1 ? 8.5 : 11, 0);
    for (int au = 0, r = 0; au < FACS_PRESENCES; au++) {
        facs_cairo.set_source_rgb(cairo, colour.red, colour.green, colour.blue);
        draw_presence(cairo, result, au, n, count);
        if (au == FACS_AU28_C)
            continue;
        const double value = (double)result->intensity[r++];
        facs_au_panel_bar(au, value, n, count, bar);
        facs_cairo.rectangle(cairo, bar[0], bar[1], bar[2], bar[3]);
        facs_cairo.fill(cairo);
        if (count > 2) /* no room for numbers */
            continue;
        set_ink(cairo, value >= 0.05 ? 0.9 : 0.45);
        snprintf(text, sizeof(text), "%.1f", value);
        const double y = count > 1 ? bar[1] + bar[3] / 2 + 3 : row_middle(au) + 4;
        write_text(cairo, VALUE_RIGHT, y, TO_RIGHT, text);
    }
}

/* Chooses the faces to show, in order: those that are seen rather than lost ones. */
static int choose(const facs_drawn_faces *faces, const facs_result *shown[FACS_PANEL_FACES])
{
    int left = FACS_PANEL_FACES, count = 0;
    for (int i = 0; i < faces->count; i++)
        left -= faces->faces[i].result.success && left > 0;
    for (int i = 0; i < faces->count && count < FACS_PANEL_FACES; i++) {
        const facs_result *result = &faces->faces[i].result;
        if (!result->success && left-- <= 0)
            continue;
        shown[count++] = result;
    }
    return count;
}

/* How many faces have no bars. */
static void draw_rest(cairo_t *cairo, int rest)
{
    char text[16];
    snprintf(text, sizeof(text), "+%d", rest);
    set_font(cairo, 10.5, 0);
    set_ink(cairo, 0.9);
    write_text(cairo, VALUE_RIGHT + 8, 55, TO_RIGHT, text);
}

void facs_au_panel_draw(facs_au_panel *panel, cairo_t *cairo, const facs_drawn_faces *faces,
                        int64_t index, double time)
{
    const facs_result *shown[FACS_PANEL_FACES];
    const int count = choose(faces, shown);
    facs_cairo.set_source_surface(cairo, panel->still, 0, 0);
    facs_cairo.paint(cairo);
    facs_cairo.scale(cairo, panel->unit, panel->unit);
    draw_head(cairo, index, time);
    for (int au = 0; au < FACS_PRESENCES && count > 1; au++)
        if (au != FACS_AU28_C)
            draw_track(cairo, au, count);
    for (int n = 0; n < count; n++) {
        draw_state(cairo, shown[n], n, count);
        if (shown[n]->success)
            draw_values(cairo, shown[n], n, count);
    }
    if (faces->count > count)
        draw_rest(cairo, faces->count - count);
    if (count == 1 && !shown[0]->success) { /* nothing is known: grey out the rows */
        facs_cairo.set_source_rgba(cairo, 0.09, 0.10, 0.13, 0.6);
        facs_cairo.rectangle(cairo, 0, FIRST_ROW - 3, FACS_PANEL_WIDTH, ROW * FACS_PRESENCES + 3);
        facs_cairo.fill(cairo);
    }
}
