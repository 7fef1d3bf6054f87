/* --shard auto: the variables of every engine, as its manual has them, and hostile ones. */
#include "shard_auto.h"

#include "cmocka_all.h"

#include <facs/study.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *environment; /* "NAME=value NAME=value" */

static char *get(const char *name)
{
    static char values[8][80];
    static int next;
    const size_t length = strlen(name);
    for (const char *at = environment; *at; at += strcspn(at, " "), at += strspn(at, " "))
        if (strncmp(at, name, length) == 0 && at[length] == '=') {
            char *value = values[next++ % 8];
            snprintf(value, sizeof(values[0]), "%.*s", (int)strcspn(at + length + 1, " "),
                     at + length + 1);
            return value;
        }
    return NULL;
}

typedef struct expectation {
    const char *environment;
    int shard, shards;   /* 0: refused */
    const char *message; /* a part of it */
} expectation;

#define SLURM(id, min, max, step, count)                                                           \
    "SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=" #id " SLURM_ARRAY_TASK_MIN=" #min                  \
    " SLURM_ARRAY_TASK_MAX=" #max " SLURM_ARRAY_TASK_STEP=" #step                                  \
    " SLURM_ARRAY_TASK_COUNT=" #count
#define SGE(id, first, last, step)                                                                 \
    "SGE_TASK_ID=" #id " SGE_TASK_FIRST=" #first " SGE_TASK_LAST=" #last " SGE_TASK_"              \
    "STEPSIZE=" #step

static void check(const expectation *e)
{
    facs_error error;
    int shard = 0, shards = 0;
    environment = e->environment;
    const int status = facs_shard_auto(&shard, &shards, get, &error);
    if (shard != e->shard || shards != e->shards || status != (e->shard ? 0 : -EINVAL) ||
        (!e->shard && !strstr(error.text, e->message)))
        fail_msg("%s: %d, %d of %d: %s", e->environment, status, shard, shards,
                 status < 0 ? error.text : "");
    if (status < 0) {
        assert_int_equal(error.kind, FACS_ERROR_USAGE);
        assert_non_null(strstr(error.text, "--shard auto: "));
    }
}

static void check_all(const expectation *e, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(&e[i]);
}
#define CHECK(table) check_all(table, sizeof(table) / sizeof((table)[0]))

static void test_shard_auto_of_each_engine(void **state)
{
    (void)state;
    static const expectation table[] = {
        {SLURM(1, 1, 40, 1, 40), 1, 40, NULL},
        {SLURM(40, 1, 40, 1, 40), 40, 40, NULL},
        {SLURM(0, 0, 39, 1, 40), 1, 40, NULL},
        {SLURM(39, 0, 39, 1, 40), 40, 40, NULL},
        {SLURM(6, 0, 9, 3, 4), 3, 4, NULL},
        {SLURM(1, 1, 1, 1, 1), 1, 1, NULL},
        {"SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=5", 3, 5, NULL},
        {"SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=5", 4, 5, NULL},
        {SGE(3, 1, 10, 1), 3, 10, NULL},
        {SGE(7, 1, 10, 3), 3, 4, NULL},
        {"LSB_JOBINDEX=2 LSB_JOBINDEX_END=8", 2, 8, NULL},
        {"LSB_JOBINDEX=5 LSB_JOBINDEX_END=8 LSB_JOBINDEX_STEP=4", 2, 2, NULL},
        {"AWS_BATCH_JOB_ARRAY_INDEX=0 AWS_BATCH_JOB_ARRAY_SIZE=10", 1, 10, NULL},
        {"AWS_BATCH_JOB_ARRAY_INDEX=9 AWS_BATCH_JOB_ARRAY_SIZE=10", 10, 10, NULL},
        {"BATCH_TASK_INDEX=3 BATCH_TASK_COUNT=4", 4, 4, NULL},
        {"PBS_ARRAY_INDEX=3 FACS_SHARDS=20", 3, 20, NULL},
        {"PBS_ARRAYID=3 FACS_SHARDS=20", 3, 20, NULL},
        {"PBS_ARRAYID=3 PBS_ARRAY_INDEX=3 FACS_SHARDS=20", 3, 20, NULL},
        {"PARALLEL_SEQ=12 FACS_SHARDS=12", 12, 12, NULL},
    };
    CHECK(table);
}

/* Engines that do not tell the number of tasks, and jobs that are none. */
static void test_shard_auto_says_what_is_missing(void **state)
{
    (void)state;
    static const expectation table[] = {
        {"", 0, 0, "not a task of an array"},
        {"SLURM_JOB_ID=7", 0, 0, "give --shard I/N"},
        {"SGE_TASK_ID=undefined SGE_TASK_FIRST=undefined", 0, 0, "not a task of an array"},
        {"LSB_JOBINDEX=0", 0, 0, "not a task of an array"},
        {"FACS_SHARDS=20", 0, 0, "not a task of an array"},
        {"PBS_ARRAY_INDEX=3", 0, 0, "PBS does not tell how many tasks there are: set FACS_SHARDS"},
        {"PBS_ARRAYID=3", 0, 0, "or give --shard I/N"},
        {"PARALLEL_SEQ=3", 0, 0, "GNU parallel does not tell"},
        {"SLURM_ARRAY_TASK_ID=3", 0, 0, "Slurm does not tell"},
        {"PARALLEL_SEQ=3 FACS_SHARDS=0", 0, 0, "GNU parallel does not tell"},
    };
    CHECK(table);
}

/* To repeat some tasks of an array, one submits only those. They must not divide the whole study
 * among themselves. */
static void test_shard_auto_of_a_part_of_an_array(void **state)
{
    (void)state;
    static const expectation table[] = {
        {SLURM(3, 3, 7, 1, 2), 0, 0, "begins with task 3"},
        {SLURM(7, 1, 7, 1, 2), 0, 0, "gaps"},
        {SLURM(1, 1, 7, 1, 2), 0, 0, "gaps"},
        {SLURM(21, 21, 40, 1, 20), 0, 0, "begins with task 21"},
        {SGE(3, 3, 3, 1), 0, 0, "begins with task 3"},
        {SLURM(3, 3, 7, 1, 2) " FACS_SHARDS=40", 3, 40, NULL},
        {SLURM(0, 0, 3, 1, 4) " FACS_SHARDS=40", 0, 0, "is 0, which is none of 40 tasks from 1"},
        {SGE(3, 3, 3, 1) " FACS_SHARDS=8", 3, 8, NULL},
    };
    CHECK(table);
}

static void test_shard_auto_of_two_engines(void **state)
{
    (void)state;
    static const expectation table[] = {
        {SLURM(1, 1, 4, 1, 4) " PARALLEL_SEQ=1", 0, 0,
         "both SLURM_ARRAY_TASK_ID and PARALLEL_SEQ number this task"},
        {"PBS_ARRAYID=3 PBS_ARRAY_INDEX=4 FACS_SHARDS=9", 0, 0, "both PBS_ARRAY_INDEX and"},
        {SLURM(2, 1, 4, 1, 4) " SGE_TASK_ID=undefined", 2, 4, NULL},
    };
    CHECK(table);
}

static void test_shard_auto_with_hostile_values(void **state)
{
    (void)state;
    static const expectation table[] = {
        {SLURM(-1, 1, 4, 1, 4), 0, 0, "SLURM_ARRAY_TASK_ID is \"-1\", not a number"},
        {SLURM(2x, 1, 4, 1, 4), 0, 0, "\"2x\", not a number"},
        {SLURM(0x2, 1, 4, 1, 4), 0, 0, "not a number"},
        {SLURM(2, 1, 4, 1, 1e3), 0, 0, "SLURM_ARRAY_TASK_COUNT is \"1e3\""},
        {SLURM(99999999999999999999, 1, 4, 1, 4), 0, 0, "not a number"},
        {SLURM(999999999999999, 1, 4, 1, 4), 0, 0, "is none of 4 tasks"},
        {SLURM(5, 1, 4, 1, 4), 0, 0, "is 5, which is none of 4 tasks from 1"},
        {SLURM(0, 1, 4, 1, 4), 0, 0, "none of 4 tasks"},
        {SLURM(2, 1, 4, 0, 4), 0, 0, "make no sense"},
        {SLURM(1, 1, 0, 1, 4), 0, 0, "make no sense"},
        {"SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_STEP=0 SLURM_ARRAY_TASK_COUNT=5", 0, 0,
         "make no sense"},
        {"LSB_JOBINDEX=5 LSB_JOBINDEX_STEP=0", 0, 0, "make no sense"},
        {SLURM(2, 1, 7, 3, 3), 0, 0, "with that step"},
        {SGE(5, 1, 10, -3), 0, 0, "SGE_TASK_STEPSIZE is \"-3\""},
        {SGE(1, 1, 999999999999999, 1), 0, 0, "are more than 1000000"},
        {SGE(1, 1, 999999999999999, 999999999999999), 1, 1, NULL},
        {"LSB_JOBINDEX=9 LSB_JOBINDEX_END=8", 0, 0, "none of 8 tasks"},
        {"PBS_ARRAY_INDEX=1 FACS_SHARDS=1000000", 1, 1000000, NULL},
        {"PBS_ARRAY_INDEX=1 FACS_SHARDS=1000001", 0, 0, "are more than 1000000"},
        {"PBS_ARRAY_INDEX=1 FACS_SHARDS=many", 0, 0, "FACS_SHARDS is \"many\""},
        {"AWS_BATCH_JOB_ARRAY_INDEX=10 AWS_BATCH_JOB_ARRAY_SIZE=10", 0, 0, "none of 10 tasks"},
        {"PARALLEL_SEQ=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0, 0,
         "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\", not"},
    };
    CHECK(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shard_auto_of_each_engine),
        cmocka_unit_test(test_shard_auto_says_what_is_missing),
        cmocka_unit_test(test_shard_auto_of_a_part_of_an_array),
        cmocka_unit_test(test_shard_auto_of_two_engines),
        cmocka_unit_test(test_shard_auto_with_hostile_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
