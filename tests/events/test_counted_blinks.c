/* Blinks against those that were counted by eye in the sample clips (blinks.txt), in results of
 * this build, and of the first clip in a result of OpenFace. */
#include "made_result.h"

#include "cmocka_all.h"
#include "folder.h"
#include "golden.h"
#include "sanitized.h"

#include <facs/answers.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BLINKS 64
#define NEAR       2 /* frames between the apex and the frame that was noted */
#define F1         0.95

typedef struct tally {
    int right, missed, extra;
} tally;

static void compare(tally *t, const char *csv, const int *counted, int count)
{
    facs_events *events;
    facs_error error;
    facs_events_options options;
    facs_event e = {.size = sizeof(e)};
    int right = 0;
    facs_default_events_options(&options);
    options.kinds = "blink";
    if (facs_events_read(&events, csv, &options, &error) < 0)
        fail_msg("%s", error.text);
    const int found = (int)facs_events_count(events);
    for (int i = 0; i < count; i++) {
        int best = NEAR + 1;
        for (int k = 0; k < found; k++) {
            assert_int_equal(facs_events_get(events, k, &e), 0);
            const int away = abs((int)e.apex_frame - 1 - counted[i]);
            best = away < best ? away : best;
        }
        right += best <= NEAR;
    }
    facs_events_close(&events);
    t->right += right;
    t->missed += count - right;
    t->extra += found - right;
}

static double f1(const tally *t)
{
    return 2.0 * t->right / (2.0 * t->right + t->missed + t->extra);
}

/* The numbers of a line after the clip's name; returns how many. */
static int read_line(char *line, char clip[64], int *counted)
{
    int length, count = 0, used;
    if (sscanf(line, "%63s %d%n", clip, &count, &used) != 2 || clip[0] == '#')
        return -1;
    assert_in_range(count, 0, MAX_BLINKS);
    for (int i = 0; i < count; i++, used += length)
        assert_int_equal(sscanf(line + used, "%d%n", &counted[i], &length), 1);
    return count;
}

static void measure(const char *clip, char *csv, size_t size)
{
    char video[128];
    facs_error error;
    facs_extract_options options;
    snprintf(video, sizeof(video), "videos/%s", clip);
    snprintf(csv, size, "%s.csv", in_folder(clip));
    facs_default_extract_options(&options);
    options.analysis.models = shared_models();
    options.csv = csv;
    options.max_frames = SANITIZED ? 20 : 0;
    if (facs_extract(shared_path(video), &options, NULL, &error) < 0)
        fail_msg("%s", error.text);
}

static void counted_blinks_are_found(void **state)
{
    (void)state;
    char line[512], clip[64], csv[1024];
    int counted[MAX_BLINKS];
    tally all = {0}, openface = {0};
    shared_models();
    FILE *list = fopen(FACS_COUNTED, "r");
    assert_non_null(list);
    while (fgets(line, sizeof(line), list)) {
        const int count = read_line(line, clip, counted);
        if (count < 0)
            continue;
        measure(clip, csv, sizeof(csv));
        compare(&all, csv, counted, count);
        if (strcmp(clip, "default.wmv") == 0)
            compare(&openface, shared_path("golden/csv/default.csv"), counted, count);
    }
    fclose(list);
    if ((f1(&all) < F1 && !SANITIZED) || f1(&openface) < F1)
        fail_msg("found %d, missed %d, too many %d; of OpenFace's result %d, %d, %d", all.right,
                 all.missed, all.extra, openface.right, openface.missed, openface.extra);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(counted_blinks_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
