/* cairo, loaded when something is drawn: facs_cairo.arc() is cairo_arc(). */
#ifndef FACS_OUTPUT_CAIRO_LIBRARY_H
#define FACS_OUTPUT_CAIRO_LIBRARY_H

#include "os/library.h"

#include <cairo.h>

/* clang-format off */
#define FACS_CAIRO_FUNCTIONS(F) \
    F(cairo_, arc) F(cairo_, clip) F(cairo_, close_path) F(cairo_, create) F(cairo_, destroy) \
    F(cairo_, fill) F(cairo_, get_source) F(cairo_, image_surface_create) \
    F(cairo_, image_surface_get_data) F(cairo_, image_surface_get_height) \
    F(cairo_, image_surface_get_stride) F(cairo_, image_surface_get_width) F(cairo_, line_to) \
    F(cairo_, move_to) F(cairo_, new_path) F(cairo_, new_sub_path) F(cairo_, paint) \
    F(cairo_, pattern_set_extend) F(cairo_, pattern_set_filter) F(cairo_, rectangle) \
    F(cairo_, restore) F(cairo_, save) F(cairo_, scale) F(cairo_, select_font_face) \
    F(cairo_, set_antialias) F(cairo_, set_font_size) F(cairo_, set_line_join) \
    F(cairo_, set_line_width) F(cairo_, set_source_rgb) F(cairo_, set_source_rgba) \
    F(cairo_, set_source_surface) F(cairo_, show_text) F(cairo_, status) \
    F(cairo_, status_to_string) F(cairo_, stroke) F(cairo_, surface_destroy) \
    F(cairo_, surface_flush) F(cairo_, surface_mark_dirty) F(cairo_, surface_status) \
    F(cairo_, text_extents) F(cairo_, translate)
/* clang-format on */

typedef struct facs_cairo_functions {
    FACS_CAIRO_FUNCTIONS(FACS_LIBRARY_POINTER)
} facs_cairo_functions;

/* Filled in by facs_cairo_open. */
extern facs_cairo_functions facs_cairo;

/* Like facs_library_open. */
int facs_cairo_open(facs_error *error);

#endif
