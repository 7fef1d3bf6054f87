#include "face_support.h"

#include "../shape/made_pdm.h"
#include "golden.h"
#include "make_clip.h"
#include "tiny_onnx.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

facs_runtime *open_runtime(void)
{
    facs_error error = {0};
    facs_runtime *runtime = NULL;
    if (facs_runtime_open(&runtime, NULL, NULL, &error))
        fail_msg("%s", error.text);
    return runtime;
}

facs_session *open_session(facs_runtime *runtime, const char *path)
{
    const facs_session_options options = {.backend = FACS_BACKEND_CPU, .threads = 1};
    facs_error error = {0};
    facs_session *session = NULL;
    if (facs_session_open(&session, runtime, path, &options, &error))
        fail_msg("%s", error.text);
    return session;
}

/* Points of a disc; the first four touch its bounding box, whose longer side is a tracked face's
   square divided by 1.3, and whose centre lies 0.13 of it below the square's. */
static void disc_point(int i, double *x, double *y)
{
    const double radius = 0.5 / (1.1 * 1.3);
    double r = radius * sqrt((i + 0.5) / FACS_LANDMARKS), angle = 2.4 * i;
    if (i < 4) {
        r = radius;
        angle = i * acos(0);
    }
    *x = r * cos(angle);
    *y = r * sin(angle) + 2 * radius * 0.13;
}

const float *tiny_points(void)
{
    static float points[2 * FACS_LANDMARKS];
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        double x, y;
        disc_point(i, &x, &y);
        points[2 * i] = (float)(0.5 + x + PFLD_RIGHT_SHIFT);
        points[2 * i + 1] = (float)(0.5 + y);
    }
    return points;
}

static facs_pdm *tiny_pdm(void)
{
    enum { N = FACS_LANDMARKS, MODES = 3 };
    static double mean[3 * N], basis[3 * N * MODES];
    const double variance[MODES] = {9, 4, 1};
    uint32_t seed = 3;
    for (int i = 0; i < N; i++) {
        disc_point(i, &mean[i], &mean[N + i]);
        mean[i] *= 200; /* about a face's millimetres */
        mean[N + i] *= 200;
        mean[2 * N + i] = 20 * made_number(&seed);
    }
    for (int i = 0; i < 3 * N * MODES; i++)
        basis[i] = made_number(&seed) / sqrt(N);
    return made_pdm_open(made_pdm_text(N, MODES, mean, basis, variance));
}

void open_tiny_nets(face_nets *nets, int side)
{
    assert_non_null(make_folder());
    tiny_retinaface(in_folder("detector.onnx"), side);
    tiny_pfld(in_folder("pfld.onnx"), tiny_points());
    nets->runtime = open_runtime();
    nets->detector = open_session(nets->runtime, in_folder("detector.onnx"));
    nets->pfld = open_session(nets->runtime, in_folder("pfld.onnx"));
    nets->pdm = tiny_pdm();
    remove_folder();
}

void open_real_nets(face_nets *nets, const char *detector_file)
{
    char name[128];
    snprintf(name, sizeof(name), "models/%s", detector_file);
    const char *detector = shared_path(name);
    const char *pfld = shared_path("models/pfld.onnx");
    const char *pdm = shared_path("models/openface/model/pdms/In-the-wild_aligned_PDM_68.txt");
    facs_error error = {0};
    nets->runtime = open_runtime();
    nets->detector = open_session(nets->runtime, detector);
    nets->pfld = open_session(nets->runtime, pfld);
    if (facs_pdm_open(&nets->pdm, pdm, &error))
        fail_msg("%s", error.text);
}

void close_nets(face_nets *nets)
{
    facs_pdm_close(&nets->pdm);
    facs_session_close(&nets->pfld);
    facs_session_close(&nets->detector);
    facs_runtime_close(&nets->runtime);
}

facs_session *mean_landmarks(facs_runtime *runtime, const float weights[3][2 * FACS_LANDMARKS],
                             const float points[2 * FACS_LANDMARKS])
{
    assert_non_null(make_folder());
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "input", TINY_FLOAT, "batch 3 112 112");
    tiny_onnx_node(model, "GlobalAveragePool", "input", "means", NULL);
    tiny_onnx_node(model, "Flatten", "means", "row", NULL);
    tiny_onnx_floats(model, "weights", 2, (int64_t[]){3, 2 * FACS_LANDMARKS}, weights[0]);
    tiny_onnx_floats(model, "points", 1, (int64_t[]){2 * FACS_LANDMARKS}, points);
    tiny_onnx_node(model, "Gemm", "row weights points", "output", NULL);
    tiny_onnx_output(model, "output", TINY_FLOAT, "batch 136");
    tiny_onnx_write(model, in_folder("means.onnx"));
    facs_session *session = open_session(runtime, in_folder("means.onnx"));
    remove_folder();
    return session;
}

canvas new_canvas(int width, int height)
{
    canvas c = {.image = {.width = width, .height = height, .stride = 3 * (ptrdiff_t)width + 7}};
    c.image.pixels = c.pixels = calloc((size_t)height, (size_t)c.image.stride);
    assert_non_null(c.pixels);
    return c;
}

void fill(canvas *to, int level)
{
    memset(to->pixels, level, (size_t)to->image.stride * (size_t)to->image.height);
}

void draw_square(canvas *to, int x, int y, int side, int level)
{
    for (int row = y; row < y + side; row++)
        if (row >= 0 && row < to->image.height)
            for (int column = x; column < x + side; column++)
                if (column >= 0 && column < to->image.width)
                    memset(to->pixels + row * to->image.stride + 3 * (ptrdiff_t)column, level, 3);
}

void check_failure(int status, const facs_error *error, int expected, facs_error_kind kind,
                   const char *part)
{
    if (!strstr(error->text, part))
        fail_msg("\"%s\" does not say \"%s\"", error->text, part);
    assert_int_equal(status, expected);
    assert_int_equal(error->kind, kind);
}
