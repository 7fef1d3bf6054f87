/* Events and figures of results. */
#include "glue.h"
#include "values.h"
#include "watch.h"

#include <facs/answers.h>

#include <errno.h>
#include <stdlib.h>

/* Writes the events of a CSV to a file; json, if it exists, names the video. Returns the file's
 * path, or a failure. */
SEXP r_events(SEXP csv, SEXP json, SEXP output, SEXP kinds, SEXP parameters)
{
    facs_events *events = NULL;
    facs_events_options o;
    facs_error error = {.kind = FACS_ERROR_NONE};
    const char *from = text_in(csv), *to = text_in(output);
    facs_default_events_options(&o);
    o.json = text_in(json);
    o.kinds = text_in(kinds);
    o.parameters = text_in(parameters);
    int status = facs_events_read(&events, from, &o, &error);
    if (status == 0)
        status = facs_events_write(events, to, &error);
    facs_events_close(&events);
    return status < 0 ? failure(&error, status) : string_of(to);
}

static int on_progress(void *opaque, int64_t results, int64_t of)
{
    (void)of;
    return watch_look(opaque, (double)results, 0);
}

/* Returns what was summed up, or a failure; the attribute "notes" says what was left out. how:
 * segments, baseline, path, parameters. */
SEXP r_summarize(SEXP paths, SEXP output, SEXP how, SEXP jobs)
{
    static const char *const parts[] = {"results", "rows", "left_out", "missing", "seconds", NULL};
    held *h;
    facs_summarize_options o;
    facs_summarize_totals t = {.size = sizeof(t)};
    facs_error error = {.kind = FACS_ERROR_NONE};
    watch w = {.show = R_NilValue};
    const char *to = text_in(output);
    const R_xlen_t count = XLENGTH(paths);
    const char **from = (const char **)R_alloc((size_t)count + 1, sizeof(*from));
    for (R_xlen_t i = 0; i < count; i++)
        from[i] = bytes_of(STRING_ELT(paths, i));
    from[count] = NULL;
    facs_default_summarize_options(&o);
    o.segments = text_in(VECTOR_ELT(how, 0));
    o.baseline = text_in(VECTOR_ELT(how, 1));
    o.path = text_in(VECTOR_ELT(how, 2));
    o.parameters = text_in(VECTOR_ELT(how, 3));
    o.jobs = Rf_asInteger(jobs);
    o.progress = on_progress;
    o.opaque = &w;
    SEXP holder = PROTECT(held_open(&h));
    o.log = notes_log(h->notes);
    const int status = facs_summarize(from, to, &o, &t, &error);
    SEXP value = PROTECT(status < 0 ? failure(&error, status) : named_list(parts));
    const double numbers[] = {(double)t.results, (double)t.rows, (double)t.left_out,
                              (double)t.missing, t.seconds};
    for (R_xlen_t i = 0; status == 0 && i < XLENGTH(value); i++)
        SET_VECTOR_ELT(value, i, Rf_ScalarReal(numbers[i]));
    set_attribute(value, "notes", lines_of(h->notes));
    held_close(holder);
    UNPROTECT(2);
    return value;
}

/* The columns of a summary: name, unit, meaning, and whether it holds texts. */
SEXP r_summary_columns(void)
{
    static const char *const parts[] = {"name", "unit", "meaning", "is_text", NULL};
    facs_summary_column c = {.size = sizeof(c)};
    int count = 0;
    while (facs_summary_column_get(count, &c) == 0)
        count++;
    SEXP value = PROTECT(named_list(parts));
    for (int i = 0; i < 4; i++)
        SET_VECTOR_ELT(value, i, Rf_allocVector(i < 3 ? STRSXP : LGLSXP, count));
    for (int i = 0; i < count; i++) {
        facs_summary_column_get(i, &c);
        const char *const texts[] = {c.name, c.unit, c.meaning};
        for (int n = 0; n < 3; n++)
            SET_STRING_ELT(VECTOR_ELT(value, n), i, text_of(texts[n]));
        LOGICAL(VECTOR_ELT(value, 3))[i] = c.is_text;
    }
    UNPROTECT(1);
    return value;
}
