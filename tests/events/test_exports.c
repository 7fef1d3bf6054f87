/* Events as files of ELAN, BORIS, Praat and Audacity. */
#include "made_lids.h"
#include "made_result.h"

#include "cmocka_all.h"
#include "events/write.h"
#include "folder.h"

#include <facs/answers.h>

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double two_blinks(double time, int side)
{
    (void)side;
    return (time >= 1 && time <= 1.15) || (time >= 2 && time <= 2.15) ? 5 : 10;
}

/* The events of a made result, whose NAME.json names a video with awkward characters. */
static facs_events *two_events(void)
{
    static const char run[] =
        "{\"program\": \"facs\", \"version\": \"0.2.0\", \"run\": {\"date\": "
        "\"2026-01-02T03:04:05Z\"}, \"input\": {\"path\": \"/a b/<&\\\"é.mp4\","
        " \"duration\": 3.5, \"frame_rate\": 20}}";
    facs_events *events;
    facs_error error;
    facs_events_options options;
    char json[512];
    snprintf(json, sizeof(json), "%s", in_folder("eyes.json"));
    facs_default_events_options(&options);
    options.json = json;
    options.kinds = "blink";
    write_file(json, run, strlen(run));
    write_made_eyes(in_folder("eyes.csv"), &(made_eyes){20, 3, two_blinks});
    assert_int_equal(facs_events_read(&events, in_folder("eyes.csv"), &options, &error), 0);
    return events;
}

static char *written_as(const char *name)
{
    static char text[20000];
    facs_error error;
    facs_events *events = two_events();
    if (facs_events_write(events, in_folder(name), &error) < 0)
        fail_msg("%s", error.text);
    facs_events_close(&events);
    FILE *file = fopen(in_folder(name), "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = 0;
    fclose(file);
    return text;
}

static void elan_opens_it(void **state)
{
    (void)state;
    char command[1200];
    const char *text = written_as("events.eaf");
    assert_non_null(strstr(text, "MEDIA_URL=\"file:///a%20b/%3C%26%22%C3%A9.mp4\" "
                                 "MIME_TYPE=\"video/mp4\""));
    assert_non_null(strstr(text, "DATE=\"2026-01-02T03:04:05Z\""));
    assert_non_null(strstr(text, "PARTICIPANT=\"face 0\" TIER_ID=\"blink\""));
    assert_non_null(strstr(text, "TIME_VALUE=\"950\""));
    if (system("xmllint --version > /dev/null 2>&1") != 0)
        skip();
    snprintf(command, sizeof(command),
             "xmllint --noout --nonet --schema '%s' '%s' > /dev/null 2>&1", FACS_EAF_SCHEMA,
             in_folder("events.eaf"));
    assert_int_equal(system(command), 0);
}

static void boris_opens_it(void **state)
{
    (void)state;
    json_error_t wrong;
    json_t *root = json_loads(written_as("events.boris"), 0, &wrong);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "project_format_version")), "7.0");
    json_t *seen = json_object_get(json_object_get(root, "observations"), "eyes");
    const char *code, *file;
    double times[4];
    assert_int_equal(
        json_unpack(json_object_get(root, "behaviors_conf"), "{s:{s:s}}", "0", "code", &code), 0);
    assert_string_equal(code, "blink");
    assert_int_equal(json_unpack(seen, "{s:{s:[s]}}", "file", "1", &file), 0);
    assert_string_equal(file, "/a b/<&\"é.mp4");
    json_t *moments = json_object_get(seen, "events");
    assert_int_equal(json_array_size(moments), 4);
    for (size_t i = 0; i < 4; i++)
        times[i] = json_number_value(json_array_get(json_array_get(moments, i), 0));
    assert_true(times[0] == 0.95 && times[1] == 1.2 && times[2] == 1.95 && times[3] == 2.2);
    json_decref(root);
}

static void praat_opens_it(void **state)
{
    (void)state;
    const char *text = written_as("events.TextGrid");
    assert_non_null(strstr(text, "xmax = 3.500000\ntiers? <exists>\nsize = 1\n"));
    assert_non_null(strstr(text, "name = \"blink\""));
    assert_non_null(strstr(text, "intervals: size = 5\n"));
    assert_non_null(strstr(text, "xmin = 0.950000\n            xmax = 1.200000\n"
                                 "            text = \"1.00\"\n"));
}

static void audacity_opens_it(void **state)
{
    (void)state;
    assert_string_equal(written_as("events.txt"), "0.950000\t1.200000\tblink 1.00\n"
                                                  "1.950000\t2.200000\tblink 1.00\n");
}

static void the_ending_of_a_video_may_be_in_capitals(void **state)
{
    (void)state;
    char path[] = "/x/CLIP.MP4", name[] = "clip";
    facs_error error;
    const facs_event_media media = {.path = path, .name = name, .date = "1970-01-01T00:00:00Z"};
    const facs_event_list none = {.count = 0};
    assert_int_equal(facs_event_list_write(&none, &media, in_folder("c.eaf"), &error), 0);
    char *text = read_text_of(in_folder("c.eaf"));
    assert_non_null(strstr(text, "MEDIA_URL=\"file:///x/CLIP.MP4\" MIME_TYPE=\"video/mp4\""));
    free(text);
}

/* Frames are counted at 30 frames/s. */
static void a_result_without_times_has_a_length_in_seconds(void **state)
{
    (void)state;
    facs_error error;
    facs_events *events;
    facs_events_options options;
    facs_default_events_options(&options);
    write_in_folder("f.csv", "frame,success,AU12_r\n1,1,0.00\n2,1,0.00\n90,1,0.00\n");
    if (facs_events_read(&events, in_folder("f.csv"), &options, &error) < 0)
        fail_msg("%s", error.text);
    assert_int_equal(facs_events_write(events, in_folder("f.TextGrid"), &error), 0);
    facs_events_close(&events);
    char *text = read_text_of(in_folder("f.TextGrid"));
    assert_non_null(strstr(text, "xmax = 3.000000\n"));
    free(text);
}

/* Only a table of events is replaced by another. */
static void files_that_may_have_been_edited_stay(void **state)
{
    static const char *const names[] = {"events.eaf", "events.boris", "events.TextGrid",
                                        "events.txt"};
    (void)state;
    written_as("events.csv");
    written_as("events.csv");
    facs_events *events = two_events();
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        facs_error error;
        write_in_folder(names[i], "mine");
        assert_int_equal(facs_events_write(events, in_folder(names[i]), &error), -EEXIST);
        assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
        char *text = read_text_of(in_folder(names[i]));
        assert_string_equal(text, "mine");
        free(text);
    }
    facs_events_close(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(elan_opens_it),
        IN_FOLDER(boris_opens_it),
        IN_FOLDER(praat_opens_it),
        IN_FOLDER(audacity_opens_it),
        IN_FOLDER(the_ending_of_a_video_may_be_in_capitals),
        IN_FOLDER(a_result_without_times_has_a_length_in_seconds),
        IN_FOLDER(files_that_may_have_been_edited_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
