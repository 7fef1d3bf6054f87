/* What a build without facs quantize says. */
#include "quantize/part.h"

#include "cmocka_all.h"

#include <errno.h>

static void test_one_sentence(void **state)
{
    static const char *const clips[] = {"a.mp4"};
    facs_error error = {0}, again = {0};
    (void)state;
    assert_int_equal(facs_quantize(clips, 1, NULL, NULL, &error), -ENOSYS);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT); /* the command's status 3 */
    assert_string_equal(error.text, "facs quantize was left out of this build: configure it with "
                                    "-Dquantize=enabled and ONNX Runtime");
    assert_int_equal(facs_quantize_check(&again), -ENOSYS);
    assert_string_equal(again.text, error.text);
    assert_int_equal(facs_quantize(clips, 1, NULL, NULL, NULL), -ENOSYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_sentence)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
