#include "glue.h"
#include "values.h"

/* Returns the log's lines, or a failure. */
SEXP r_report(SEXP csv, SEXP html, SEXP json, SEXP video, SEXP segments)
{
    held *h;
    facs_report_options o;
    facs_error error = {.kind = FACS_ERROR_NONE};
    const char *from = text_in(csv);
    facs_default_report_options(&o);
    o.html = text_in(html);
    o.json = text_in(json);
    o.video = text_in(video);
    o.segments = text_in(segments);
    SEXP holder = PROTECT(held_open(&h));
    const facs_log log = notes_log(h->notes);
    o.log = &log;
    const int status = facs_report(from, &o, &error);
    SEXP value = PROTECT(status < 0 ? failure(&error, status) : lines_of(h->notes));
    held_close(holder);
    UNPROTECT(2);
    return value;
}
