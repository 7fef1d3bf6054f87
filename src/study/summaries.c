/* The public facs_summarize: the figures of many results in one table. */
#include "base/error.h"
#include "base/sized.h"
#include "output/target.h"
#include "study/summary_table.h"
#include "study/summing.h"

static int put_row(void *opaque, const char *input, const facs_path_value *values,
                   const facs_summary_line *line)
{
    facs_summary_table_put(opaque, input, values, line);
    return 0;
}

static int write_table(facs_summing *s, facs_summary_table *table, const char *output,
                       facs_error *error)
{
    facs_draft draft = FACS_NO_DRAFT;
    int status = facs_target_open(&draft, output, error);
    if (status < 0)
        return status;
    status = facs_target_stream(&table->out, &draft, error);
    if (status == 0) {
        status = facs_summary_table_begin(table);
        status = status < 0 ? facs_fail_memory(error, "the summary") : facs_summing_run(s, error);
        facs_summary_table_end(table);
    }
    return facs_target_end(&table->out, &draft, status, error);
}

int facs_summarize(const char *const *paths, const char *output,
                   const facs_summarize_options *options, facs_summarize_totals *totals,
                   facs_error *error)
{
    facs_summary_table table = {.out = NULL};
    facs_summing s = {.sink = {put_row, &table}};
    if (!paths || !output)
        return facs_fail_null(error, "paths, output");
    int status = facs_sized_read(&s.options, options, &FACS_SIZED(facs_summarize_options), error);
    if (status == 0 && totals)
        status = facs_sized_check(totals, &FACS_SIZED(facs_summarize_totals), error);
    if (status < 0)
        return status;
    table.path = &s.path;
    table.changes = s.options.baseline != NULL;
    status = facs_summary_table_may_replace(output, error);
    if (status == 0)
        status = facs_summing_open(&s, paths, output, error);
    if (status == 0)
        status = facs_summary_table_check(&s.path, error);
    if (status == 0)
        status = write_table(&s, &table, output, error);
    facs_summing_close(&s);
    if (totals)
        facs_sized_write(totals, &s.totals, &FACS_SIZED(facs_summarize_totals));
    return status;
}
