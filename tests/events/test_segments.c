/* Segments of recordings, from every kind of file that is read. */
#include "events/segments.h"

#include "cmocka_all.h"
#include "folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads a text and writes its segments as "pattern start-end label", one per line, or the message.
 */
static const char *segments_of(const char *name, const char *text, size_t size)
{
    static char list[4096];
    facs_segments segments;
    static facs_error error;
    size_t length = 0;
    write_file(in_folder(name), text, size);
    list[0] = 0;
    if (facs_segments_read(&segments, in_folder(name), &error) < 0) {
        assert_int_equal(error.kind, FACS_ERROR_INPUT);
        assert_int_equal(segments.count, 0);
        const char *sentence = strstr(error.text, name);
        assert_non_null(sentence);
        return sentence;
    }
    for (size_t i = 0; i < segments.count; i++) {
        const facs_segment *s = &segments.list[i];
        length += (size_t)snprintf(list + length, sizeof(list) - length, "%s%s %g-%g %s\n",
                                   s->literal ? "=" : "", s->pattern ? s->pattern : "(all)",
                                   s->start, s->end, s->label);
    }
    if (segments.points)
        snprintf(list + length, sizeof(list) - length, "left out %zu, line %lld\n", segments.points,
                 (long long)segments.points_line);
    facs_segments_free(&segments);
    return list;
}

static const char *segments_in(const char *name, const char *text)
{
    return segments_of(name, text, strlen(text));
}

static const char *table(const char *text)
{
    return segments_in("s.csv", text);
}

static void tables_by_hand(void **state)
{
    (void)state;
    assert_string_equal(
        table("pattern,start,end,label\ns01*,0,10.5,rest\ns01*,8,00:01:02.250,task\n"),
        "s01* 0-10.5 rest\ns01* 8-62.25 task\n");
    assert_string_equal(table("\xef\xbb\xbf"
                              "Label;End (s);Start (s)\r\n\"a; \"\"b\"\"\";2,5;1,25\r\n"),
                        "(all) 1.25-2.5 a; \"b\"\n");
    assert_string_equal(table("video\tbegin_ms\tstop_ms\tcondition\nx.mp4\t1500\t2500\t\n"),
                        "x.mp4 1.5-2.5 segment 1\n");
    assert_string_equal(table("# made by hand\n\nstart,end\n1:30,2:00\n 5 , 6 \n"),
                        "(all) 90-120 segment 1\n(all) 5-6 segment 2\n");
    assert_string_equal(table("onset,duration,trial_type\n2,0.5,go\n3,0,press\n"),
                        "(all) 2-2.5 go\nleft out 1, line 3\n"); /* BIDS */
    assert_string_equal(
        table("onset\tduration\ttrial_type\n2\tn/a\tkey\n3\t0.5\tgo\n4\tn/a\tkey\n"),
        "(all) 3-3.5 go\nleft out 2, line 2\n");
    assert_string_equal(table("face_id,kind,onset,apex,offset,duration,peak,left,right,closed_from,"
                              "closed_to,count,flags\n"
                              "0,smile,1.250,1.5,2.5,1.25,3,,,,,1,duchenne\n"),
                        "(all) 1.25-2.5 smile\n"); /* facs events */
    assert_string_equal(table("start,end,label\n1,2,\"two\nlines\"\n3,4,x"),
                        "(all) 1-2 two?lines\n(all) 3-4 x\n");
}

static void tables_of_boris(void **state)
{
    (void)state;
    assert_string_equal(
        table(
            "Observation id,Observation date,Description,Observation type,Source,Media duration "
            "(s),FPS (frame/s),Subject,Behavior,Behavioral category,Modifiers,Behavior type,Start "
            "(s),Stop (s),Duration (s),Media file name,Comment start,Comment stop\n"
            "o1,2026-01-01,,MEDIA,player #1:s01.mp4,60,25,p,talk,,,STATE,1.5,9.25,7.75,"
            "/home/x/videos/s01.mp4,,\n"
            "o1,2026-01-01,,MEDIA,player "
            "#1:s01.mp4,60,25,p,point,,,POINT,3,3,NA,C:\\v\\s[1].mp4,,\n"
            "o1,2026-01-01,,MEDIA,player "
            "#1:s01.mp4,60,25,p,look,,,STATE,4,5,1,C:\\v\\s[1].mp4,,\n"),
        "=s01.mp4 1.5-9.25 talk\n=s[1].mp4 4-5 look\nleft out 1, line 3\n");
}

static void tables_of_elan(void **state)
{
    (void)state;
    assert_string_equal(
        table("\"#file:///x/s01.eaf\n"
              "tier\tann\t00:00:01.500\t1.5\t00:00:03.000\t3.0\t00:00:01.500\t1.5\trest\n"
              "tier\tann\t00:01:00.000\t60.0\t00:01:01.000\t61.0\t00:00:01.000\t1.0\t7\n"),
        "(all) 1.5-3 rest\n(all) 60-61 7\n");
    assert_string_equal(table("tier\t\t1500\t3000\t1500\trest\n"), "(all) 1.5-3 rest\n");
    assert_string_equal(table("tier\t\t1.5\t3.0\trest\n"), "(all) 1.5-3 rest\n");
    assert_string_equal(table("Begin Time - hh:mm:ss.ms\tBegin Time - ss.msec\tEnd Time - "
                              "hh:mm:ss.ms\tEnd Time - ss.msec\tone\ttwo\n"
                              "00:00:01.000\t1.0\t00:00:02.000\t2.0\t\tlook\n"),
                        "(all) 1-2 look\n");
    assert_string_equal(table("File Path\tstart\tend\tlabel\n/x/S01.EAF\t1\t2\tlook\n"),
                        "=S01 1-2 look\n");
    assert_string_equal(table("1.500000\t2.500000\tsmile\n3.0\t3.0\tpoint\n"), /* Audacity */
                        "(all) 1.5-2.5 smile\nleft out 1, line 2\n");
}

#define EAF(media, slots, tiers)                                                                   \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ANNOTATION_DOCUMENT FORMAT=\"3.0\">\n"           \
    "<HEADER MEDIA_FILE=\"\" TIME_UNITS=\"milliseconds\">" media "</HEADER>\n<TIME_ORDER>" slots   \
    "</TIME_ORDER>\n" tiers "</ANNOTATION_DOCUMENT>\n"
#define SLOT(id, value) "<TIME_SLOT TIME_SLOT_ID=\"" id "\" TIME_VALUE=\"" value "\"/>"
#define ANNOTATION(from, to, value)                                                                \
    "<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a\" TIME_SLOT_REF1=\"" from                 \
    "\" TIME_SLOT_REF2=\"" to "\">\n<ANNOTATION_VALUE>" value                                      \
    "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n"

static void documents_of_elan(void **state)
{
    (void)state;
    static const char media[] =
        EAF("<MEDIA_DESCRIPTOR MEDIA_URL=\"file:///x/s&amp;1.mp4\" MIME_TYPE=\"video/mp4\" "
            "TIME_ORIGIN=\"250\"/><MEDIA_DESCRIPTOR MEDIA_URL=\"file:///x/s.wav\" "
            "MIME_TYPE=\"audio/x-wav\"/>",
            SLOT("ts1", "1000") SLOT("ts2", "2500") "<TIME_SLOT TIME_SLOT_ID='ts3'/>",
            "<!-- <ALIGNABLE_ANNOTATION> --><TIER TIER_ID=\"t\">" ANNOTATION("ts1", "ts2",
                                                                             "caf&#xe9; &lt;1&gt;")
                ANNOTATION("ts2", "ts3", "x") ANNOTATION("ts1", "ts2", "") "</TIER>");
    assert_string_equal(
        segments_in("s.eaf", media),
        "=s&1.mp4 1.25-2.75 caf\xc3\xa9 <1>\n=s&1.mp4 1.25-2.75 t\nleft out 1, line 7\n");
    assert_string_equal(segments_in("s.eaf", EAF("", SLOT("b", "2000") SLOT("a", "1000"),
                                                 ANNOTATION("a", "b", "<![CDATA[x <y>]]>")
                                                     ANNOTATION("a", "b", ""))),
                        "(all) 1-2 x <y>\n(all) 1-2 segment 2\n");
    assert_string_equal(segments_in("s.eaf", EAF("", SLOT("a", "1000"), ANNOTATION("a", "b", "x"))),
                        "s.eaf: line 5: expected the TIME_SLOT of an annotation, not \"b\"");
    assert_string_equal(
        segments_in("s.eaf", EAF("<MEDIA_DESCRIPTOR MEDIA_URL=\"file:///x/my%20caf%C3%a9%.mp4\"/>",
                                 SLOT("a", "1000") SLOT("b", "2000"), ANNOTATION("a", "b", "x"))),
        "=my caf\xc3\xa9%.mp4 1-2 x\n");
    assert_string_equal(segments_in("s.eaf", EAF("", SLOT("a", "x"), "")),
                        "s.eaf: line 4: expected milliseconds in a TIME_VALUE, not \"x\"");
}

static void documents_with_awkward_tags(void **state)
{
    (void)state;
    assert_string_equal(
        segments_in("s.eaf", EAF("", SLOT("a>b", "1000") SLOT("c", "2000"),
                                 "<TIER P='\">' A=\" TIER_ID='no' \" TIER_ID='a > b'>" ANNOTATION(
                                     "a>b", "c", "") "</TIER>")),
        "(all) 1-2 a > b\n");
    assert_string_equal(segments_in("s.eaf", "<ANNOTATION_DOCUMENT><TIER TIER_ID=\"t>"),
                        "s.eaf: expected at least one segment with a start and an end");
}

/* Sorting the times again for each annotation would take hours. */
static void hostile_documents_of_elan(void **state)
{
    (void)state;
    static const char head[] = "<ANNOTATION_DOCUMENT>", slot[] = "<TIME_SLOT TIME_SLOT_ID=''/>";
    const size_t count = 1000001;
    assert_string_equal(segments_in("s.eaf", EAF("", SLOT("a", "1000") SLOT("b", "2000"),
                                                 ANNOTATION("a", "b", "x") SLOT("c", "3000"))),
                        "s.eaf: line 7: expected all TIME_SLOTs before the annotations, not \"c\"");
    char *text = malloc(sizeof(head) + count * (sizeof(slot) - 1));
    assert_non_null(text);
    char *at = strcpy(text, head) + sizeof(head) - 1;
    for (size_t i = 0; i < count; i++, at += sizeof(slot) - 1)
        memcpy(at, slot, sizeof(slot));
    assert_string_equal(segments_in("s.eaf", text),
                        "s.eaf: line 1: expected at most 1000000 TIME_SLOTs, not \"\"");
    free(text);
}

/* The tier of a transcript does not stop the others from being used. */
static void long_annotations_of_elan_are_cut(void **state)
{
    (void)state;
    char *text = calloc(1, 4000);
    assert_non_null(text);
    strcpy(text, EAF("", SLOT("a", "1000") SLOT("b", "2000"), ANNOTATION("a", "b", "@")));
    char *at = strchr(text, '@'), *rest = strdup(at + 1);
    assert_non_null(rest);
    for (int i = 0; i < 600; i++)
        at = strcpy(at, "\xc3\xa9") + 2;
    strcpy(at, rest);
    const char *found = segments_in("s.eaf", text);
    assert_int_equal(strlen(found), strlen("(all) 1-2 \n") + 1000);
    free(rest);
    free(text);
}

/* As Excel saves "Unicode text". */
static void utf16_is_read_as_utf8(void **state)
{
    (void)state;
    static const char text[] = "s\0t\0a\0r\0t\0\t\0e\0n\0d\0\t\0l\0a\0b\0e\0l\0\r\0\n\0"
                               "1\0\t\0002\0\t\0\xfc\0-N\r\0\n";
    static const char expected[] = "(all) 1-2 \xc3\xbc\xe4\xb8\xad\n";
    char whole[sizeof(text) + 2] = "\xff\xfe";
    memcpy(whole + 2, text, sizeof(text));
    assert_string_equal(segments_of("s.csv", whole, sizeof(whole)), expected);
    assert_string_equal(segments_of("s.csv", whole, sizeof(whole) - 1),
                        "s.csv: line 1: expected text in UTF-8: save it as \"CSV UTF-8\"");
    assert_string_equal(segments_of("s.csv", text, sizeof(text)),
                        "s.csv: line 1: expected text in UTF-8: save it as \"CSV UTF-8\"");
}

static void wrong_lines_are_named(void **state)
{
    (void)state;
    assert_string_equal(table("a,b\n1,2\n"), "s.csv: line 1: expected a header with start and end, "
                                             "such as pattern,start,end,label, not \"a\"");
    assert_string_equal(table("start,end\n1,2\nx,3\n"),
                        "s.csv: line 3: expected a time in seconds or as hh:mm:ss.mmm, not \"x\"");
    assert_string_equal(table("start,end\n\n5,4\n"),
                        "s.csv: line 3: expected a segment that ends after it starts, in seconds "
                        "from 0 on, not \"5 to 4\"");
    assert_string_equal(table("start,end\n1:75,200\n"),
                        "s.csv: line 2: expected a time in seconds or as hh:mm:ss.mmm, not "
                        "\"1:75\"");
    assert_string_equal(table("start,end\n-1,2\n"),
                        "s.csv: line 2: expected a time in seconds or as hh:mm:ss.mmm, not \"-1\"");
    assert_string_equal(table("start,end\n1,1e300\n"),
                        "s.csv: line 2: expected a segment that ends after it starts, in seconds "
                        "from 0 on, not \"1 to 1e+300\"");
    assert_string_equal(
        table("start,end,label\n1,2,\"x\n"),
        "s.csv: line 2: expected a quote at the end of a quoted cell, not \"the end "
        "of the file\"");
    assert_string_equal(table("start,end\n"),
                        "s.csv: expected at least one segment with a start and an end");
    assert_string_equal(table("start,end,label\n1,2,Gl\xfc"
                              "ck\n"),
                        "s.csv: line 2: expected text in UTF-8: save it as \"CSV UTF-8\"");
    assert_string_equal(table(""), "s.csv: expected at least one segment with a start and an end");
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    facs_segments segments;
    static facs_error error;
    assert_int_equal(facs_segments_read(&segments, in_folder("none.csv"), &error), -ENOENT);
    assert_non_null(strstr(error.text, "none.csv cannot be read (no such file or folder)"));
    assert_int_equal(facs_segments_read(&segments, in_folder("."), &error), -EINVAL);
}

static int matches(const char *pattern, int literal, const char *input, const char *csv)
{
    const facs_segment segment = {.pattern = pattern, .literal = literal};
    return facs_segment_matches(&segment, input, csv);
}

static void patterns_find_recordings(void **state)
{
    (void)state;
    assert_true(matches(NULL, 0, "a/s01.mp4", NULL));
    assert_true(matches("s01.mp4", 0, "a/S01.mp4", NULL));
    assert_true(matches("a/s01.mp4", 0, "/v/a/s01.mp4", NULL));
    assert_false(matches("b/s01.mp4", 0, "/v/a/s01.mp4", NULL));
    assert_false(matches("01.mp4", 0, "s01.mp4", NULL));
    assert_true(matches("s01", 0, "a/s01.mp4", NULL));
    assert_true(matches("s01.mp4", 0, NULL, "r/s01.csv"));
    assert_true(matches("s01.csv", 0, "a/s01.mp4", "r/s01.csv"));
    assert_false(matches("s01.mov", 0, "a/s01.mp4", NULL));
    assert_true(matches("s0?.mp4", 0, "a/s01.mp4", NULL));
    assert_true(matches("p*/s0?.*", 0, "/v/p7/s01.mp4", NULL));
    assert_false(matches("p*/s0?.*", 0, "/v/q7/s01.mp4", NULL));
    assert_true(matches("s*.mp4, t*.mp4", 0, "t1.mp4", NULL));
    assert_true(matches("s[1].mp4", 1, "v/s[1].mp4", NULL));
    assert_false(matches("s[1].mp4", 1, "v/s1.mp4", NULL));
    assert_true(matches("s[1].mp4", 0, "v/s1.mp4", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tables_by_hand, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(tables_of_boris, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(tables_of_elan, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(documents_of_elan, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(documents_with_awkward_tags, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(hostile_documents_of_elan, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(long_annotations_of_elan_are_cut, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(utf16_is_read_as_utf8, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(wrong_lines_are_named, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(a_missing_file_is_named, folder_set_up, folder_tear_down),
        cmocka_unit_test(patterns_find_recordings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
