/* Records that move to a file when there are many, and stay in memory where there can be none. */
#include "base/spool.h"
#include "cmocka_all.h"
#include "folder.h"

#include <dirent.h>
#include <stdint.h>
#include <string.h>

#define RECORDS 100000 /* of 144 bytes: six times what stays in memory */

typedef struct record {
    uint32_t number[36];
} record;

static record make(uint32_t n)
{
    record r;
    for (uint32_t i = 0; i < 36; i++)
        r.number[i] = n * 40503u + i;
    return r;
}

static void fill(facs_spool *spool)
{
    for (uint32_t n = 0; n < RECORDS; n++) {
        const record r = make(n);
        assert_int_equal(facs_spool_add(spool, &r), 0);
    }
    assert_int_equal(facs_spool_count(spool), RECORDS);
}

static void check(const facs_spool *spool)
{
    record got[7];
    for (uint32_t n = 0; n + 7 <= RECORDS; n += n % 1000 == 0 ? 1 : 3) {
        assert_int_equal(facs_spool_read(spool, n, 7, got), 0);
        for (uint32_t k = 0; k < 7; k++) {
            const record expected = make(n + k);
            assert_memory_equal(&got[k], &expected, sizeof(expected));
        }
    }
}

static int count_names(const char *folder)
{
    int count = 0;
    DIR *list = opendir(folder);
    assert_non_null(list);
    while (readdir(list))
        count++;
    closedir(list);
    return count - 2; /* . and .. */
}

static void test_many_records(void **state)
{
    (void)state;
    facs_spool spool = FACS_SPOOL(sizeof(record));
    assert_int_equal(facs_spool_beside(&spool, in_folder("x.csv")), 0);
    fill(&spool);
    assert_true(spool.in_file > 0 && spool.held * sizeof(record) <= (size_t)3 << 20);
    assert_int_equal(count_names(in_folder("")),
                     ON_WINDOWS); /* where it can, the file has no name */
    check(&spool);
    facs_spool_close(&spool);
}

static void test_no_file(void **state)
{
    (void)state;
    facs_spool spool = FACS_SPOOL(sizeof(record));
    fill(&spool); /* nobody named a folder */
    assert_int_equal(spool.in_file, 0);
    check(&spool);
    facs_spool_close(&spool);
    assert_int_equal(facs_spool_beside(&spool, in_folder("missing/x.csv")), 0);
    fill(&spool);
    assert_int_equal(spool.in_file, 0);
    check(&spool);
    facs_spool_close(&spool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_many_records, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_no_file, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
