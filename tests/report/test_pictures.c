/* Pictures of the right frame, from clips in which each frame has its own grey level. */
#include "report/pictures.h"

#include "made_result.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "media/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/base64.h>

/* Grey levels of successive frames differ by 12; coding and scaling change less than half of that.
 */
#define TOLERANCE 5

static json_t *pictures_of(const char *text, const facs_video_facts *video, char note[1024])
{
    facs_recording recording = recording_of(text);
    json_t *pictures = json_array();
    assert_int_equal(facs_pictures_add(pictures, &recording, video, note, 1024, NULL), 0);
    facs_recording_free(&recording);
    return pictures;
}

/* The grey level in the middle of a picture's JPEG, and its size. */
static int level_of(const json_t *picture, int *width, int *height)
{
    const char *text = json_string_value(json_object_get(picture, "jpeg"));
    uint8_t *bytes = malloc(strlen(text));
    facs_source *source;
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    assert_non_null(bytes);
    const int size = av_base64_decode(bytes, text, (int)strlen(text));
    assert_true(size > 0 && size < 20000); /* a page with 24 of them stays below half a megabyte */
    write_file(in_folder("peak.jpg"), bytes, (size_t)size);
    free(bytes);
    assert_int_equal(facs_source_open(&source, in_folder("peak.jpg"), NULL, NULL), 0);
    assert_int_equal(facs_frame_pool_open(&pool, 0, 2, 0), 0);
    assert_int_equal(facs_source_read(source, pool, &frame, NULL), 0);
    const int level = frame->pixels[frame->stride * (frame->height / 2) + 3 * (frame->width / 2)];
    *width = frame->width;
    *height = frame->height;
    facs_frame_pool_put(pool, frame);
    facs_frame_pool_close(&pool);
    facs_source_close(&source);
    return level;
}

static void assert_picture(const json_t *pictures, size_t i, int frame)
{
    int width, height;
    const json_t *picture = json_array_get(pictures, i);
    assert_int_equal(json_integer_value(json_object_get(picture, "frame")), frame + 1);
    const int level = level_of(picture, &width, &height);
    if (abs(level - clip_level(frame)) > TOLERANCE)
        fail_msg("frame %d: level %d, expected %d", frame, level, clip_level(frame));
    assert_int_equal(width, json_integer_value(json_object_get(picture, "width")));
    assert_int_equal(height, json_integer_value(json_object_get(picture, "height")));
    assert_int_equal(height, 144);
}

static const char three[] = "frame,timestamp,AU01_r,AU02_r,AU12_r\n"
                            "1,0.000,0,0,0\n3,0.080,3,0,0\n4,0.120,0,2,2\n8,0.280,1,1,1\n";

static void test_the_frames_of_the_peaks(void **state)
{
    (void)state;
    char note[1024];
    make_clip(
        in_folder("a.mp4"),
        &(clip){.format = "mp4", .encoder = "mpeg4", .width = 160, .height = 120, .frames = 10});
    facs_video_facts video = {.path = strdup(in_folder("a.mp4")), .width = 160, .height = 120};
    json_t *pictures = pictures_of(three, &video, note);
    assert_string_equal(note, "");
    assert_int_equal(json_array_size(pictures), 2);
    assert_picture(pictures, 0, 2);
    assert_picture(pictures, 1, 3);
    assert_int_equal(json_array_size(json_object_get(json_array_get(pictures, 1), "aus")), 2);
    json_decref(pictures);
    /* The same without times: by number. */
    pictures = pictures_of("frame,AU01_r\n1,0\n5,3\n", &video, note);
    assert_picture(pictures, 0, 4);
    json_decref(pictures);
    free(video.path);
}

/* 60 s with a key frame every 12 s: seeks to the peak at 50 s and reads on to the one 1 s later. */
static void test_a_long_clip_is_sought(void **state)
{
    (void)state;
    char note[1024], text[200];
    make_clip(in_folder("long.mkv"), &(clip){.format = "matroska",
                                             .encoder = "mpeg4",
                                             .width = 64,
                                             .height = 48,
                                             .frames = 1500,
                                             .b_frames = 1});
    facs_video_facts video = {.path = strdup(in_folder("long.mkv"))};
    snprintf(
        text, sizeof(text),
        "frame,timestamp,AU01_r,AU02_r,AU12_r\n1,0,1,0,0\n1252,50.040,0,2,0\n1277,51.040,0,0,3\n");
    json_t *pictures = pictures_of(text, &video, note);
    assert_string_equal(note, "");
    assert_int_equal(json_array_size(pictures), 3);
    assert_picture(pictures, 0, 0);
    assert_picture(pictures, 1, 1251);
    assert_picture(pictures, 2, 1276);
    json_decref(pictures);
    free(video.path);
}

/* The clip is white in its top left quarter: a face there is white, one opposite is black. */
static void test_the_face_is_cut_out(void **state)
{
    (void)state;
    char note[1024], text[4096];
    const int points[] = {0, 8, 16, 19, 24, 30};
    make_clip(in_folder("c.avi"), &(clip){.format = "avi",
                                          .encoder = "mpeg4",
                                          .width = 320,
                                          .height = 240,
                                          .frames = 3,
                                          .content = CLIP_CORNER});
    facs_video_facts video = {.path = strdup(in_folder("c.avi"))};
    for (int k = 0; k < 2; k++) {
        int width, height, length = snprintf(text, sizeof(text), "frame,timestamp,AU01_r");
        const int x = k ? 200 : 40, y = k ? 160 : 30;
        for (int i = 0; i < 6; i++)
            length += snprintf(text + length, sizeof(text) - (size_t)length, ",x_%d,y_%d",
                               points[i], points[i]);
        length += snprintf(text + length, sizeof(text) - (size_t)length, "\n1,0,3");
        for (int i = 0; i < 6; i++)
            length += snprintf(text + length, sizeof(text) - (size_t)length, ",%d,%d",
                               x + 10 * (i % 3), y + 10 * (i / 2));
        strcat(text, "\n");
        json_t *pictures = pictures_of(text, &video, note);
        const int level = level_of(json_array_get(pictures, 0), &width, &height);
        assert_true(k ? level < 20 : level > 235);
        assert_int_equal(width, 144); /* a square */
        json_decref(pictures);
    }
    free(video.path);
}

static void assert_note(const char *text, facs_video_facts video, size_t count, const char *words)
{
    char note[1024];
    json_t *pictures = pictures_of(text, &video, note);
    assert_int_equal(json_array_size(pictures), count);
    if (!strstr(note, words))
        fail_msg("\"%s\", expected: %s", note, words);
    json_decref(pictures);
}

static void test_what_is_left_out(void **state)
{
    (void)state;
    char path[1024], broken[1024], url[] = "http://127.0.0.1:9/x.mp4", camera[] = "camera:0",
                                   gone[] = "gone.mp4";
    make_clip(
        in_folder("a.mp4"),
        &(clip){.format = "mp4", .encoder = "mpeg4", .width = 160, .height = 120, .frames = 4});
    write_file(in_folder("b.mp4"), "no video", 8);
    snprintf(path, sizeof(path), "%s", in_folder("a.mp4"));
    snprintf(broken, sizeof(broken), "%s", in_folder("b.mp4"));
    assert_note(three, (facs_video_facts){.path = NULL}, 0, "the video is not there");
    assert_note(three, (facs_video_facts){.path = gone}, 0, "the video gone.mp4 is not there");
    assert_note(three, (facs_video_facts){.path = url}, 0, "is not there");
    assert_note(three, (facs_video_facts){.path = camera}, 0, "is not there");
    assert_note(three, (facs_video_facts){.path = broken}, 0, "b.mp4: this is");
    assert_note(three, (facs_video_facts){.path = path, .width = 640, .height = 480}, 0,
                "has frames of 160 x 120 pixels, but the measured video had 640 x 480");
    assert_note("frame,timestamp,AU01_r,AU02_r\n1,0,3,0\n9,0.36,0,3\n",
                (facs_video_facts){.path = path}, 1, "ends before 1 of the 2 peaks");
    assert_note("frame,timestamp,AU01_r\n1,0,0.1\n", (facs_video_facts){.path = gone}, 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_the_frames_of_the_peaks),
        IN_FOLDER(test_a_long_clip_is_sought),
        IN_FOLDER(test_the_face_is_cut_out),
        IN_FOLDER(test_what_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
