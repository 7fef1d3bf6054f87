#include "shard_auto.h"

#include "args.h"

#include <facs/study.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DIGITS 15 /* of a number; more than any engine's tasks, and no overflow */

/* The variables of one engine: the task's number, and either the numbers of the first and last
 * task and the step between them, or the count. Those that it does not have are NULL. */
typedef struct engine {
    const char *name, *index, *first, *last, *step, *count;
    int from;         /* the number of the first task, where there is no variable for it */
    const char *none; /* what the task's number is in a job without an array; NULL: not set */
} engine;

/* As their manuals have them. PBS has two kinds, and neither tells the number of tasks. */
static const engine engines[] = {
    {"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX",
     "SLURM_ARRAY_TASK_STEP", "SLURM_ARRAY_TASK_COUNT", 1, NULL},
    {"PBS", "PBS_ARRAY_INDEX", NULL, NULL, NULL, NULL, 1, NULL},
    {"PBS", "PBS_ARRAYID", NULL, NULL, NULL, NULL, 1, NULL},
    {"Grid Engine", "SGE_TASK_ID", "SGE_TASK_FIRST", "SGE_TASK_LAST", "SGE_TASK_STEPSIZE", NULL, 1,
     "undefined"},
    {"LSF", "LSB_JOBINDEX", NULL, "LSB_JOBINDEX_END", "LSB_JOBINDEX_STEP", NULL, 1, "0"},
    {"AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", NULL, NULL, NULL, "AWS_BATCH_JOB_ARRAY_SIZE", 0,
     NULL},
    {"Google Batch", "BATCH_TASK_INDEX", NULL, NULL, NULL, "BATCH_TASK_COUNT", 0, NULL},
    {"GNU parallel", "PARALLEL_SEQ", NULL, NULL, NULL, NULL, 1, NULL},
};
#define ENGINES (sizeof(engines) / sizeof(engines[0]))

typedef struct question {
    char *(*get)(const char *name);
    facs_error *error;
} question;

/* Reads a whole number without a sign. Returns 1 and the number, 0 if the variable is not set, or
 * -EINVAL. */
static int number_of(const question *q, const char *name, int64_t *number)
{
    const char *text = name ? q->get(name) : NULL;
    if (!text || !text[0])
        return 0;
    const size_t digits = strspn(text, "0123456789");
    if (text[digits] || digits > MAX_DIGITS)
        return facs_refuse(q->error, "--shard auto: %s is \"%.40s\", not a number", name, text);
    *number = strtoll(text, NULL, 10);
    return 1;
}

/* 1: this process is a task of an array of the engine. */
static int is_task(const question *q, const engine *e)
{
    const char *text = q->get(e->index);
    return text && text[0] && (!e->none || strcmp(text, e->none) != 0);
}

/* Finds the only engine. Two variables of the same engine must agree. */
static int find_engine(const question *q, const engine **found)
{
    *found = NULL;
    for (size_t i = 0; i < ENGINES; i++) {
        if (!is_task(q, &engines[i]))
            continue;
        if (*found && (strcmp((*found)->name, engines[i].name) != 0 ||
                       strcmp(q->get((*found)->index), q->get(engines[i].index)) != 0))
            return facs_refuse(q->error,
                               "--shard auto: both %s and %s number this task: give --shard I/N",
                               (*found)->index, engines[i].index);
        *found = &engines[i];
    }
    return *found ? 0
                  : facs_refuse(q->error,
                                "--shard auto: this is not a task of an array (none of Slurm's, "
                                "PBS's, Grid Engine's, LSF's or GNU parallel's variables is set): "
                                "give --shard I/N");
}

/* Writes the number of tasks, or 0 if the engine does not tell, and the first one and the step. */
static int read_range(const question *q, const engine *e, int64_t *first, int64_t *step,
                      int64_t *count)
{
    int64_t last = 0;
    *first = e->from;
    *step = 1;
    *count = 0;
    const int have_last = number_of(q, e->last, &last);
    if (have_last < 0 || number_of(q, e->first, first) < 0 || number_of(q, e->step, step) < 0 ||
        number_of(q, e->count, count) < 0)
        return -EINVAL;
    if (*first > 1)
        return facs_refuse(
            q->error,
            "--shard auto: the array begins with task %lld, so it may be a part of a "
            "larger one: set " FACS_SHARDS_VARIABLE
            " to the number of shares in all, or give --shard I/N",
            (long long)*first);
    if (*step < 1 || (have_last && last < *first))
        return facs_refuse(q->error,
                           "--shard auto: %s's numbers of the tasks make no sense: give "
                           "--shard I/N",
                           e->name);
    if (!have_last)
        return 0;
    const int64_t tasks = (last - *first) / *step + 1;
    if (*count && *count != tasks)
        return facs_refuse(q->error,
                           "--shard auto: the array has gaps, so it may be a part of a larger one: "
                           "set " FACS_SHARDS_VARIABLE
                           " to the number of shares in all, or give --shard I/N");
    *count = tasks;
    return 0;
}

int facs_shard_auto(int *shard, int *shards, char *(*get)(const char *name), facs_error *error)
{
    const question q = {get, error};
    const engine *e;
    int64_t index = 0, first = 1, step = 1, count = 0;
    if (find_engine(&q, &e) < 0 || number_of(&q, e->index, &index) < 0)
        return -EINVAL;
    int status = number_of(&q, FACS_SHARDS_VARIABLE, &count);
    if (status == 0)
        status = read_range(&q, e, &first, &step, &count);
    if (status < 0)
        return -EINVAL;
    if (count == 0)
        return facs_refuse(
            error,
            "--shard auto: %s does not tell how many tasks there are: set " FACS_SHARDS_VARIABLE
            " to their number, or give --shard I/N",
            e->name);
    if (count > FACS_MAX_SHARDS)
        return facs_refuse(error, "--shard auto: %lld shares are more than %d", (long long)count,
                           FACS_MAX_SHARDS);
    const int64_t share = (index - first) / step + 1;
    if (index < first || (index - first) % step != 0 || share > count)
        return facs_refuse(
            error,
            "--shard auto: %s is %lld, which is none of %lld tasks from %lld%s: give "
            "--shard I/N",
            e->index, (long long)index, (long long)count, (long long)first,
            step > 1 ? " with that step" : "");
    *shard = (int)share;
    *shards = (int)count;
    return 0;
}
