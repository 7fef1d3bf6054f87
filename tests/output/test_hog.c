/* The bytes of a .hog, read as docs/openface-csv.md describes them. */
#include "output/hog.h"

#include "cmocka_all.h"
#include "made_frame.h"
#include "make_clip.h"
#include "scratch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RECORD (3 * 4 + 4 + 12 * 12 * 31 * 4) /* bytes */

static void push(facs_sink *sink, int64_t n, int described)
{
    const facs_result result = {.size = sizeof(result), .index = n, .success = described};
    facs_pool_frame frame = made_frame(n, 8, 8, 0);
    facs_face_data *data = made_frame_data(&frame);
    data->described = described;
    for (int i = 0; described && i < FACS_FHOG_SIZE; i++)
        data->fhog[i] = (float)n + (float)i / 8192;
    assert_int_equal(sink->row(sink->self, &result, &frame, NULL), 0);
    made_frame_free(&frame);
}

static void test_records(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    size_t size;
    assert_int_equal(facs_hog_open(&sink, scratch("a.hog"), NULL, &error), 0);
    for (int n = 0; n < 3; n++)
        push(&sink, n, n != 1);
    assert_true(has_part("a.hog") && !exists(scratch("a.hog")));
    assert_int_equal(sink.finish(sink.self, NULL, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    assert_true(!has_part("a.hog"));
    uint8_t *file = read_whole(scratch("a.hog"), &size);
    assert_int_equal(size, 3 * RECORD);
    for (int n = 0; n < 3; n++) {
        int32_t shape[3];
        float numbers[1 + FACS_FHOG_SIZE];
        memcpy(shape, file + n * RECORD, sizeof(shape));
        memcpy(numbers, file + n * RECORD + sizeof(shape), sizeof(numbers));
        assert_true(shape[0] == 12 && shape[1] == 12 && shape[2] == 31);
        assert_true(numbers[0] == (n == 1 ? -1.0f : 1.0f));
        for (int i = 0; i < FACS_FHOG_SIZE; i++)
            assert_true(numbers[1 + i] == (n == 1 ? 0 : (float)n + (float)i / 8192));
    }
    free(file);
}

static void test_what_is_not_whole_keeps_its_name(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    size_t size;
    write_text(scratch("b.hog"), "of before");
    assert_int_equal(facs_hog_open(&sink, scratch("b.hog"), NULL, &error), 0);
    push(&sink, 0, 1);
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    free(read_whole(find_part(scratch("b.hog")), &size));
    assert_int_equal(size, RECORD);
    char *before = read_text(scratch("b.hog"));
    assert_string_equal(before, "of before");
    free(before);
}

static void test_where_it_cannot_be_written(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    assert_int_equal(facs_hog_open(&sink, scratch("absent/a.hog"), NULL, &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_null(sink.self);
    assert_int_equal(facs_hog_open(&sink, scratch(""), NULL, &error), -EISDIR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_records, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_not_whole_keeps_its_name, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_where_it_cannot_be_written, scratch_setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
