/* Files beside a result are not to be trusted; the meanings of columns come from the code. */
#include "report/facts.h"

#include "made_result.h"

#include "cmocka_all.h"
#include "make_clip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *run_of(const char *text, char note[1024])
{
    write_file(in_folder("made.json"), text, strlen(text));
    json_t *root = facs_facts_read(in_folder("made.json"), note, 1024);
    json_t *run = root ? facs_facts_of_run(root) : NULL;
    json_decref(root);
    return run;
}

static void test_known_parts_alone(void **state)
{
    (void)state;
    char note[1024];
    json_t *run = run_of(
        "{\"program\": \"facs\", \"version\": \"9.9\", \"other\": 1, \"provider\": [1],"
        "\"input\": {\"name\": \"a.mp4\", \"width\": 640, \"deep\": {\"x\": 1}, \"null\": null},"
        "\"options\": {\"features\": [\"pose\", {\"a\": 1}, \"aus\"]}, \"frames\": 7,"
        "\"models\": {\"files\": [{\"file\": \"m\", \"sha256\": \"00\"}, 3]}, \"complete\": false,"
        "\"warnings\": [{\"code\": \"c\", \"text\": \"t\", \"count\": 2, \"first_frame\": 3, "
        "\"x\": null,"
        "\"frames\": [[3, 4], [0, 1], [9, 8], [1, 5e9], 7]}, {\"code\": \"no text\"}, 5]}",
        note);
    assert_string_equal(note, "");
    json_t *expected =
        json_loads("{\"program\": \"facs\", \"version\": \"9.9\", \"input\": {\"name\": \"a.mp4\", "
                   "\"width\": 640},"
                   "\"options\": {\"features\": [\"pose\", \"aus\"]}, \"frames\": {},"
                   "\"models\": [{\"file\": \"m\", \"sha256\": \"00\"}, {}], \"complete\": false,"
                   "\"warnings\": [{\"code\": \"c\", \"text\": \"t\", \"count\": 2, "
                   "\"first_frame\": 3, \"frames\": [[3, 4]]}]}",
                   0, NULL);
    assert_non_null(expected);
    assert_true(json_equal(run, expected));
    json_decref(run);
    json_decref(expected);
}

static void test_what_is_no_provenance(void **state)
{
    (void)state;
    char note[1024];
    assert_null(facs_facts_read(NULL, note, sizeof(note)));
    assert_string_equal(note, "");
    assert_null(facs_facts_read(in_folder("absent.json"), note, sizeof(note)));
    assert_string_equal(note, "");
    assert_null(run_of("{\"program\": ", note));
    assert_non_null(strstr(note, "made.json is not valid JSON: line 1"));
    assert_null(run_of("[1]", note));
    assert_non_null(strstr(note, "was not written by facs"));
    assert_null(run_of("{\"program\": \"other\"}", note));
    assert_non_null(strstr(note, "was not written by facs"));
    assert_null(run_of("{\"program\": \"facs\\u0000\"}", note));
    assert_null(facs_facts_read(in_folder(""), note, sizeof(note)));
    assert_non_null(strstr(note, "cannot be read"));
    char *large = malloc((5 << 20) + 1);
    assert_non_null(large);
    memset(large, ' ', 5 << 20);
    large[5 << 20] = 0;
    assert_null(run_of(large, note));
    assert_non_null(strstr(note, "cannot be read"));
    memset(large, '[', 1 << 20); /* deep */
    large[1 << 20] = 0;
    assert_null(run_of(large, note));
    assert_non_null(strstr(note, "is not valid JSON"));
    free(large);
}

static void test_values_of_bounded_length(void **state)
{
    (void)state;
    char text[2000], long_name[1002], note[1024];
    memset(long_name, 'x', 1001);
    long_name[1001] = 0;
    snprintf(text, sizeof(text), "{\"program\": \"facs\", \"input\": {\"name\": \"%s\"}}",
             long_name);
    json_t *run = run_of(text, note);
    assert_int_equal(json_object_size(json_object_get(run, "input")), 0);
    json_decref(run);
}

static void test_columns(void **state)
{
    (void)state;
    facs_table *table;
    const char *text = "frame, pose_Tx, pose_Ty, pose_Tz, pose_Rx, x_0, x_1, X_0, AU12_r, AU12_c, "
                       "my\xff own, his, AU28_c\n";
    write_file(in_folder("a.csv"), text, strlen(text));
    assert_int_equal(facs_table_open(&table, in_folder("a.csv"), NULL), 0);
    json_t *columns = facs_facts_of_columns(table);
    facs_table_close(&table);
    char *made = json_dumps(columns, JSON_COMPACT);
    assert_non_null(made);
    assert_non_null(strstr(made, "[\"frame\",null,\"\",\"frame number, from 1\"],"
                                 "[\"pose_Tx\",\"pose_Tz\",\"mm\",\"head position"));
    assert_non_null(strstr(made, "[\"x_0\",\"x_1\",\"px\","));
    assert_non_null(strstr(made, "[\"AU12_r\",null,\"0 to 5\",\"Lip corner puller\"]"));
    assert_non_null(strstr(
        made,
        "[\"my\xef\xbf\xbd own\",\"his\",\"\",\"\"],[\"AU28_c\",null,\"0 or 1\",\"Lip suck\"]"));
    free(made);
    json_decref(columns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_known_parts_alone),
        IN_FOLDER(test_what_is_no_provenance),
        IN_FOLDER(test_values_of_bounded_length),
        IN_FOLDER(test_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
