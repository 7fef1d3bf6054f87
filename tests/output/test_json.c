/* Names of any bytes, there and back. */
#include "output/json.h"

#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *text, *bytes; /* bytes NULL: it is UTF-8 */
} cases[] = {
    {"", "", NULL},
    {"a/b 100%.mp4", "a/b 100%.mp4", NULL},
    {"caf\xc3\xa9", "caf\xc3\xa9", NULL},
    {"\xf0\x9f\x98\x80\xef\xbf\xbd", "\xf0\x9f\x98\x80\xef\xbf\xbd", NULL},
    {"caf\xe9.mp4", "caf\xef\xbf\xbd.mp4", "caf%E9.mp4"},
    {"%41 \xff", "%41 \xef\xbf\xbd", "%2541%20%FF"},
    {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd", "%C0%AF"},                    /* overlong */
    {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "%ED%A0%80"}, /* a surrogate */
    {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "%F4%90%80%80"},
    {"x\xe2\x82", "x\xef\xbf\xbd\xef\xbf\xbd", "x%E2%82"}, /* cut off */
    {"\n\t\x7f\x80", "\n\t\x7f\xef\xbf\xbd", "%0A%09%7F%80"},
};

static void test_there_and_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        json_t *object = json_object();
        facs_json_set_name(&object, "name", cases[i].name);
        assert_string_equal(json_string_value(json_object_get(object, "name")), cases[i].text);
        const char *bytes = json_string_value(json_object_get(object, "name_bytes"));
        if (cases[i].bytes)
            assert_string_equal(bytes, cases[i].bytes);
        else
            assert_null(bytes);
        char *name = facs_json_get_name(object, "name");
        assert_string_equal(name, cases[i].name);
        free(name);
        json_decref(object);
    }
}

static void test_nothing_is_null(void **state)
{
    (void)state;
    json_t *object = json_object();
    facs_json_set_name(&object, "path", NULL);
    assert_true(json_is_null(json_object_get(object, "path")));
    assert_null(facs_json_get_name(object, "path"));
    assert_null(facs_json_get_name(object, "absent"));
    json_decref(object);
}

static void test_damaged_names(void **state)
{
    static const char *const damaged[] = {"%", "%4", "%4g", "%g4", "%00", "a%e9"};
    (void)state;
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        json_t *object = json_pack("{s:s, s:s}", "name", "x", "name_bytes", damaged[i]);
        assert_null(facs_json_get_name(object, "name"));
        json_decref(object);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_nothing_is_null),
        cmocka_unit_test(test_damaged_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
