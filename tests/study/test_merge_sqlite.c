/* facs_merge to a database, read with SQLite itself. */
#include "made_study.h"

#include "cmocka_all.h"
#include "folder.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char rows_of_p7[] = LEAD ",x_0,X_0,AU12_r\n1,0,0.000,0.98,1,312.4,-12.7,0.10\n"
                                      "2,0,0.033,0.60,0,0.0,0.0,0.30\n";

static sqlite3 *merge(facs_merge_options *options)
{
    facs_merge_summary summary;
    facs_error error = {.text = ""};
    sqlite3 *db;
    if (merge_to("study.sqlite", options, &summary, &error) < 0)
        fail_msg("%s", error.text);
    assert_int_equal(sqlite3_open(in_folder("study.sqlite"), &db), SQLITE_OK);
    return db;
}

/* The answer to a question: cells between |, rows between ;, NULL as "-". */
static const char *ask(sqlite3 *db, const char *sql)
{
    static char text[4096];
    size_t length = 0;
    sqlite3_stmt *statement;
    text[0] = 0;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    for (int row = 0; sqlite3_step(statement) == SQLITE_ROW; row++)
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *cell = (const char *)sqlite3_column_text(statement, i);
            length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s",
                                       i     ? "|"
                                       : row ? ";"
                                             : "",
                                       cell ? cell : "-");
        }
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    return text;
}

static void test_rows_and_view(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    make_folders("results");
    make_result("results/a", "study/control/p7.mp4", rows_of_p7, "");
    make_result("results/b", "study/treated/p8.mp4", LEAD ",AU12_r,own\n1,0,0,0.9,1,nan,5\n", "");
    options.path = "{group}/{participant}.mp4";
    sqlite3 *db = merge(&options);
    assert_string_equal(ask(db, "SELECT * FROM frames"),
                        "1|1|0|0.0|0.98|1|312.4|-12.7|0.1|-;1|2|0|0.033|0.6|0|0.0|0.0|0.3|-;"
                        "2|1|0|0.0|0.9|1|-|-|-|5.0");
    assert_string_equal(ask(db, "SELECT path, \"group\", participant, video, frame, x_0, X_0_3d "
                                "FROM rows WHERE participant = 'p7' AND success = 1"),
                        "study/control/p7.mp4|control|p7|1|1|312.4|-12.7");
    assert_string_equal(ask(db, "SELECT DISTINCT typeof(frame), typeof(AU12_r) FROM frames"),
                        "integer|real;integer|null");
    assert_string_equal(ask(db, "SELECT * FROM columns WHERE name IN ('X_0_3d', 'AU12_r', 'own') "
                                "ORDER BY rowid"),
                        "X_0_3d|X_0|mm|landmark in space, to the right of the camera's axis|1|3d;"
                        "AU12_r|AU12_r|0 to 5|Lip corner puller|2|aus;own|own|-|-|-|-");
    sqlite3_close(db);
}

static void test_facts_and_warnings(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    make_folders("results");
    make_result("results/a", "p7.mp4", rows_of_p7,
                ", \"frames\": {\"analyzed\": 2, \"people\": 1}, \"warnings\": [{\"code\": "
                "\"short_clip\", \"text\": \"a clip\", \"count\": 1, \"first_frame\": null, "
                "\"first_time\": 0.5}]");
    make_result("results/bad", "p8.mp4", LEAD "\n1,0,0,1\n", "");
    sqlite3 *db = merge(&options);
    assert_string_equal(ask(db, "SELECT id, path, state, rows, dropped, frames, face_share, "
                                "round(mean_confidence, 3), people, seconds, width, frame_rate, "
                                "duration, version, options FROM videos WHERE path = 'p7.mp4'"),
                        "1|p7.mp4|done|2|0|2|0.5|0.79|1|-|640|29.97|-|0.2.0|-");
    assert_non_null(strstr(ask(db, "SELECT rows, message FROM videos WHERE id = 2"),
                           "line 2 has another number of columns"));
    assert_string_equal(ask(db, "SELECT * FROM warnings"), "1|short_clip|a clip|1|-|0.5");
    assert_string_equal(ask(db, "PRAGMA integrity_check"), "ok");
    sqlite3_close(db);
}

/* No question about one participant reads the rows of others. */
static void test_indexes(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    make_folders("results");
    make_result("results/a", "p7.mp4", rows_of_p7, "");
    options.path = "{participant}.mp4";
    sqlite3 *db = merge(&options);
    static const char *const questions[] = {
        "EXPLAIN QUERY PLAN SELECT avg(AU12_r) FROM rows WHERE participant = 'p7' AND success = 1",
        "EXPLAIN QUERY PLAN SELECT * FROM rows WHERE path = 'p7.mp4'",
        "EXPLAIN QUERY PLAN SELECT * FROM frames WHERE video = 1",
        "EXPLAIN QUERY PLAN SELECT * FROM warnings WHERE video = 1"};
    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
        const char *plan = ask(db, questions[i]);
        if (strstr(plan, "SCAN") || !strstr(plan, "SEARCH"))
            fail_msg("%s: %s", questions[i], plan);
    }
    sqlite3_close(db);
}

/* Rows of a video that turns out to be damaged disappear again. */
static void test_damage_after_rows_in_a_database(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    const size_t room = 1 << 20;
    char *text = malloc(room);
    assert_non_null(text);
    size_t length = (size_t)snprintf(text, room, "%s", LEAD "\n");
    for (int i = 1; i <= 30000; i++)
        length += (size_t)snprintf(text + length, room - length, "%d,0,%d.0,0.98,1\n", i, i);
    snprintf(text + length, room - length, "1,0\n");
    make_folders("results");
    make_result("results/a", "a.mp4", rows_of_p7, "");
    make_result("results/bad", "b.mp4", text, "");
    make_result("results/c", "c.mp4", rows_of_p7, "");
    free(text);
    sqlite3 *db = merge(&options);
    assert_string_equal(ask(db, "SELECT video, count(*), sum(AU12_r) FROM frames GROUP BY video"),
                        "1|2|0.4;3|2|0.4");
    assert_string_equal(ask(db, "PRAGMA integrity_check"), "ok");
    sqlite3_close(db);
}

/* Writes a NAME.json with so many empty warnings. */
static void forge_warnings(const char *name, const char *record, size_t count)
{
    char *json = malloc(3 * count + 8192);
    assert_non_null(json);
    size_t length = (size_t)snprintf(json, 8192, "%s, \"warnings\": [{}", record);
    for (size_t i = 1; i < count; i++, length += 3)
        memcpy(json + length, ",{}", 3);
    memcpy(json + length, "]}", 2);
    write_file(in_folder(name), json, length + 2);
    free(json);
}

/* A forged NAME.json fills neither the table nor the memory. */
static void test_a_million_warnings(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    make_folders("results");
    make_result("results/a", "a.mp4", rows_of_p7, "");
    make_result("results/b", "b.mp4", rows_of_p7, "");
    char *record = read_text_of(in_folder("results/a.json"));
    *strrchr(record, '}') = 0;
    forge_warnings("results/a.json", record, 10000);
    forge_warnings("results/b.json", record, 1000000);
    sqlite3 *db = merge(&options);
    assert_string_equal(ask(db, "SELECT video, count(*) FROM warnings GROUP BY video"), "1|1000");
    assert_non_null(strstr(messages, "b.json is damaged"));
    assert_non_null(strstr(messages, "a.json has 10000 warnings"));
    sqlite3_close(db);
    free(record);
}

static void test_names_that_differ_only_in_case(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    facs_error error;
    make_folders("results");
    make_result("results/a", "a.mp4", LEAD ",AU12_r,au12_r\n1,0,0,1,1,2,3\n", "");
    assert_int_equal(merge_to("study.sqlite", &options, &summary, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
    assert_non_null(strstr(error.text, "AU12_r and au12_r"));
    assert_int_equal(merge_to("study.csv", &options, &summary, &error), 0);
}

/* An older table is replaced; another database is not. */
static void test_other_databases(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    facs_error error;
    sqlite3 *db;
    make_folders("results");
    make_result("results/a", "a.mp4", rows_of_p7, "");
    assert_int_equal(merge_to("study.db", &options, &summary, &error), 0);
    assert_int_equal(merge_to("study.db", &options, &summary, &error), 0);
    assert_int_equal(sqlite3_open(in_folder("own.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE a (b)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(merge_to("own.db", &options, &summary, &error), -EEXIST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows_and_view, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_facts_and_warnings, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_indexes, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_damage_after_rows_in_a_database, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_a_million_warnings, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_names_that_differ_only_in_case, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_other_databases, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
