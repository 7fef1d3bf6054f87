#include "cmocka_all.h"

#include "base/log.h"

#include <string.h>

typedef struct heard {
    int lines;
    facs_log_level level;
    char text[2048];
} heard;

static void hear(void *opaque, facs_log_level level, const char *text)
{
    heard *h = opaque;
    h->lines++;
    h->level = level;
    assert_true(strlen(text) < sizeof(h->text));
    strcpy(h->text, text);
}

static void passes_lines_up_to_the_level(void **state)
{
    (void)state;
    heard h = {0};
    facs_log log = {.write = hear, .opaque = &h, .level = FACS_LOG_INFO};

    facs_log_write(&log, FACS_LOG_ERROR, "%s %d", "frame", 12);
    assert_int_equal(h.lines, 1);
    assert_int_equal(h.level, FACS_LOG_ERROR);
    assert_string_equal(h.text, "frame 12");
    facs_log_write(&log, FACS_LOG_INFO, "as detailed as asked");
    assert_int_equal(h.lines, 2);
    assert_int_equal(h.level, FACS_LOG_INFO);
    facs_log_write(&log, FACS_LOG_DEBUG, "more detailed");
    assert_int_equal(h.lines, 2);

    log.level = FACS_LOG_ERROR;
    facs_log_write(&log, FACS_LOG_WARNING, "more detailed");
    assert_int_equal(h.lines, 2);
    assert_string_equal(h.text, "as detailed as asked");
}

static void silence_is_allowed(void **state)
{
    (void)state;
    heard h = {0};
    facs_log silent = {.write = NULL, .opaque = &h, .level = FACS_LOG_DEBUG};
    facs_log_write(NULL, FACS_LOG_ERROR, "nobody");
    facs_log_write(&silent, FACS_LOG_ERROR, "nobody");
    assert_int_equal(h.lines, 0);
}

static void a_line_is_one_line_and_bounded(void **state)
{
    (void)state;
    heard h = {0};
    facs_log log = {.write = hear, .opaque = &h, .level = FACS_LOG_DEBUG};
    char name[2000];

    facs_log_write(&log, FACS_LOG_WARNING, "a\nb\r\x1b[2J");
    assert_string_equal(h.text, "a?b??[2J");
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    facs_log_write(&log, FACS_LOG_WARNING, "%s", name);
    assert_int_equal(strlen(h.text), 1023);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_lines_up_to_the_level),
        cmocka_unit_test(silence_is_allowed),
        cmocka_unit_test(a_line_is_one_line_and_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
