/* Structs of callers that know fewer members than the library, or more. */
#include "cmocka_all.h"

#include "base/sized.h"

#include <errno.h>
#include <string.h>

typedef struct older {
    size_t size;
    int a, b;
} older;

typedef struct newer {
    size_t size;
    int a, b, c, d;
} newer;

typedef struct older_run {
    size_t size;
    older inner;
    int64_t every;
} older_run;

typedef struct newer_run {
    size_t size;
    newer inner;
    int64_t every, last;
} newer_run;

static const facs_sized newer_type = {.name = "newer", .size = sizeof(newer)};
static const facs_sized older_type = {.name = "older", .size = sizeof(older)};
static const facs_sized newer_run_type = {
    .name = "newer_run", .size = sizeof(newer_run), .inner = sizeof(newer)};
static const facs_sized older_run_type = {
    .name = "older_run", .size = sizeof(older_run), .inner = sizeof(older)};

static void a_smaller_struct_leaves_the_defaults(void **state)
{
    (void)state;
    const older theirs = {.size = sizeof(theirs), .a = 1, .b = 2};
    newer own = {.size = sizeof(own), .a = -1, .b = -1, .c = 30, .d = 40};
    assert_int_equal(facs_sized_read(&own, &theirs, &newer_type, NULL), 0);
    assert_int_equal(own.size, sizeof(own));
    assert_true(own.a == 1 && own.b == 2 && own.c == 30 && own.d == 40);

    const size_t bare = sizeof(bare);
    assert_int_equal(facs_sized_read(&own, &bare, &newer_type, NULL), 0);
    assert_true(own.a == 1 && own.d == 40);
}

static void a_larger_struct_may_hold_only_zeros_beyond(void **state)
{
    (void)state;
    facs_error error;
    newer theirs = {.size = sizeof(theirs), .a = 1, .b = 2};
    older own = {.size = 0};
    assert_int_equal(facs_sized_read(&own, &theirs, &older_type, NULL), 0);
    assert_true(own.size == sizeof(own) && own.a == 1 && own.b == 2);
    theirs.d = 1;
    assert_int_equal(facs_sized_read(&own, &theirs, &older_type, &error), -E2BIG);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
    assert_non_null(strstr(error.text, "older"));
    assert_non_null(strstr(error.text, facs_version()));
}

static void what_follows_an_inner_struct_is_found_behind_it(void **state)
{
    (void)state;
    const older_run theirs = {
        .size = sizeof(theirs), .inner = {.size = sizeof(older), .a = 1, .b = 2}, .every = 3};
    newer_run own = {.inner = {.c = 30, .d = 40}, .last = 50};
    assert_int_equal(facs_sized_read(&own, &theirs, &newer_run_type, NULL), 0);
    assert_true(own.size == sizeof(own) && own.inner.size == sizeof(own.inner));
    assert_true(own.inner.a == 1 && own.inner.b == 2 && own.inner.c == 30 && own.inner.d == 40);
    assert_true(own.every == 3 && own.last == 50);

    older_run back = {.size = 0};
    own.inner.c = own.inner.d = 0;
    own.last = 0;
    assert_int_equal(facs_sized_read(&back, &own, &older_run_type, NULL), 0);
    assert_memory_equal(&back, &theirs, sizeof(back));
    own.inner.d = 1;
    assert_int_equal(facs_sized_read(&back, &own, &older_run_type, NULL), -E2BIG);
}

static void nothing_is_written_beyond_the_callers_struct(void **state)
{
    (void)state;
    struct {
        older theirs;
        char guard[16];
    } small = {.theirs = {.size = sizeof(older)}};
    struct {
        older_run theirs;
        char guard[16];
    } run = {.theirs = {.size = sizeof(older_run), .inner = {.size = sizeof(older)}}};
    const newer own = {.a = 1, .b = 2, .c = 3, .d = 4};
    const newer_run own_run = {.inner = own, .every = 5, .last = 6};
    const char guard[16] = "as it was before";
    memcpy(small.guard, guard, sizeof(guard));
    memcpy(run.guard, guard, sizeof(guard));

    facs_sized_write(&small.theirs, &own, &newer_type);
    assert_true(small.theirs.size == sizeof(older) && small.theirs.a == 1 && small.theirs.b == 2);
    assert_memory_equal(small.guard, guard, sizeof(guard));
    facs_sized_write(&run.theirs, &own_run, &newer_run_type);
    assert_true(run.theirs.size == sizeof(older_run) && run.theirs.inner.size == sizeof(older));
    assert_true(run.theirs.inner.a == 1 && run.theirs.inner.b == 2 && run.theirs.every == 5);
    assert_memory_equal(run.guard, guard, sizeof(guard));
}

static void members_that_the_library_lacks_become_zero(void **state)
{
    (void)state;
    newer theirs = {.size = sizeof(theirs), .a = -1, .b = -1, .c = -1, .d = -1};
    facs_sized_write(&theirs, &(older){.a = 1, .b = 2}, &older_type);
    assert_true(theirs.size == sizeof(theirs));
    assert_true(theirs.a == 1 && theirs.b == 2 && theirs.c == 0 && theirs.d == 0);
}

static void sizes_that_cannot_be_are_refused(void **state)
{
    (void)state;
    facs_error error;
    const size_t wrong[] = {0, 1, sizeof(size_t) - 1, FACS_SIZED_MAX + 1, SIZE_MAX};
    newer own = {.size = 0};
    newer_run own_run = {.size = 0};
    assert_int_equal(facs_sized_read(&own, NULL, &newer_type, &error), -EINVAL);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        const newer theirs = {.size = wrong[i]};
        const newer_run outer = {.size = wrong[i], .inner = {.size = sizeof(newer)}};
        const newer_run inner = {.size = sizeof(inner), .inner = {.size = wrong[i]}};
        assert_int_equal(facs_sized_read(&own, &theirs, &newer_type, &error), -EINVAL);
        assert_non_null(strstr(error.text, "sizeof(newer)"));
        assert_int_equal(facs_sized_read(&own_run, &outer, &newer_run_type, &error), -EINVAL);
        assert_int_equal(facs_sized_read(&own_run, &inner, &newer_run_type, &error), -EINVAL);
    }
    /* An inner struct that would end behind the outer one; an outer one with no room for one. */
    const newer_run too_long = {.size = sizeof(newer_run), .inner = {.size = sizeof(newer_run)}};
    assert_int_equal(facs_sized_read(&own_run, &too_long, &newer_run_type, &error), -EINVAL);
    const size_t bare = sizeof(bare);
    assert_int_equal(facs_sized_read(&own_run, &bare, &newer_run_type, &error), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_smaller_struct_leaves_the_defaults),
        cmocka_unit_test(a_larger_struct_may_hold_only_zeros_beyond),
        cmocka_unit_test(what_follows_an_inner_struct_is_found_behind_it),
        cmocka_unit_test(nothing_is_written_beyond_the_callers_struct),
        cmocka_unit_test(members_that_the_library_lacks_become_zero),
        cmocka_unit_test(sizes_that_cannot_be_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
