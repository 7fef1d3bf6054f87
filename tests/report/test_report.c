/* facs_report() from end to end: one complete file, in which nothing from the inputs can end a
 * script. */
#include <facs/facs.h>

#include "made_result.h"

#include "cmocka_all.h"
#include "file_limit.h"
#include "make_clip.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char two_rows[] = "frame,timestamp,success,AU12_r,AU12_c\n1,0,1,1.5,1\n2,0.5,0,0,0\n";

static char *read_page(const char *path)
{
    size_t length;
    char *text = (char *)read_whole(path, &length);
    text = realloc(text, length + 1);
    assert_non_null(text);
    text[length] = 0;
    assert_int_equal(strlen(text), length);
    return text;
}

/* Makes the page of a CSV and reads the facts in it. */
static char *make_page(const char *text, const char *name, const facs_report_options *more,
                       json_t **facts)
{
    char csv[1024], html[1024];
    facs_report_options options = *more;
    facs_error error;
    snprintf(csv, sizeof(csv), "%s.csv", in_folder(name));
    snprintf(html, sizeof(html), "%s.html", in_folder(name));
    write_file(csv, text, strlen(text));
    options.html = html;
    if (facs_report(csv, &options, &error) < 0)
        fail_msg("%s", error.text);
    char *page = read_page(html);
    const char *begin = strstr(page, "id=\"facts\">");
    assert_non_null(begin);
    begin += strlen("id=\"facts\">");
    const char *end = strstr(begin, "</script>");
    assert_non_null(end);
    *facts = json_loadb(begin, (size_t)(end - begin), 0, NULL);
    assert_non_null(*facts);
    assert_null(find_part(html));
    return page;
}

static facs_report_options defaults(void)
{
    facs_report_options options;
    facs_default_report_options(&options);
    return options;
}

static void test_the_facts(void **state)
{
    (void)state;
    json_t *facts;
    const facs_report_options options = defaults();
    char *page = make_page(two_rows, "two", &options, &facts);
    assert_int_equal(strncmp(page, "<!doctype html>", 15), 0);
    assert_non_null(strstr(page, "Permission is hereby granted")); /* the chart library's licence */
    assert_string_equal(json_string_value(json_object_get(facts, "csv")), "two.csv");
    assert_true(json_is_null(json_object_get(facts, "run")));
    const json_t *face = json_array_get(json_object_get(facts, "faces"), 0);
    assert_int_equal(json_integer_value(json_object_get(face, "rows")), 2);
    assert_int_equal(json_integer_value(json_object_get(face, "with_face")), 1);
    const json_t *gaps = json_object_get(face, "gaps");
    assert_int_equal(json_integer_value(json_object_get(gaps, "count")), 1);
    const json_t *figures = json_object_get(face, "figures");
    assert_int_equal(json_array_size(figures), 1); /* only AU12 */
    const json_t *figure = json_array_get(figures, 0);
    assert_true(json_number_value(json_object_get(figure, "mean")) == 1.5);
    assert_int_equal(json_integer_value(json_object_get(figure, "peak_frame")), 1);
    assert_true(json_number_value(json_object_get(figure, "present")) == 1);
    assert_int_equal(json_array_size(json_object_get(face, "layout")), 5);
    json_decref(facts);
    free(page);
}

/* At most 200 stretches are listed, but all are counted. */
static void test_many_stretches(void **state)
{
    (void)state;
    json_t *facts;
    char *text = malloc(20000);
    assert_non_null(text);
    size_t length = (size_t)sprintf(text, "frame,success,AU12_r\n");
    for (int n = 0; n < 1000; n++)
        length += (size_t)sprintf(text + length, "%d,%d,1\n", n + 1, n % 2);
    const facs_report_options options = defaults();
    char *page = make_page(text, "many", &options, &facts);
    const json_t *gaps =
        json_object_get(json_array_get(json_object_get(facts, "faces"), 0), "gaps");
    assert_int_equal(json_integer_value(json_object_get(gaps, "count")), 500);
    assert_int_equal(json_array_size(json_object_get(gaps, "first")), 200);
    json_decref(facts);
    free(page);
    free(text);
}

static int count_of(const char *text, const char *word)
{
    int count = 0;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        count++;
    return count;
}

#ifdef _WIN32 /* which has neither < nor bytes that are no UTF-8 in names */
#define EVIL  "&lt;img src=x"
#define SHOWN EVIL
#else
#define EVIL  "<img src=x>&\xff"
#define SHOWN "<img src=x>&\xef\xbf\xbd"
#endif

static void test_names_cannot_end_a_script(void **state)
{
    (void)state;
    json_t *facts, *plain_facts;
    facs_report_options options = defaults();
    char *plain = make_page(two_rows, "plain", &options, &plain_facts);
    static const char json[] = "{\"program\": \"facs\", \"version\": \"</script><script>x<!--\", "
                               "\"input\": {\"name\": \"<img src=x>&\\u2028\"}}";
    write_file(in_folder("evil.json"), json, strlen(json));
    options.json = in_folder("evil.json");
    char *page = make_page("frame,AU12_r,</script><b>\n1,1,1\n", EVIL, &options, &facts);
    const char *const words[] = {"</script", "<script", "<!--", "<img", "<b>"};
    for (int i = 0; i < 5; i++)
        assert_int_equal(count_of(page, words[i]), count_of(plain, words[i]));
    for (const char *c = strstr(page, "id=\"facts\""); *c;
         c++) /* and the encoding is plain ASCII */
        if (strncmp(c, "</script>", 9) == 0)
            break;
        else
            assert_true((unsigned char)*c < 0x80);
    assert_string_equal(json_string_value(json_object_get(facts, "csv")), SHOWN ".csv");
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(facts, "run"), "version")),
        "</script><script>x<!--");
    json_decref(facts);
    json_decref(plain_facts);
    free(page);
    free(plain);
}

static void keep_last(void *opaque, facs_log_level level, const char *text)
{
    assert_int_equal(level, FACS_LOG_WARNING);
    snprintf(opaque, 512, "%s", text);
}

/* What is not shown is mentioned in the page and in the log. */
static void test_notes(void **state)
{
    (void)state;
    char said[512] = "";
    const facs_log log = {keep_last, said, FACS_LOG_WARNING};
    json_t *facts;
    facs_report_options options = defaults();
    options.log = &log;
    free(make_page("frame,success,AU12_r\n1,1,2\n2,1,-nan(ind)\n3,1,1.#QNAN\n", "nan", &options,
                   &facts));
    const json_t *notes = json_object_get(facts, "notes");
    assert_int_equal(json_array_size(notes), 1);
    const char *note = json_string_value(json_array_get(notes, 0));
    assert_string_equal(note, "in 2 rows a cell is not a number but nan, NA or the like (first in "
                              "line 3); it is not shown");
    assert_non_null(strstr(said, "nan.csv: in 2 rows a cell is not a number"));
    json_decref(facts);
    free(make_page("frame,success,AU12_r\n1,0,0\n2,0,0\n", "none", &options, &facts));
    assert_non_null(strstr(said, "none.csv: no row has a face"));
    json_decref(facts);
}

static void refuse(const char *csv, const facs_report_options *options, int status,
                   facs_error_kind kind, const char *words)
{
    facs_error error = {.kind = FACS_ERROR_NONE};
    assert_int_equal(facs_report(csv, options, &error), status);
    assert_int_equal(error.kind, kind);
    if (!strstr(error.text, words))
        fail_msg("%s, expected: %s", error.text, words);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    facs_report_options options = defaults();
    char csv[1024], html[1024];
    snprintf(csv, sizeof(csv), "%s", in_folder("a.csv"));
    snprintf(html, sizeof(html), "%s", in_folder("a.html"));
    write_file(csv, two_rows, strlen(two_rows));
    refuse(csv, &options, -EINVAL, FACS_ERROR_USAGE, "the page's path");
    options.html = csv;
    refuse(csv, &options, -EINVAL, FACS_ERROR_USAGE, "would replace what it is made from");
    options.html = html;
    write_file(html, "old", 3);
    refuse(in_folder("absent.csv"), &options, -ENOENT, FACS_ERROR_INPUT,
           "absent.csv cannot be read");
    write_file(in_folder("b.csv"), "a,b\n", 4);
    refuse(in_folder("b.csv"), &options, -EINVAL, FACS_ERROR_INPUT, "with columns AU01_r");
    options.json = html;
    refuse(csv, &options, -EINVAL, FACS_ERROR_USAGE, "would replace");
    options.json = NULL;
    options.video = html;
    refuse(csv, &options, -EINVAL, FACS_ERROR_USAGE, "would replace");
    options.video = NULL;
    /* The video named in the JSON is a source of the page too. */
    char json[1200];
    snprintf(json, sizeof(json), "{\"program\": \"facs\", \"input\": {\"name\": \"%s\"}}", html);
    write_file(in_folder("a.json"), json, strlen(json));
    options.json = in_folder("a.json");
    refuse(csv, &options, -EINVAL, FACS_ERROR_USAGE, "would replace");
    char *old = read_page(html);
    assert_string_equal(old, "old"); /* after all that */
    free(old);
    options.json = NULL;
    options.html = in_folder("absent/a.html");
    refuse(csv, &options, -ENOENT, FACS_ERROR_OUTPUT, "cannot be written");
    options.html = in_folder("");
    refuse(csv, &options, -EISDIR, FACS_ERROR_OUTPUT, "is a folder");
}

/* When the disk is full there is no page, not even an unfinished one. */
static void test_a_page_that_cannot_be_finished(void **state)
{
    (void)state;
    facs_report_options options = defaults();
    char html[1024];
    snprintf(html, sizeof(html), "%s", in_folder("a.html"));
    write_file(in_folder("a.csv"), two_rows, strlen(two_rows));
    options.html = html;
    limit_files(5000);
    refuse(in_folder("a.csv"), &options, -EFBIG, FACS_ERROR_OUTPUT, "a.html cannot be written");
    limit_files(NO_LIMIT);
    assert_int_not_equal(access(html, F_OK), 0);
    assert_null(find_part(html));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_the_facts),
        IN_FOLDER(test_many_stretches),
        IN_FOLDER(test_names_cannot_end_a_script),
        IN_FOLDER(test_notes),
        IN_FOLDER(test_what_is_refused),
        IN_FOLDER(test_a_page_that_cannot_be_finished),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
