#include "glue.h"
#include "values.h"
#include "watch.h"

static int on_progress(void *opaque, int64_t videos, int64_t rows)
{
    (void)rows;
    return watch_look(opaque, (double)videos, 0);
}

/* Returns what was merged, or a failure; the attribute "notes" says what was left out. */
SEXP r_merge(SEXP folder, SEXP output, SEXP columns, SEXP min_confidence, SEXP every_face,
             SEXP path)
{
    static const char *const parts[] = {"videos",   "rows",    "dropped", "missing",
                                        "left_out", "seconds", NULL};
    held *h;
    facs_merge_options o;
    facs_merge_summary s = {.size = sizeof(s)};
    facs_error error = {.kind = FACS_ERROR_NONE};
    watch w = {.show = R_NilValue};
    const char *from = text_in(folder), *to = text_in(output);
    facs_default_merge_options(&o);
    o.columns = text_in(columns);
    o.min_confidence = Rf_asReal(min_confidence);
    o.every_face = Rf_asLogical(every_face) == TRUE;
    o.path = text_in(path);
    o.progress = on_progress;
    o.opaque = &w;
    SEXP holder = PROTECT(held_open(&h));
    o.log = notes_log(h->notes);
    const int status = facs_merge(from, to, &o, &s, &error);
    SEXP value = PROTECT(status < 0 ? failure(&error, status) : named_list(parts));
    const double numbers[] = {(double)s.videos,  (double)s.rows,     (double)s.dropped,
                              (double)s.missing, (double)s.left_out, s.seconds};
    for (R_xlen_t i = 0; status == 0 && i < XLENGTH(value); i++)
        SET_VECTOR_ELT(value, i, Rf_ScalarReal(numbers[i]));
    set_attribute(value, "notes", lines_of(h->notes));
    held_close(holder);
    UNPROTECT(2);
    return value;
}
