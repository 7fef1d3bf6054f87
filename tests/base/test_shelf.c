/* Things that wait for their next use. */
#include "base/shelf.h"

#include "cmocka_all.h"

#include <errno.h>

static int closed; /* things */

static void close_thing(void *thing)
{
    *(int *)thing = -1;
    closed++;
}

static void the_last_is_taken_first(void **state)
{
    (void)state;
    int a = 1, b = 2;
    facs_shelf *shelf = facs_shelf_open(close_thing);
    assert_non_null(shelf);
    assert_null(facs_shelf_take(shelf));
    assert_int_equal(facs_shelf_put(shelf, &a), 0);
    assert_int_equal(facs_shelf_put(shelf, &b), 0);
    assert_ptr_equal(facs_shelf_take(shelf), &b);
    assert_ptr_equal(facs_shelf_take(shelf), &a);
    assert_null(facs_shelf_take(shelf));
    facs_shelf_close(&shelf);
    assert_null(shelf);
    facs_shelf_close(&shelf);
    assert_true(a == 1 && b == 2);
}

static void a_full_shelf_takes_no_more(void **state)
{
    (void)state;
    int things[FACS_SHELF_MAX + 1] = {0};
    facs_shelf *shelf = facs_shelf_open(close_thing);
    assert_non_null(shelf);
    for (int i = 0; i < FACS_SHELF_MAX; i++)
        assert_int_equal(facs_shelf_put(shelf, &things[i]), 0);
    assert_int_equal(facs_shelf_put(shelf, &things[FACS_SHELF_MAX]), -ENOSPC);
    closed = 0;
    facs_shelf_close(&shelf);
    assert_int_equal(closed, FACS_SHELF_MAX);
    assert_true(things[0] == -1 && things[FACS_SHELF_MAX - 1] == -1);
    assert_int_equal(things[FACS_SHELF_MAX], 0); /* still its owner's */
}

static void there_may_be_no_shelf(void **state)
{
    (void)state;
    int thing = 1;
    assert_null(facs_shelf_take(NULL));
    assert_int_equal(facs_shelf_put(NULL, &thing), -ENOSPC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_is_taken_first),
        cmocka_unit_test(a_full_shelf_takes_no_more),
        cmocka_unit_test(there_may_be_no_shelf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
