/* What may be replaced, and what is removed for a new result. */
#include "output/previous.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "output/json.h"
#include "scratch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char csv[512], json[512], details[512], overlay[512], input[512];
static facs_extract_options options;

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    snprintf(csv, sizeof(csv), "%s", scratch("x.csv"));
    snprintf(json, sizeof(json), "%s", scratch("x.json"));
    snprintf(details, sizeof(details), "%s", scratch("x_of_details.txt"));
    snprintf(overlay, sizeof(overlay), "%s", scratch("x_overlay.mp4"));
    write_text(scratch("in.mp4"), "a video");
    char *whole = realpath(scratch("in.mp4"), NULL); /* as messages name it */
    snprintf(input, sizeof(input), "%s", whole ? whole : "");
    free(whole);
    options = (facs_extract_options){.csv = csv, .json = json};
    return 0;
}

/* x.json as a run on path would leave it; results: names, or NULL. */
static void write_json(const char *path, const char *const *results)
{
    facs_input_identity *identity;
    const facs_input_facts *facts;
    facs_error error = {0};
    char time[FACS_TIME_SIZE];
    assert_int_equal(facs_input_identity_open(&identity, path, NULL, &error), 0);
    assert_int_equal(facs_input_identity_wait(identity, &facts, &error), 0);
    facs_time_text(time, facts->modified_ns);
    json_t *list = json_array();
    for (; results && *results; results++)
        json_array_append_new(list, json_pack("{s:s}", "file", *results));
    json_t *root =
        json_pack("{s:s, s:{s:s, s:s, s:I, s:s, s:{s:s, s:s}}, s:o}", "program", "facs", "input",
                  "name", path, "path", facts->path, "size", (json_int_t)facts->size, "modified",
                  time, "digest", "method", facts->method, "value", facts->digest, "results", list);
    assert_non_null(root);
    assert_int_equal(json_dump_file(root, json, 0), 0);
    json_decref(root);
    facs_input_identity_close(&identity);
}

static void expect_refused(const char *path, const char *words)
{
    facs_input_identity *identity;
    facs_error error = {0};
    assert_int_equal(facs_input_identity_open(&identity, path, NULL, &error), 0);
    assert_int_equal(facs_previous_check(&options, identity, &error), -EEXIST);
    facs_input_identity_close(&identity);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    if (!strstr(error.text, words) || !strstr(error.text, path))
        fail_msg("\"%s\" does not say \"%s\" and %s", error.text, words, path);
}

/* words NULL: it may be replaced; otherwise only with FACS_OVERWRITE_ALL. */
static void expect(const char *path, const char *words)
{
    facs_input_identity *identity;
    facs_error error = {0};
    if (words) {
        expect_refused(path, words);
        options.overwrite = FACS_OVERWRITE_ALL;
    }
    assert_int_equal(facs_input_identity_open(&identity, path, NULL, &error), 0);
    int status = facs_previous_check(&options, identity, &error);
    facs_input_identity_close(&identity);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
    if (words)
        options.overwrite = FACS_OVERWRITE_SAME_INPUT;
}

static void test_the_same_input(void **state)
{
    (void)state;
    expect(input, NULL);
    write_text(csv, "rows");
    write_json(input, NULL);
    expect(input, NULL);
    assert_int_equal(rename(input, scratch("moved.mp4")), 0); /* the same bytes, elsewhere */
    expect(scratch("moved.mp4"), NULL);
}

static void test_another_input(void **state)
{
    (void)state;
    char other[512];
    snprintf(other, sizeof(other), "%s", scratch("other.mp4"));
    write_text(csv, "rows");
    write_json(input, NULL);
    write_text(other, "another, of another size");
    expect(other, input);         /* the message names both */
    write_text(other, "A video"); /* of the same size */
    expect(other, input);
    write_text(input, "A video");
    expect(input, "held before it was changed");
    options.overwrite = FACS_OVERWRITE_OUTDATED;
    expect(input, NULL);
    expect_refused(other, input);
    options.overwrite = FACS_OVERWRITE_SAME_INPUT;
    assert_int_equal(remove(csv), 0); /* as after a run that was stopped: no result */
    expect(other, NULL);
}

static void test_faces_are_results_too(void **state)
{
    static const char *const faces[] = {"x_face00.csv", "x_face01.csv", NULL};
    (void)state;
    char other[512];
    snprintf(other, sizeof(other), "%s", scratch("other.mp4"));
    write_text(other, "another");
    write_json(input, faces);
    write_text(scratch("x_face01.csv"), "rows");
    expect(other, input);
    expect(input, NULL);
    options.per_face = 1;
    expect(other, input);
    /* x_face00.mp4 also has results. */
    write_text(scratch("x_face00.csv"), "rows");
    write_text(scratch("x_face00.json"), "{}");
    expect(input, "nothing says");
}

static void test_what_nothing_tells_of(void **state)
{
    (void)state;
    write_text(csv, "somebody's own table");
    expect(input, "nothing says which input it belongs to");
    write_text(json, "{\"program\": \"another\"}");
    expect(input, "x.json already exists, nothing says");
    assert_int_equal(remove(csv), 0);
    expect(input, "x.json already exists, nothing says"); /* a file of the user's own */
    write_text(json, "[[[[");
    expect(input, "x.json already exists");
    assert_int_equal(remove(json), 0);
    options.overlay = overlay;
    write_text(overlay, "a film");
    expect(input, "x_overlay.mp4 already exists, nothing says");
}

/* facs 0.1.0 wrote only a name. */
static void test_older_results(void **state)
{
    (void)state;
    char text[1024], name[512];
    snprintf(name, sizeof(name), "%s", scratch("in.mp4"));
    write_text(csv, "rows");
    snprintf(text, sizeof(text),
             "{\"program\": \"facs\", \"input\": {\"name\": \"%s\"}, \"results\": [\"x.csv\"]}",
             name);
    write_text(json, text);
    expect(name, NULL);
    write_text(scratch("other.mp4"), "another");
    expect(scratch("other.mp4"), name);
}

static void test_what_can_be_read_once(void **state)
{
    (void)state;
    write_text(csv, "rows");
    write_text(json, "{\"program\": \"facs\", \"input\": {\"name\": \"camera:0\"}}");
    expect("camera:0", "x.csv is the result of camera:0");
}

static void test_details_tell_as_well(void **state)
{
    (void)state;
    char text[1024];
    options.json = NULL;
    options.details = details;
    write_text(csv, "rows");
    expect(input, "nothing says");
    snprintf(text, sizeof(text), "Input:in.mp4\nInput full path:%s\nCamera parameters:1\n", input);
    write_text(details, text);
    expect(input, NULL);
    write_text(scratch("other.mp4"), "a video");
    expect(scratch("other.mp4"), input);
    write_text(details, "Input:webcam\n");
    expect("camera:0", "nothing says");
}

/* ---- Removing -------------------------------------------------------------------------------- */

static int new_faces; /* that the run writes */

static int tell_faces(void *self, int n, facs_sink_file *file)
{
    static char path[512];
    (void)self;
    char name[64];
    snprintf(name, sizeof(name), "x_face%02d.csv", n);
    snprintf(path, sizeof(path), "%s", scratch(name));
    *file = (facs_sink_file){.path = path};
    return n < new_faces ? 0 : -ERANGE;
}

static void make_names(const char *const *names)
{
    for (; *names; names++)
        write_text(scratch(*names), "old");
}

static void test_fewer_faces(void **state)
{
    static const char *const old[] = {"x_face00.csv", "x_face01.csv", "x_face02.csv", NULL};
    static const char *const others[] = {
        "x_face1.csv",  "x_faces.csv",   "y_face02.csv", "x_face02.png",
        "x_face03.csv", "x_face03.json", "x_facial.csv", NULL};
    facs_sink sink = {.file = tell_faces};
    const facs_outputs outputs = {.sinks = &sink, .count = 1};
    facs_error error = {0};
    (void)state;
    options.per_face = 1;
    for (int listed = 0; listed < 2; listed++) {
        make_names(old);
        make_names(others);
        write_json(input, listed ? old : NULL);
        new_faces = 2;
        assert_int_equal(facs_previous_remove(&options, &outputs, &error), 0);
        for (int i = 0; old[i]; i++)
            assert_false(exists(scratch(old[i])));
        for (int i = 0; others[i]; i++)
            assert_true(exists(scratch(others[i])));
    }
}

/* From faces to one file and back; listed files are removed only if they have our names. */
static void test_other_kinds_of_results(void **state)
{
    static const char *const listed[] = {"x_face00.csv", "x_face01.csv",  "in.mp4", "y.csv",
                                         "../in.mp4",    "x_face01.txt",  "x.csv",  "x.html",
                                         "x_face-1.csv", "x_face001.csv", "x.json", NULL};
    static const char *const kept[] = {"in.mp4", "y.csv",        "x_face01.txt",  "x.html",
                                       "x.json", "x_face-1.csv", "x_face001.csv", NULL};
    const facs_sink none = {.file = NULL};
    facs_error error = {0};
    (void)none;
    (void)state;
    make_names(listed);
    write_json(input, listed);
    options.overlay = overlay;
    write_text(overlay, "old");
    assert_int_equal(facs_previous_remove(&options, NULL, &error), 0);
    for (int i = 0; kept[i]; i++)
        assert_true(exists(scratch(kept[i])));
    assert_false(exists(csv) || exists(scratch("x_face00.csv")) || exists(scratch("x_face01.csv")));
    assert_false(exists(overlay)); /* it is drawn after the rows get their final name */
}

/* A CSV with nothing beside it is replaced in one step, by the rename. */
static void test_rows_alone_stay_until_the_rename(void **state)
{
    facs_error error = {0};
    (void)state;
    options.json = NULL;
    write_text(csv, "old");
    assert_int_equal(facs_previous_remove(&options, NULL, &error), 0);
    assert_true(exists(csv));
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_the_same_input),         IN_SCRATCH(test_another_input),
        IN_SCRATCH(test_faces_are_results_too),  IN_SCRATCH(test_what_nothing_tells_of),
        IN_SCRATCH(test_older_results),          IN_SCRATCH(test_what_can_be_read_once),
        IN_SCRATCH(test_details_tell_as_well),   IN_SCRATCH(test_fewer_faces),
        IN_SCRATCH(test_other_kinds_of_results), IN_SCRATCH(test_rows_alone_stay_until_the_rename),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
