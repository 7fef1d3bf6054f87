/* What the command makes of videos with wrong times, non-square pixels, several streams or
 * interlacing, from end to end. */
#include "spawn.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "scratch.h"
#include "tiny_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUN "extract odd.mkv --models models --landmarks pfld --au static -d out --overwrite "

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    return 0;
}

static clip plain(void)
{
    return (clip){
        .format = "matroska", .encoder = "mpeg4", .width = 64, .height = 48, .frames = 12};
}

/* Expects words in out/NAME. */
static void assert_holds(const char *name, const char *words)
{
    char *text = read_text(scratch(name));
    if (!strstr(text, words))
        fail_msg("%s does not hold \"%s\":\n%s", name, words, text);
    free(text);
}

/* Expects success and words on standard error. */
static void assert_said(const char *line, const char *words)
{
    outcome o = run_facs(line);
    assert_int_equal(o.status, 0);
    if (!strstr(o.err, words))
        fail_msg("\"%s\" does not say \"%s\"", o.err, words);
    outcome_free(&o);
}

static void test_a_wrong_time(void **state)
{
    (void)state;
    int stamps[12];
    clip spec = plain();
    for (int n = 0; n < 12; n++)
        stamps[n] = n == 5 ? 20000 : 40 * n;
    spec.stamps_ms = stamps;
    make_clip(scratch("odd.mkv"), &spec);
    assert_said(RUN,
                "odd.mkv: 1 frame had a wrong time, which was corrected (at frame 6, 0.200 s; it "
                "said 20.000 s)");
    assert_holds("out/odd.csv", "\n12,0,0.440,");
    assert_holds("out/odd.json", "\"wrong-times\"");
    outcome o = run_facs(RUN "--strict");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "strict"));
    outcome_free(&o);
}

static void test_non_square_pixels(void **state)
{
    (void)state;
    clip spec = plain();
    spec.aspect[0] = 4;
    spec.aspect[1] = 3;
    make_clip(scratch("odd.mkv"), &spec);
    outcome o = run_facs(RUN);
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    assert_holds("out/odd.json", "\"width\": 85");
    assert_holds("out/odd.json", "\"stored_width\": 64");
    assert_holds("out/odd.json", "\"sample_aspect_ratio\": \"4:3\"");
    assert_refused(RUN "--max-pixels 4000", 1,
                   "85x48, over the limit of 4000 pixels; scale it down, or "
                   "allow more with --max-pixels 4080");
}

static void test_several_streams(void **state)
{
    (void)state;
    char first[512], second[512];
    clip spec = plain();
    snprintf(first, sizeof(first), "%s", scratch("first.mkv"));
    snprintf(second, sizeof(second), "%s", scratch("second.mkv"));
    make_clip(first, &spec);
    spec.width = 32;
    make_clip(second, &spec);
    const char *parts[2] = {first, second};
    const int dispositions[2] = {0, 0};
    join_clips(scratch("odd.mkv"), "matroska", parts, dispositions);
    assert_said(RUN, "several video streams: only one was used (number 1 of 2: 64x48, mpeg4; "
                     "--stream N selects another)");
    outcome o = run_facs(RUN "--stream 2 --strict");
    assert_null(strstr(o.err, "several video streams"));
    outcome_free(&o);
    assert_refused(RUN "--stream 3", 1, "it has no video stream 3, only 2");
}

static void test_interlaced_videos(void **state)
{
    (void)state;
    clip spec = plain();
    spec.encoder = "mpeg2video";
    spec.interlaced = 1;
    spec.content = CLIP_COMB;
    make_clip(scratch("odd.mkv"), &spec);
    assert_said(RUN, "12 frames are interlaced: use --deinterlace");
    outcome o = run_facs(RUN "--deinterlace");
    assert_int_equal(o.status, 0);
    assert_null(strstr(o.err, "interlaced"));
    outcome_free(&o);
    assert_holds("out/odd.json", "\"deinterlace\": true");
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_a_wrong_time),
        IN_WORLD(test_non_square_pixels),
        IN_WORLD(test_several_streams),
        IN_WORLD(test_interlaced_videos),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
