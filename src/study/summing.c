#include "study/summing.h"

#include "base/error.h"
#include "base/log.h"
#include "os/clock.h"
#include "os/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define AHEAD    4   /* results for each thread that are begun together */
#define PAUSE_MS 100 /* between two calls of progress */

/* ---- What is asked for ----------------------------------------------------------------------- */

static int check_baseline(const facs_summing *s, facs_error *error)
{
    const char *baseline = s->options.baseline;
    if (baseline && !s->options.segments)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "baseline: expected segments to compare with \"%.200s\"", baseline);
    for (size_t i = 0; baseline && i < s->segments.count; i++)
        if (strcmp(s->segments.list[i].label, baseline) == 0)
            return 0;
    return !baseline ? 0
                     : facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                                 "baseline: expected the label of a segment in %s, not \"%.200s\"",
                                 s->options.segments, baseline);
}

static int read_options(facs_summing *s, facs_error *error)
{
    const facs_summarize_options *o = &s->options;
    if (o->jobs < 0 || o->jobs > FACS_MAX_JOBS)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "jobs: expected 1 to %d, not %d",
                         FACS_MAX_JOBS, o->jobs);
    int status = facs_parameters_set(&s->parameters, o->parameters, error);
    if (status == 0 && o->path)
        status = facs_path_columns_open(&s->path, o->path, error);
    if (status == 0 && o->segments)
        status = facs_segments_read(&s->segments, o->segments, error);
    if (status == 0)
        status = check_baseline(s, error);
    s->matched = calloc(s->segments.count + 1, 1);
    if (status == 0 && !s->matched)
        status = facs_fail_memory(error, "the segments");
    s->plan = (facs_summarize_plan){.parameters = &s->parameters,
                                    .segments = o->segments ? &s->segments : NULL,
                                    .baseline = o->baseline};
    return status;
}

/* ---- One result ------------------------------------------------------------------------------ */

static void warn_of_row(const facs_summing *s, const facs_summary_line *line)
{
    const facs_segment *segment = line->row.segment;
    if (segment && line->row.outside)
        facs_log_write(&s->options.log, FACS_LOG_WARNING,
                       "%s: the segment \"%s\" (line %lld) starts after the recording ends, so its "
                       "row is empty",
                       line->csv, segment->label, (long long)segment->line);
    if (!segment && line->row.no_baseline)
        facs_log_write(&s->options.log, FACS_LOG_WARNING,
                       "%s: face %.0f has no usable rows in a segment \"%s\", so its changes are "
                       "empty",
                       line->csv, line->row.values[FACS_FIGURE_FACE], s->options.baseline);
}

static int put_lines(facs_summing *s, const facs_summary_job *job, facs_error *error)
{
    facs_path_value values[FACS_PATH_COLUMNS];
    const char *input = job->result->row.path;
    if (!facs_path_columns_match(&s->path, input, values) && s->path.count > 0)
        s->unmatched_paths++;
    for (size_t i = 0; i < job->count; i++) {
        const facs_summary_line *line = &job->lines[i];
        const int put =
            s->sink.put(s->sink.opaque, strcmp(input, line->csv) == 0 ? "" : input, values, line);
        if (put < 0)
            return facs_fail_memory(error, "the summary");
        if (line->row.segment)
            s->matched[line->row.segment - s->segments.list] = 1;
        warn_of_row(s, line);
    }
    s->totals.results++;
    s->totals.rows += (int64_t)job->count;
    return 0;
}

/* 0, or an error that ends everything. */
static int take_job(facs_summing *s, const facs_summary_job *job, facs_error *error)
{
    if (job->status == 0)
        return put_lines(s, job, error);
    if (job->error.kind != FACS_ERROR_INPUT) {
        if (error)
            *error = job->error;
        return job->status;
    }
    facs_log_write(&s->options.log, FACS_LOG_WARNING, "%s; it is left out", job->error.text);
    s->totals.left_out++;
    return 0;
}

static void run_job(void *self, int member)
{
    (void)member;
    facs_summary_job_run(self);
}

static int progress(facs_summing *s, size_t done, size_t of, facs_error *error)
{
    const double now = facs_clock_ms();
    if (!s->options.progress || now - s->last_ms < PAUSE_MS)
        return 0;
    s->last_ms = now;
    return s->options.progress(s->options.opaque, (int64_t)done, (int64_t)of)
               ? facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "cancelled")
               : 0;
}

/* Results are begun some at a time, and written in their order. */
static int take_results(facs_summing *s, facs_error *error)
{
    const facs_summary_list *list = &s->list;
    const size_t ahead = AHEAD * (size_t)facs_crew_members(s->crew);
    facs_summary_job *jobs = calloc(ahead, sizeof(*jobs));
    facs_task *tasks = calloc(ahead, sizeof(*tasks));
    int status = jobs && tasks ? 0 : facs_fail_memory(error, "the summary");
    for (size_t first = 0; status == 0 && first < list->count; first += ahead) {
        const size_t count = list->count - first < ahead ? list->count - first : ahead;
        for (size_t i = 0; i < count; i++) {
            jobs[i] = (facs_summary_job){.plan = &s->plan,
                                         .result = list->results[first + i],
                                         .every_face = list->in_folder[first + i]};
            tasks[i] = (facs_task){.run = run_job, .self = &jobs[i]};
            facs_crew_begin(s->crew, &tasks[i]);
        }
        for (size_t i = 0; i < count; i++) {
            facs_crew_await(s->crew, &tasks[i]);
            if (status == 0)
                status = take_job(s, &jobs[i], error);
            facs_summary_job_free(&jobs[i]);
        }
        if (status == 0)
            status = progress(s, first + count, list->count, error);
    }
    free(jobs);
    free(tasks);
    return status;
}

/* ---- Notes ----------------------------------------------------------------------------------- */

#define NAMED 10 /* segments without a result that are named */

static void note_unmatched(const facs_summing *s)
{
    const facs_log *log = &s->options.log;
    const char *before = NULL;
    size_t patterns = 0;
    for (size_t i = 0; i < s->segments.count; i++) {
        const facs_segment *segment = &s->segments.list[i];
        if (s->matched[i])
            continue;
        const char *pattern = segment->pattern ? segment->pattern : "*";
        if ((!before || strcmp(before, pattern) != 0) && patterns++ < NAMED)
            facs_log_write(log, FACS_LOG_WARNING, "%s: line %lld: no result matches \"%s\"",
                           s->options.segments, (long long)segment->line, pattern);
        before = pattern;
    }
    if (patterns > NAMED)
        facs_log_write(log, FACS_LOG_WARNING, "%s: other patterns that no result matches: %zu",
                       s->options.segments, patterns - NAMED);
}

static void note(const facs_summing *s)
{
    const facs_log *log = &s->options.log;
    note_unmatched(s);
    if (s->segments.points > 0)
        facs_log_write(
            log, FACS_LOG_WARNING,
            "%s: marks without a duration or without times, which are left out: %zu, the "
            "first in line %lld",
            s->options.segments, s->segments.points, (long long)s->segments.points_line);
    if (s->unmatched_paths > 0)
        facs_log_write(log, FACS_LOG_WARNING,
                       "paths that do not match \"%s\", so their columns are empty: %lld",
                       s->options.path, (long long)s->unmatched_paths);
    if (s->totals.missing > 0)
        facs_log_write(log, FACS_LOG_WARNING,
                       "inputs without a result, because they failed or are not done yet: %lld",
                       (long long)s->totals.missing);
}

/* ---- The whole ------------------------------------------------------------------------------- */

int facs_summing_open(facs_summing *s, const char *const *paths, const char *output,
                      facs_error *error)
{
    int jobs = s->options.jobs ? s->options.jobs : facs_processor_count();
    jobs = jobs < FACS_CREW_MAX ? jobs : FACS_CREW_MAX;
    s->start_ms = facs_clock_ms();
    s->totals.size = sizeof(s->totals);
    int status = read_options(s, error);
    if (status == 0)
        status = facs_summary_list_open(&s->list, paths, output, &s->options.log, error);
    s->totals.left_out = s->list.left_out;
    s->totals.missing = s->list.missing;
    if (status == 0 && facs_crew_open(&s->crew, jobs) < 0)
        status = facs_fail_memory(error, "the threads");
    return status;
}

int facs_summing_run(facs_summing *s, facs_error *error)
{
    const int status = take_results(s, error);
    if (status < 0)
        return status;
    if (s->totals.results == 0)
        return facs_fail(error, FACS_ERROR_INPUT, -ENOENT,
                         "there is no result that can be summed up: expected a CSV of facs or "
                         "OpenFace, or a folder that facs extract -d wrote");
    note(s);
    return 0;
}

void facs_summing_close(facs_summing *s)
{
    s->totals.seconds = s->start_ms > 0 ? (facs_clock_ms() - s->start_ms) / 1000 : 0;
    facs_crew_close(&s->crew);
    facs_summary_list_close(&s->list);
    facs_segments_free(&s->segments);
    facs_path_columns_close(&s->path);
    free(s->matched);
    s->matched = NULL;
}
