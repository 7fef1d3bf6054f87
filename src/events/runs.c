#include "events/runs.h"

#include <math.h>

/* The run of values above low around row `at`, bridged. */
static facs_run run_from(size_t at, const facs_run_rule *rule, const float *values,
                         const double *times, size_t rows)
{
    facs_run run = {.from = at, .to = at};
    for (size_t i = at + 1; i < rows && !isnan(values[i]); i++)
        if ((double)values[i] > rule->low)
            run.to = i;
        else if (times[i] - times[run.to] > rule->bridge)
            break;
    run.cut_start = at == 0 || isnan(values[at - 1]);
    run.cut_end = run.to + 1 == rows || isnan(values[run.to + 1]);
    return run;
}

static int reaches(const facs_run *run, const facs_run_rule *rule, const float *values)
{
    for (size_t i = run->from; i <= run->to; i++)
        if ((double)values[i] >= rule->high)
            return 1;
    return 0;
}

int facs_next_run(facs_run *run, const facs_run_rule *rule, const float *values,
                  const double *times, size_t rows, size_t *next)
{
    while (*next < rows) {
        const size_t at = (*next)++;
        if (!((double)values[at] > rule->low))
            continue;
        *run = run_from(at, rule, values, times, rows);
        *next = run->to + 1;
        if (reaches(run, rule, values) && times[run->to] - times[run->from] >= rule->min)
            return 1;
    }
    return 0;
}

size_t facs_run_peak(const facs_run *run, const float *values)
{
    size_t peak = run->from;
    for (size_t i = run->from; i <= run->to; i++)
        if (values[i] > values[peak])
            peak = i;
    return peak;
}

unsigned facs_run_flags(const facs_run *run)
{
    return (run->cut_start ? FACS_EVENT_CUT_START : 0u) | (run->cut_end ? FACS_EVENT_CUT_END : 0u);
}
