/* facs_extract and facs_live from memory and from callbacks: the results of the same bytes in a
 * file, who they say they are of, and the overlay's second look. */
#include "cmocka_all.h"
#include "make_clip.h"
#include "tiny_world.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct giver {
    const uint8_t *bytes;
    int64_t length, at;
    int64_t fails_at; /* -EIO from there on; 0: never */
} giver;

static int give(void *opaque, void *bytes, int size)
{
    giver *g = opaque;
    const int64_t left = g->length - g->at;
    const int count = left < size ? (int)left : size;
    if (g->fails_at && g->at >= g->fails_at)
        return -EIO;
    memcpy(bytes, g->bytes + g->at, (size_t)count);
    g->at += count;
    return count;
}

static int move_to(void *opaque, int64_t offset)
{
    giver *g = opaque;
    g->at = offset;
    return 0;
}

static uint8_t *clip_bytes;
static size_t clip_count;

static int set_up(void **state)
{
    tiny_world_set_up(state);
    const clip c = {.format = "matroska",
                    .encoder = "mjpeg",
                    .width = TINY_WIDTH,
                    .height = TINY_HEIGHT,
                    .frames = 12,
                    .sound_packets = 5};
    make_clip(in_folder("clip.mkv"), &c);
    clip_bytes = read_whole(in_folder("clip.mkv"), &clip_count);
    return 0;
}

static int tear_down(void **state)
{
    free(clip_bytes);
    return tiny_world_tear_down(state);
}

static void assert_same_files(const char *a, const char *b)
{
    size_t counts[2];
    unsigned char *bytes[2] = {read_whole(in_folder(a), &counts[0]),
                               read_whole(in_folder(b), &counts[1])};
    if (counts[0] != counts[1] || memcmp(bytes[0], bytes[1], counts[0]) != 0)
        fail_msg("%s and %s differ", a, b);
    free(bytes[0]);
    free(bytes[1]);
}

static facs_extract_options options_for(const char *csv, const char *json, const char *overlay)
{
    facs_extract_options options = tiny_world_options();
    options.csv = csv ? in_folder(csv) : NULL;
    options.json = json ? in_folder(json) : NULL;
    options.overlay = overlay ? in_folder(overlay) : NULL;
    return options;
}

static void extract(const char *input, const facs_extract_options *options)
{
    facs_error error;
    if (facs_extract(input, options, NULL, &error) != 0)
        fail_msg("%s", error.text);
}

static json_t *input_of(json_t **root, const char *name)
{
    *root = json_load_file(in_folder(name), 0, NULL);
    assert_non_null(*root);
    return json_object_get(*root, "input");
}

/* What NAME.json says of the input: the digest of the file, but neither path nor time. */
static void assert_same_identity(const char *file, const char *other, const char *name)
{
    json_t *roots[2], *inputs[2] = {input_of(&roots[0], file), input_of(&roots[1], other)};
    assert_string_equal(json_string_value(json_object_get(inputs[1], "name")), name);
    assert_null(json_object_get(inputs[1], "path"));
    assert_null(json_object_get(inputs[1], "modified"));
    assert_true(json_equal(json_object_get(inputs[0], "size"), json_object_get(inputs[1], "size")));
    assert_true(
        json_equal(json_object_get(inputs[0], "digest"), json_object_get(inputs[1], "digest")));
    assert_true(json_is_object(json_object_get(inputs[1], "digest")));
    json_decref(roots[0]);
    json_decref(roots[1]);
}

static void test_same_results(void **state)
{
    (void)state;
    giver g = {.bytes = clip_bytes, .length = (int64_t)clip_count};
    const facs_input ways[] = {
        {.size = sizeof(facs_input), .bytes = clip_bytes, .length = (int64_t)clip_count},
        {.size = sizeof(facs_input),
         .length = g.length,
         .read = give,
         .seek = move_to,
         .opaque = &g}};
    facs_extract_options options = options_for("file.csv", "file.json", "file.avi");
    extract(in_folder("clip.mkv"), &options);
    for (int i = 0; i < 2; i++) {
        options = options_for("b.csv", "b.json", "b.avi");
        options.from = &ways[i];
        options.overwrite = FACS_OVERWRITE_ALL;
        extract("no such file", &options);
        assert_same_files("file.csv", "b.csv");
        assert_same_files("file.avi", "b.avi"); /* calibrated, and with its sound */
        assert_same_identity("file.json", "b.json", "no such file");
    }
}

/* As standard input: no size, no digest, and an overlay that is drawn as the frames come. */
static void test_once(void **state)
{
    (void)state;
    giver g = {.bytes = clip_bytes, .length = (int64_t)clip_count};
    const facs_input once = {.size = sizeof(once), .read = give, .opaque = &g};
    facs_extract_options options = options_for("file.csv", NULL, NULL);
    extract(in_folder("clip.mkv"), &options);
    options = options_for("b.csv", "b.json", "b.avi");
    options.from = &once;
    extract("a socket", &options);
    assert_same_files("file.csv", "b.csv");
    json_t *root, *input = input_of(&root, "b.json");
    assert_string_equal(json_string_value(json_object_get(input, "kind")), "pipe");
    assert_null(json_object_get(input, "size"));
    json_decref(root);
}

/* Results are recognized by the digest; those of other bytes are not replaced. */
static void test_whose_results(void **state)
{
    (void)state;
    facs_resume *resume;
    facs_error error;
    char reason[200];
    facs_input input = {.size = sizeof(input), .bytes = clip_bytes, .length = (int64_t)clip_count};
    facs_extract_options options = options_for("b.csv", "b.json", NULL);
    options.from = &input;
    extract("memory", &options);
    assert_int_equal(facs_resume_open(&resume, &error), 0);
    const int same = facs_resume_check(resume, "memory", &options, reason, sizeof(reason), &error);
    assert_string_equal(reason, "");
    assert_int_equal(same, 1);
    extract("memory", &options);
    clip_bytes[clip_count - 1] ^= 1;
    assert_int_equal(facs_resume_check(resume, "memory", &options, reason, sizeof(reason), &error),
                     0);
    assert_int_equal(facs_extract("memory", &options, NULL, &error), -EEXIST);
    facs_resume_close(&resume);
}

static void test_failing(void **state)
{
    (void)state;
    facs_error error;
    facs_summary summary = {.size = sizeof(summary)};
    giver g = {.bytes = clip_bytes, .length = (int64_t)clip_count, .fails_at = (int)clip_count / 2};
    facs_input input = {.size = sizeof(input), .read = give, .opaque = &g};
    facs_extract_options options = options_for("b.csv", NULL, NULL);
    options.from = &input;
    assert_int_equal(facs_extract("a socket", &options, &summary, &error), -EIO);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_string_equal(error.text, "a socket: reading failed: input or output error");
    assert_true(tiny_world_has_part("b.csv") && !tiny_world_has("b.csv"));
    input.read = NULL;
    assert_int_equal(facs_extract("a socket", &options, &summary, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
}

static int count_rows(void *opaque, const facs_live_row *row)
{
    (void)row;
    ++*(int *)opaque;
    return 0;
}

/* An input with seek counts as a file: it needs realtime, and may loop. */
static void test_live(void **state)
{
    (void)state;
    int rows = 0;
    facs_error error;
    facs_live_summary summary = {.size = sizeof(summary)};
    facs_live_options options;
    giver g = {.bytes = clip_bytes, .length = (int64_t)clip_count};
    facs_input input = {
        .size = sizeof(input), .length = g.length, .read = give, .seek = move_to, .opaque = &g};
    facs_default_live_options(&options);
    options.analysis = tiny_world_options().analysis;
    options.from = &input;
    options.row = count_rows;
    options.opaque = &rows;
    assert_int_equal(facs_live("memory", &options, &summary, &error), -EINVAL);
    options.realtime = options.loop = 1;
    options.max_frames = 15; /* more than there are */
    assert_int_equal(facs_live("memory", &options, &summary, &error), 0);
    assert_int_equal(rows, 15);
    g.at = 0;
    input.seek = NULL;
    options.realtime = options.loop = 0;
    options.max_frames = 0;
    assert_int_equal(facs_live("memory", &options, &summary, &error), 0);
    assert_int_equal(summary.captured, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_results, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_whose_results, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_failing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_live, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
