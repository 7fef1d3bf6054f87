/* MTCNN with made-up weights: what is opened, what is refused, and that nonsense does no harm. */
#include "cmocka_all.h"
#include "folder.h"
#include "made_channels.h"

#include "detect/mtcnn.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static facs_error error;

static const made_channel_layer p_net[] = {{0, 3, 10, 3, 0},  {3, 0, 10, 0, 0}, {1, 0, 0, 2, 2},
                                           {0, 10, 16, 3, 0}, {3, 0, 16, 0, 0}, {0, 16, 32, 3, 0},
                                           {3, 0, 32, 0, 0},  {2, 32, 6, 0, 0}};
static const made_channel_layer r_net[] = {
    {0, 3, 8, 3, 0}, {1, 0, 0, 3, 2}, {0, 8, 8, 3, 0}, {1, 0, 0, 3, 2}, {2, 128, 6, 0, 0}};
static const made_channel_layer o_net[] = {{0, 3, 8, 3, 0},   {1, 0, 0, 3, 2}, {0, 8, 8, 3, 0},
                                           {1, 0, 0, 3, 2},   {0, 8, 8, 3, 0}, {1, 0, 0, 2, 2},
                                           {2, 128, 16, 0, 0}};
/* Not PNet: its places are one pixel apart; its last layer looks at more than one place. */
static const made_channel_layer slow[] = {
    {0, 3, 8, 4, 0}, {0, 8, 8, 4, 0}, {0, 8, 8, 4, 0}, {0, 8, 8, 3, 0}, {2, 8, 6, 0, 0}};
static const made_channel_layer wide[] = {
    {0, 3, 8, 3, 0}, {1, 0, 0, 2, 2}, {0, 8, 8, 3, 0}, {2, 72, 6, 0, 0}};
#define LAYERS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

/* In the test's folder, as the i-th of the models' files. */
static void write_net(int i, const made_channel_layer *layers, int count)
{
    made_bytes bytes = {NULL, 0};
    made_channels(&bytes, layers, count);
    write_file(in_folder(facs_mtcnn_models_file(i)), bytes.data, bytes.size);
    free(bytes.data);
}

static const char *make_models(void)
{
    const char *folder = make_folder();
    assert_non_null(folder);
    mkdir(in_folder("openface"), 0700);
    mkdir(in_folder("openface/model"), 0700);
    mkdir(in_folder("openface/model/mtcnn_detector"), 0700);
    write_net(0, LAYERS(p_net));
    write_net(1, LAYERS(r_net));
    write_net(2, LAYERS(o_net));
    return folder;
}

static void refused(const char *folder, const char *part)
{
    facs_mtcnn_models *models;
    assert_int_equal(facs_mtcnn_models_open(&models, folder, &error), -EINVAL);
    assert_null(models);
    assert_non_null(strstr(error.text, part));
}

static void other_networks_are_refused(void **state)
{
    (void)state;
    const char *folder = make_models();
    facs_mtcnn_models *models;
    assert_int_equal(facs_mtcnn_models_open(&models, folder, &error), 0);
    facs_mtcnn_models_close(&models);
    assert_null(models);
    write_net(0, LAYERS(slow));
    refused(folder, "steps of 2 pixels");
    write_net(0, LAYERS(wide));
    refused(folder, "PNet.dat");
    write_net(0, LAYERS(p_net));
    write_net(1, LAYERS(o_net));
    refused(folder, "RNet.dat");
    remove_folder();
}

/* Random networks see faces anywhere, but the boxes can always be drawn. */
static void nonsense_does_no_harm(void **state)
{
    (void)state;
    const char *folder = make_models();
    facs_mtcnn_models *models;
    facs_detector *detector;
    facs_detection faces[FACS_DETECTOR_MAX_FACES];
    uint8_t *pixels = malloc(300 * 200 * 3);
    const facs_image image = {.pixels = pixels, .width = 300, .height = 200, .stride = 900};
    uint32_t seed = 1;

    assert_non_null(pixels);
    assert_int_equal(facs_mtcnn_models_open(&models, folder, &error), 0);
    assert_int_equal(facs_mtcnn_open(&detector, models, NULL, &error), 0);
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 300 * 200 * 3; i++) {
            seed = seed * 1664525u + 1013904223u;
            pixels[i] = (uint8_t)(seed >> (24 + round));
        }
        const int count =
            facs_detector_run(detector, &image, faces, FACS_DETECTOR_MAX_FACES, &error);
        assert_in_range(count, 0, FACS_DETECTOR_MAX_FACES);
        for (int i = 0; i < count; i++) {
            assert_true(faces[i].score >= 0.6f && faces[i].score <= 1);
            for (int k = 0; k < 4; k++)
                assert_true(fabsf(faces[i].box[k]) < 2e6f);
            assert_true(faces[i].box[2] > 0 && faces[i].box[3] > 0);
        }
    }
    facs_detector_close(&detector);
    facs_mtcnn_models_close(&models);
    free(pixels);
    remove_folder();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_networks_are_refused),
        cmocka_unit_test(nonsense_does_no_harm),
    };
    return cmocka_run_group_tests_name("mtcnn_models", tests, NULL, NULL);
}
