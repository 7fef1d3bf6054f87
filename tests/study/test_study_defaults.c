/* The defaults of facs/study.h, and the names of a batch's states. */
#include "cmocka_all.h"

#include <facs/study.h>

#include <errno.h>
#include <string.h>

static void test_study_options(void **state)
{
    (void)state;
    facs_study_options study;
    facs_batch_options batch;
    facs_merge_options merge;
    facs_default_study_options(&study);
    facs_default_batch_options(&batch);
    facs_default_merge_options(&merge);
    assert_int_equal(study.size, sizeof(study));
    assert_int_equal(study.shards, 1);
    assert_int_equal(study.shard, 0);
    assert_null(study.pattern);
    assert_int_equal(batch.size, sizeof(batch));
    assert_int_equal(batch.jobs, 0);
    assert_true(batch.patience == 300);
    assert_int_equal(merge.size, sizeof(merge));
    assert_int_equal(merge.every_face, 0);
    facs_default_study_options_sized(NULL, sizeof(study));
}

/* A program built against a header with fewer members. */
static void test_an_older_size(void **state)
{
    (void)state;
    facs_batch_options batch;
    memset(&batch, 7, sizeof(batch));
    facs_default_batch_options_sized(&batch, offsetof(facs_batch_options, table));
    assert_int_equal(batch.size, offsetof(facs_batch_options, table));
    assert_int_equal(batch.jobs, 0);
    assert_int_equal(((unsigned char *)&batch.table)[0], 7);
}

static void test_state_names(void **state)
{
    (void)state;
    facs_batch_state found = FACS_BATCH_LEFT;
    assert_string_equal(facs_batch_state_name(FACS_BATCH_WARNED), "done with warnings");
    assert_null(facs_batch_state_name((facs_batch_state)5));
    assert_int_equal(facs_batch_state_from_name("failed", &found), 0);
    assert_int_equal(found, FACS_BATCH_FAILED);
    assert_int_equal(facs_batch_state_from_name("Failed", &found), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_study_options),
        cmocka_unit_test(test_an_older_size),
        cmocka_unit_test(test_state_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
