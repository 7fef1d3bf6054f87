#include "tiny_world.h"

#include "cmocka_all.h"
#include "folder.h"
#include "make_clip.h"
#include "own_manifest.h"
#include "tiny_au.h"
#include "tiny_onnx.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The square's side: within what the tiny detector finds, at an input of 320 x 240. */
#define SIDE 72

int tiny_world_has_face(int n)
{
    return n < 5 || n > 7;
}

static void write_frame(int n)
{
    static uint8_t file[32 + TINY_WIDTH * TINY_HEIGHT * 3];
    char name[64];
    int header = snprintf((char *)file, 32, "P6\n%d %d\n255\n", TINY_WIDTH, TINY_HEIGHT);
    uint8_t *pixels = file + header;
    int left = 80 + 2 * n, top = 90 - n;
    memset(pixels, 20, TINY_WIDTH * TINY_HEIGHT * 3);
    for (int y = top; y < top + SIDE && tiny_world_has_face(n); y++)
        memset(pixels + (y * TINY_WIDTH + left) * 3, 235, SIDE * 3);
    snprintf(name, sizeof(name), "frames/%03d.ppm", n);
    write_file(in_folder(name), file, (size_t)header + TINY_WIDTH * TINY_HEIGHT * 3);
}

void tiny_world_make(void)
{
    float points[136];
    make_folder();
    assert_int_equal(mkdir(in_folder("models"), 0777), 0);
    assert_int_equal(mkdir(in_folder("frames"), 0777), 0);
    tiny_au_write(in_folder("models"));
    tiny_retinaface(in_folder("models/retinaface_mobilenet025.onnx"), 0);
    tiny_au_points(points);
    tiny_pfld(in_folder("models/pfld.onnx"), points);
    own_manifest_write(in_folder("models"));
    for (int n = 0; n < TINY_FRAMES; n++)
        write_frame(n);
}

void tiny_world_make_long(const char *name, int frames)
{
    char up[32] = "../"; /* from the folder to the world's: the links hold if both are moved */
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/'))
        strcat(up, "../");
    assert_int_equal(mkdir(in_folder(name), 0777), 0);
    for (int n = 0; n < frames; n++) {
        char from[64], to[128];
        snprintf(from, sizeof(from), "%sframes/%03d.ppm", up, n % TINY_FRAMES);
        snprintf(to, sizeof(to), "%s/%06d.ppm", name, n);
        borrow_file(from, in_folder(to));
    }
}

facs_extract_options tiny_world_options(void)
{
    static char models[256];
    facs_extract_options options;
    snprintf(models, sizeof(models), "%s", in_folder("models"));
    facs_default_extract_options(&options);
    options.analysis.models = models;
    options.analysis.backend = FACS_BACKEND_CPU;
    options.analysis.landmark_method = FACS_LANDMARKS_PFLD;
    return options;
}

int tiny_world_set_up(void **state)
{
    (void)state;
    tiny_world_make();
    return 0;
}

int tiny_world_tear_down(void **state)
{
    (void)state;
    remove_folder();
    return 0;
}

int tiny_world_has(const char *name)
{
    struct stat status;
    return stat(in_folder(name), &status) == 0;
}

int tiny_world_has_part(const char *name)
{
    return find_part(in_folder(name)) != NULL;
}
