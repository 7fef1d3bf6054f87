#include "output/face_marks.h"

#include "output/drawn_text.h"

#include <math.h>

#define FULL_TURN  6.283185307179586
#define USUAL_FACE 150.0 /* pixels: marks have their normal size in a box this wide */

static void set_colour(cairo_t *cairo, facs_colour colour, double alpha)
{
    facs_cairo.set_source_rgba(cairo, colour.red, colour.green, colour.blue, alpha);
}

static void draw_line(cairo_t *cairo, const float from[2], const float to[2])
{
    facs_cairo.move_to(cairo, (double)from[0], (double)from[1]);
    facs_cairo.line_to(cairo, (double)to[0], (double)to[1]);
    facs_cairo.stroke(cairo);
}

static void draw_points(cairo_t *cairo, const float *points, int count, double radius)
{
    for (int i = 0; i < count; i++) {
        facs_cairo.new_sub_path(cairo);
        facs_cairo.arc(cairo, (double)points[i], (double)points[i + count], radius, 0, FULL_TURN);
    }
    facs_cairo.fill(cairo);
}

static void draw_box(cairo_t *cairo, const facs_result *result)
{
    facs_cairo.rectangle(cairo, (double)result->box[0], (double)result->box[1],
                         (double)result->box[2], (double)result->box[3]);
    facs_cairo.stroke(cairo);
}

static void draw_eyes(cairo_t *cairo, const facs_drawn_face *face, double radius)
{
    if (!face->marks.has_gaze)
        return;
    facs_cairo.set_source_rgb(cairo, 0, 0.9, 0.9);
    draw_points(cairo, face->result.eye_landmarks, FACS_EYE_POINTS, radius);
    facs_cairo.set_source_rgb(cairo, 0, 0.85, 0.4);
    for (int eye = 0; eye < 2; eye++)
        draw_line(cairo, face->marks.gaze[eye][0], face->marks.gaze[eye][1]);
}

void facs_draw_tracked_marks(cairo_t *cairo, const facs_drawn_face *face, double unit)
{
    const double trust = (double)face->result.confidence;
    facs_cairo.set_line_width(cairo, unit);
    facs_cairo.set_source_rgb(cairo, 1, 0.8, 0);
    draw_box(cairo, &face->result);
    facs_cairo.set_line_width(cairo, 2 * unit);
    facs_cairo.set_source_rgb(cairo, 1 - trust, 0, trust);
    for (int i = 0; i < FACS_CUBE_CORNERS; i++)
        for (int axis = 0; axis < 3; axis++)
            if (!(i >> axis & 1))
                draw_line(cairo, face->marks.cube[i], face->marks.cube[i | 1 << axis]);
    facs_cairo.set_source_rgb(cairo, 1, 0, 0);
    draw_points(cairo, face->result.landmarks, FACS_LANDMARKS, 2.2 * unit);
    facs_cairo.set_source_rgb(cairo, 0, 0, 1);
    draw_points(cairo, face->result.landmarks, FACS_LANDMARKS, 1.1 * unit);
    draw_eyes(cairo, face, 0.8 * unit);
}

/* Joins the 68 points of iBUG 300-W: from the first to the last of each line, closed or not. */
static void draw_outlines(cairo_t *cairo, const float *points)
{
    static const struct {
        int first, last, closed;
    } lines[] = {{0, 16, 0},  {17, 21, 0}, {22, 26, 0}, {27, 30, 0}, {31, 35, 0},
                 {36, 41, 1}, {42, 47, 1}, {48, 59, 1}, {60, 67, 1}};
    for (size_t line = 0; line < sizeof(lines) / sizeof(lines[0]); line++) {
        facs_cairo.new_sub_path(cairo);
        for (int i = lines[line].first; i <= lines[line].last; i++)
            facs_cairo.line_to(cairo, (double)points[i], (double)points[i + FACS_LANDMARKS]);
        if (lines[line].closed)
            facs_cairo.close_path(cairo);
    }
    facs_cairo.stroke(cairo);
}

static void draw_axes(cairo_t *cairo, const facs_face_marks *marks, double unit)
{
    static const facs_colour colours[] = {{1, 0.30, 0.30}, {0.35, 0.92, 0.40}, {0.35, 0.55, 1}};
    const float *centre = marks->axes[0];
    for (int pass = 0; pass < 2; pass++) /* a dark rim first, to show on bright skin */
        for (int axis = 0; axis < 3; axis++) {
            const float *end = marks->axes[axis + 1];
            /* The model's axes point to the chin and the back of the head: reverse them. */
            const float turned[2] = {2 * centre[0] - end[0], 2 * centre[1] - end[1]};
            facs_cairo.set_line_width(cairo, (pass ? 2.2 : 4) * unit);
            if (pass)
                set_colour(cairo, colours[axis], 1);
            else
                facs_cairo.set_source_rgba(cairo, 0, 0, 0, 0.4);
            draw_line(cairo, centre, axis > 0 ? turned : end);
        }
}

/* On a label above the box's upper left corner. */
static void draw_name(cairo_t *cairo, const facs_drawn_face *face, const char *name, double unit)
{
    const double x = (double)face->result.box[0], y = (double)face->result.box[1];
    facs_cairo.set_font_size(cairo, 12 * unit);
    facs_cairo.rectangle(cairo, x - 0.75 * unit, y - 17 * unit,
                         facs_drawn_text_width(cairo, name) + 10 * unit, 17 * unit);
    set_colour(cairo, facs_colour_of_face(face->result.face_id), 0.95);
    facs_cairo.fill(cairo);
    facs_cairo.set_source_rgb(cairo, 0.05, 0.06, 0.08);
    facs_drawn_text_write(cairo, x + 4 * unit, y - 4.5 * unit, name);
}

void facs_draw_marks(cairo_t *cairo, const facs_drawn_face *face, const char *name, double unit)
{
    const facs_colour colour = facs_colour_of_face(face->result.face_id);
    /* Marks must not cover a small face. */
    const double fine = fmax(fmin(unit, (double)face->result.box[2] / USUAL_FACE), 0.5 * unit);
    facs_cairo.set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    facs_cairo.set_line_width(cairo, 1.5 * unit);
    set_colour(cairo, colour, 0.9);
    draw_box(cairo, &face->result);
    facs_cairo.set_line_width(cairo, 1.1 * fine);
    set_colour(cairo, colour, 0.55);
    draw_outlines(cairo, face->result.landmarks);
    facs_cairo.set_source_rgba(cairo, 0, 0, 0, 0.55);
    draw_points(cairo, face->result.landmarks, FACS_LANDMARKS, 2.3 * fine);
    facs_cairo.set_source_rgb(cairo, 1, 1, 1);
    draw_points(cairo, face->result.landmarks, FACS_LANDMARKS, 1.5 * fine);
    draw_axes(cairo, &face->marks, fine);
    facs_cairo.set_line_width(cairo, 2 * fine);
    draw_eyes(cairo, face, 0.6 * fine);
    if (name)
        draw_name(cairo, face, name, unit);
}
