#include "view.h"

#include "http.h"

#include "cmocka_all.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WIDTH  40
#define HEIGHT 30

static const uint8_t pixels[3 * WIDTH * HEIGHT];

static void show_at(facs_view *view, int64_t index, double seconds, int face_id, int success)
{
    facs_result result = {.size = sizeof(result),
                          .index = index,
                          .time = seconds,
                          .face_id = face_id,
                          .success = success};
    const facs_frame frame = {.size = sizeof(frame),
                              .pixels = pixels,
                              .width = WIDTH,
                              .height = HEIGHT,
                              .stride = 3 * WIDTH,
                              .index = index};
    const facs_live_row row = {.size = sizeof(row),
                               .result = &result,
                               .frame = &frame,
                               .delay_ms = 5,
                               .dropped_so_far = 2};
    facs_view_show(view, &row);
}

/* Shows frames at 30 frames a second. */
static void show(facs_view *view, int64_t index, int face_id, int success)
{
    show_at(view, index, (double)index / 30, face_id, success);
}

static facs_view_address address;

static facs_view *open_view(void)
{
    facs_options analysis;
    facs_view *view;
    facs_default_options(&analysis);
    assert_int_equal(facs_view_open(&view, &address, "a clip.mp4", NULL, &analysis, 0), 0);
    assert_int_equal(facs_view_start(view), 0);
    return view;
}

static http_answer get(const char *name)
{
    char path[128];
    snprintf(path, sizeof(path), "%s%s", http_path(address.page), name);
    return http_get(http_port(address.page), path);
}

/* Returns the newest frame's JSON. */
static json_t *newest(void)
{
    http_answer answer = get("next?after=0");
    assert_int_equal(answer.status, 200);
    const unsigned char *bytes = (const unsigned char *)answer.body;
    json_t *root = json_loadb(answer.body + 4,
                              bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16, 0, NULL);
    assert_non_null(root);
    http_answer_free(&answer);
    return root;
}

static int64_t whole(const json_t *root, const char *name)
{
    return json_integer_value(json_object_get(root, name));
}

/* Writes the ids of the newest frame's faces as letters, capitals for those that were found: "aB".
 */
static void assert_faces(const char *expected)
{
    char ids[FACS_MAX_FACES + 1] = "";
    json_t *root = newest(), *faces = json_object_get(root, "faces");
    for (size_t i = 0; i < json_array_size(faces) && i < FACS_MAX_FACES; i++) {
        const json_t *face = json_array_get(faces, i);
        int letter = whole(face, "success") ? 'A' : 'a';
        ids[i] = (char)(letter + whole(face, "face_id"));
    }
    json_decref(root);
    assert_string_equal(ids, expected);
}

/* Asks once, like a page, so that frames are shown. */
static void watch(facs_view *view)
{
    char path[128];
    snprintf(path, sizeof(path), "%snext?after=0", http_path(address.page));
    int connection = http_connect("127.0.0.1", http_port(address.page));
    http_ask(connection, path, "127.0.0.1");
    http_answer answer = {.status = 0};
    for (int64_t index = 0; answer.status == 0; index++) {
        show(view, index, 0, 0);
        http_answer_free(&answer);
        answer = http_receive(connection, 20);
    }
    assert_int_equal(answer.status, 200);
    http_answer_free(&answer);
    close(connection);
}

static void rows_reach_the_page(void **state)
{
    (void)state;
    facs_view *view = open_view();
    watch(view);
    show(view, 1000, 0, 1);
    json_t *root = newest();
    assert_int_equal(whole(json_array_get(json_object_get(root, "faces"), 0), "frame"), 1001);
    assert_int_equal(whole(root, "dropped"), 2);
    assert_true(json_number_value(json_object_get(root, "delay")) == 5);
    /* Captured 5 ms before it was shown, by the browser's clock. */
    const double captured = json_number_value(json_object_get(root, "captured"));
    assert_true(captured > 1000.0 * ((double)time(NULL) - 60) &&
                captured < 1000.0 * ((double)time(NULL) + 1));
    json_decref(root);
    assert_faces("A");
    facs_view_close(&view);
}

static void without_a_page_nothing_is_copied(void **state)
{
    (void)state;
    facs_view *view = open_view();
    for (int64_t index = 0; index < 100; index++)
        show(view, index, 0, 1);
    watch(view); /* its first frame is number 1 */
    json_t *root = newest();
    assert_in_range(whole(root, "number"), 1, 50);
    assert_true(whole(root, "analyzed") > 100); /* counted all the same */
    json_decref(root);
    facs_view_close(&view);
}

static void several_faces_stay_together(void **state)
{
    (void)state;
    facs_view *view = open_view();
    watch(view);
    show(view, 1000, 0, 1);
    assert_faces("A");
    show(view, 1000, 1, 1); /* new in this frame */
    assert_faces("AB");
    show(view, 1000, 3, 1);
    assert_faces("ABD");
    show(view, 1005, 0, 0); /* nothing of the next frame is shown before all its faces have come */
    show(view, 1005, 1, 1);
    assert_faces("ABD");
    show(view, 1005, 3, 0);
    assert_faces("aBd");
    show(view, 1006, 0,
         1); /* face 3 has no row any more, so after one frame it is not waited for */
    show(view, 1006, 1, 1);
    assert_faces("aBd");
    show(view, 1007, 0, 1);
    show(view, 1007, 1, 1);
    assert_faces("AB");
    json_t *root = newest();
    int64_t analyzed = whole(root, "analyzed");
    json_decref(root);
    show(view, 1007, 2, 1);
    root = newest();
    assert_int_equal(whole(root, "analyzed"),
                     analyzed); /* counts as one frame, however many faces */
    json_decref(root);
    facs_view_close(&view);
}

static void a_fast_camera_shows_some_frames(void **state)
{
    (void)state;
    static const int rates[][2] = {
        {30, 30}, {40, 40}, {60, 30}, {120, 40}}; /* per second: arriving, shown */
    facs_view *view = open_view();
    watch(view);
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        /* Each run starts a hundred seconds after the one before. */
        json_t *before = newest();
        for (int n = 0; n < rates[i][0]; n++)
            show_at(view, 10000 * (int64_t)(i + 1) + n,
                    100.0 * (double)(i + 1) + n / (double)rates[i][0], 0, 1);
        json_t *after = newest();
        assert_int_equal(whole(after, "number") - whole(before, "number"), rates[i][1]);
        json_decref(before);
        json_decref(after);
    }
    facs_view_close(&view);
}

/* ---- Threads --------------------------------------------------------------------------------- */

typedef struct reader {
    const facs_view *view;
    int frames, backwards;
} reader;

static void *read_frames(void *opaque)
{
    reader *r = opaque;
    int64_t last = 0;
    for (int i = 0; i < 30; i++) {
        json_t *root = newest();
        r->backwards += whole(root, "number") < last;
        last = whole(root, "number");
        r->frames++;
        json_decref(root);
    }
    return NULL;
}

/* Also for the thread sanitizer: rows from one thread, pages from others. */
static void pages_come_and_go_while_rows_are_shown(void **state)
{
    (void)state;
    facs_view *view = open_view();
    reader readers[3];
    pthread_t threads[3];
    watch(view);
    for (int i = 0; i < 3; i++) {
        readers[i] = (reader){.view = view};
        assert_int_equal(pthread_create(&threads[i], NULL, read_frames, &readers[i]), 0);
    }
    for (int64_t index = 1000; index < 3000; index++)
        show(view, index, 0, 1);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(readers[i].frames, 30);
        assert_int_equal(readers[i].backwards, 0);
    }
    facs_view_close(&view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_reach_the_page),
        cmocka_unit_test(without_a_page_nothing_is_copied),
        cmocka_unit_test(several_faces_stay_together),
        cmocka_unit_test(a_fast_camera_shows_some_frames),
        cmocka_unit_test(pages_come_and_go_while_rows_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
