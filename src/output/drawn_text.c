#include "output/drawn_text.h"

#include "os/thread.h"

#ifdef CAIRO_HAS_WIN32_FONT
static facs_mutex fonts = FACS_MUTEX_INITIALIZER;
#define TAKE_FONTS() facs_mutex_lock(&fonts)
#define GIVE_FONTS() facs_mutex_unlock(&fonts)
#else
#define TAKE_FONTS() 0
#define GIVE_FONTS() 0
#endif

double facs_drawn_text_width(cairo_t *cairo, const char *text)
{
    cairo_text_extents_t size = {0};
    (void)TAKE_FONTS();
    facs_cairo.text_extents(cairo, text, &size);
    (void)GIVE_FONTS();
    return size.x_advance;
}

void facs_drawn_text_write(cairo_t *cairo, double x, double y, const char *text)
{
    facs_cairo.move_to(cairo, x, y);
    (void)TAKE_FONTS();
    facs_cairo.show_text(cairo, text);
    (void)GIVE_FONTS();
    facs_cairo.new_path(cairo);
}
