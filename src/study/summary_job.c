#include "study/summary_job.h"

#include "base/error.h"
#include "os/file.h"
#include "output/csv_faces.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int grow(facs_summary_job *job)
{
    const size_t room = job->room ? 2 * job->room : 8;
    facs_summary_line *lines = realloc(job->lines, room * sizeof(*lines));
    if (!lines)
        return -ENOMEM;
    job->lines = lines;
    job->room = room;
    return 0;
}

static int take_row(void *opaque, const facs_summary_row *row)
{
    facs_summary_job *job = opaque;
    const size_t columns = (size_t)facs_figure_columns(), bytes = columns * sizeof(double);
    double *values = malloc(row->changes ? 2 * bytes : bytes);
    if (!values || (job->count == job->room && grow(job) < 0)) {
        free(values);
        return -ENOMEM;
    }
    memcpy(values, row->values, bytes);
    if (row->changes)
        memcpy(values + columns, row->changes, bytes);
    facs_summary_line *line = &job->lines[job->count++];
    *line = (facs_summary_line){.row = *row, .csv = job->files[job->file_count - 1]};
    line->values = values;
    line->row.values = values;
    line->row.changes = row->changes ? values + columns : NULL;
    return 0;
}

/* Sums up a file, which it takes over. */
static int add_file(facs_summary_job *job, char *csv)
{
    const facs_summary_rows rows = {take_row, job};
    char **files = realloc(job->files, (size_t)(job->file_count + 1) * sizeof(*files));
    if (!files) {
        free(csv);
        return facs_fail_memory(&job->error, "the summary");
    }
    job->files = files;
    job->files[job->file_count++] = csv;
    return facs_summarize_result(job->plan, csv, job->result->row.path, &rows, &job->error);
}

/* With --per-face, lists of results have only the file of face 0. */
static int add_other_faces(facs_summary_job *job)
{
    char *whole = facs_csv_whole_path(job->result->csv), *next = NULL;
    char *first = whole ? facs_csv_faces_path(whole, 0) : NULL;
    int status = first ? 0 : facs_fail_memory(&job->error, "a path");
    for (int face = 1; status == 0 && strcmp(first, job->result->csv) == 0; face++) {
        next = facs_csv_faces_path(whole, face);
        if (next && facs_path_kind(next) != FACS_REGULAR_FILE)
            break;
        status = next ? add_file(job, next) : facs_fail_memory(&job->error, "a path");
        next = NULL;
    }
    free(next);
    free(first);
    free(whole);
    return status;
}

void facs_summary_job_run(facs_summary_job *job)
{
    char *csv = strdup(job->result->csv);
    job->status = csv ? add_file(job, csv) : facs_fail_memory(&job->error, "a path");
    if (job->status == 0 && job->every_face)
        job->status = add_other_faces(job);
}

void facs_summary_job_free(facs_summary_job *job)
{
    for (size_t i = 0; i < job->count; i++)
        free(job->lines[i].values);
    for (int i = 0; i < job->file_count; i++)
        free(job->files[i]);
    free(job->lines);
    free(job->files);
    *job = (facs_summary_job){.plan = NULL};
}
