#include "data.h"
#include "glue.h"
#include "options.h"
#include "watch.h"

#include <errno.h>
#include <string.h>

static int on_progress(void *opaque, const facs_progress *progress)
{
    return watch_look(opaque, (double)progress->frames_done, (double)progress->frames_expected);
}

/* What goes into the call besides the options: paths, or NULL. */
typedef struct paths {
    const char *input, *csv, *json, *neutral, *save_neutral;
} paths;

/* From here to the end, nothing of R's can jump. */
static int run(held *h, const paths *p, facs_extract_options *o, facs_summary *summary,
               facs_error *error)
{
    int status = 0;
    o->csv = p->csv;
    o->json = p->json;
    o->analysis.log = notes_log(h->notes);
    o->data = &h->data;
    o->learnt = p->save_neutral ? &h->learnt : NULL;
    if (p->neutral)
        status = facs_neutral_load(&h->neutral, p->neutral, error);
    o->analysis.neutral = h->neutral;
    if (status == 0)
        status = facs_extract(p->input, o, summary, error);
    if (status == 0 && p->save_neutral)
        status = facs_neutral_save(h->learnt, p->save_neutral, error);
    return status;
}

/* paths: list(input, csv, json, neutral, save_neutral). Returns list(data, notes), or a failure,
 * with the path of the rows so far as its attribute "unfinished". */
SEXP r_extract(SEXP paths_in, SEXP options, SEXP show)
{
    static const char *const parts[] = {"data", "notes", NULL};
    held *h;
    facs_extract_options o;
    facs_summary summary = {.size = sizeof(summary)};
    facs_error error = {.kind = FACS_ERROR_NONE};
    watch w = {.show = show};
    const paths p = {text_in(VECTOR_ELT(paths_in, 0)), text_in(VECTOR_ELT(paths_in, 1)),
                     text_in(VECTOR_ELT(paths_in, 2)), text_in(VECTOR_ELT(paths_in, 3)),
                     text_in(VECTOR_ELT(paths_in, 4))};
    facs_default_extract_options(&o);
    o.progress = on_progress;
    o.opaque = &w;
    SEXP holder = PROTECT(held_open(&h));
    int status = options_read(options, &o, &error);
    if (status == 0)
        status = run(h, &p, &o, &summary, &error);
    SEXP value = PROTECT(status < 0 ? failure(&error, status) : named_list(parts));
    if (status < 0) {
        set_attribute(value, "unfinished", string_of(summary.unfinished));
    } else {
        SET_VECTOR_ELT(value, 0, data_value(h->data));
        SET_VECTOR_ELT(value, 1, lines_of(h->notes));
    }
    held_close(holder);
    UNPROTECT(2);
    return value;
}
