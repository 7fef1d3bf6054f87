#include "made_clm.h"

#include "../shape/made_pdm.h"
#include "cmocka_all.h"
#include "folder.h"
#include "made_cen_file.h"
#include "made_experts.h"
#include "made_network.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODEL "openface/model/"

enum { FACE = FACS_LANDMARKS, INNER = 51, EYE = 28 };

/* Spots of this deviation, in pixels of a picture in which a millimetre is a pixel, far enough
 * apart that no map contains two: at scale 0.25 a map reaches 5 * 4 pixels. */
#define SPOT    5
#define SPACING 48

static const char *const folders[] = {
    "openface",
    "openface/model",
    MODEL "pdms",
    MODEL "patch_experts",
    MODEL "model_inner",
    MODEL "model_inner/pdms",
    MODEL "model_inner/patch_experts",
    MODEL "model_eye",
    MODEL "model_eye/pdms",
    MODEL "model_eye/patch_experts",
    MODEL "detection_validation",
};
#define FOLDERS ((int)(sizeof(folders) / sizeof(folders[0])))

static char root[32];

static void put_file(const char *name, const void *bytes, size_t size)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", root, name);
    write_file(path, bytes, size);
}

/* ---- Shapes --------------------------------------------------------------------------------- */

/* Returns the face's point for a part's point; -1: the part has it to itself. */
static int face_point(int points, int i)
{
    if (points == FACE)
        return i;
    if (points == INNER)
        return i + 17;
    return i >= 8 && i < 20 && i % 2 == 0 ? 36 + (i - 8) / 2 : -1;
}

/* Makes a coordinate and its modes. side: 6 for the right eye, whose points come that much
 * later. */
static void make_point(int point, int axis, double *mean, double *basis)
{
    uint32_t seed = 1000 * (uint32_t)(axis + 1) + (uint32_t)(point + 100);
    made_number(&seed);
    double jitter = made_number(&seed);

    *mean = 20 * jitter;
    if (axis == 0 && point >= 0)
        *mean = SPACING * (point % 9 - 4) + 8 * jitter;
    if (axis == 1 && point >= 0)
        *mean = SPACING * (point / 9 - 3.5) + 8 * jitter;
    for (int j = 0; j < MADE_MODES; j++)
        basis[j] = made_number(&seed) / sqrt(FACE);
}

static void make_pdm(const char *name, int points, int behind)
{
    static double mean[3 * FACE], basis[3 * FACE * MADE_MODES];
    const double variance[MADE_MODES] = {400, 300, 200, 100};

    for (int axis = 0; axis < 3; axis++)
        for (int i = 0; i < points; i++) {
            int point = face_point(points, i);
            make_point(point < 0 ? -1 - i : point + behind, axis, mean + axis * points + i,
                       basis + (axis * points + i) * MADE_MODES);
        }
    char *text = made_pdm_text(points, MADE_MODES, mean, basis, variance);
    put_file(name, text, strlen(text));
    free(text);
}

/* ---- Experts -------------------------------------------------------------------------------- */

static void make_expert(made_expert *expert, double scale)
{
    made_neuron *neuron = &expert->neuron[0];
    double mean = 0, square = 0;

    expert->neurons = 1;
    neuron->norm = 30;
    neuron->bias = -25; /* a place counts only if its patch is close to the spot */
    neuron->alpha = 1;
    for (int i = 0; i < MADE_PIXELS; i++) {
        double r = hypot(i % MADE_SIDE - MADE_SIDE / 2, i / MADE_SIDE - MADE_SIDE / 2);
        neuron->weights[i] = (float)exp(-r * r / (2 * SPOT * SPOT * scale * scale));
        mean += (double)neuron->weights[i] / MADE_PIXELS;
    }
    for (int i = 0; i < MADE_PIXELS; i++) {
        neuron->weights[i] -= (float)mean;
        square += (double)(neuron->weights[i] * neuron->weights[i]);
    }
    for (int i = 0; i < MADE_PIXELS; i++)
        neuron->weights[i] /= (float)sqrt(square);
}

/* The same in the form of a CEN expert: one unit, whose weights are by columns, behind the 1. */
static void make_cen_expert(made_cen *cen, const made_neuron *neuron)
{
    float numbers[1 + FACS_CEN_INPUTS] = {(float)neuron->bias, 0};

    for (int i = 0; i < MADE_PIXELS; i++)
        numbers[2 + i % MADE_SIDE * MADE_SIDE + i / MADE_SIDE] =
            (float)neuron->norm * neuron->weights[i];
    memcpy(cen->bytes, numbers, sizeof(numbers));
}

/* Makes OpenFace's seven views, of which all but the profile see all points. */
static void make_cen_experts(const char *name, double scale)
{
    made_cen_file *file = made_cen_file_new(scale, FACE, 1, (const int[]){1},
                                            (const facs_cen_kind[]){FACS_CEN_SIGMOID}, 1);
    made_expert expert = {0};
    size_t size;

    make_expert(&expert, scale);
    for (int i = 0; i < file->views * FACE; i++)
        if (file->expert[i / FACE][i % FACE].network.layers > 0)
            make_cen_expert(&file->expert[i / FACE][i % FACE], &expert.neuron[0]);
    unsigned char *bytes = made_cen_file_bytes(file, &size);
    put_file(name, bytes, size);
    free(bytes);
    made_cen_file_free(file);
}

/* Makes two views; in the second, every fifth point is hidden, and for an eye all of its own
 * points. */
static void make_experts(const char *name, int points, double scale)
{
    made_experts *experts = made_experts_new(2, points, 0, 17);
    size_t size;

    experts->scale = scale;
    experts->windows = 0;
    for (int i = 0; i < 2 * points; i++) {
        made_expert *expert = &experts->expert[i];
        if (face_point(points, i % points) < 0)
            expert->neurons = 0;
        if (expert->neurons > 0)
            make_expert(expert, scale);
    }
    unsigned char *bytes = made_experts_bytes(experts, &size);
    put_file(name, bytes, size);
    free(bytes);
    made_experts_free(experts);
}

/* Two layers on a small square: what they say is arbitrary, but the same every time. */
static void make_validator(const char *name)
{
    enum { SIDE = 12 };
    const made_layer layers[] = {{.kind = 0, .in = 1, .out = 2, .height = 3, .width = 3},
                                 {.kind = 2, .in = 2 * (SIDE - 2) * (SIDE - 2), .out = 5}};
    made_bytes bytes = {0};

    made_int(&bytes, 3);
    made_int(&bytes, 1);
    made_head(&bytes, 3, 1, 6);
    for (int k = 0; k < 3; k++)
        made_double(&bytes, 0);
    for (int part = 0; part < 2; part++) { /* means, deviations */
        made_head(&bytes, 1, SIDE * SIDE, 6);
        for (int i = 0; i < SIDE * SIDE; i++)
            made_double(&bytes, part);
    }
    made_network(&bytes, layers, 2);
    made_warp(&bytes, FACE, SIDE, 0, -6);
    put_file(name, bytes.data, bytes.size);
    free(bytes.data);
}

/* ---- The folder ----------------------------------------------------------------------------- */

const char *made_clm_folder(void)
{
    static const char early[] = "1 1 1 1 1 1 1  0 0 0 0 0 0 0  -.2 -.2 -.2 -.2 -.2 -.2 -.2\n";
    char path[4096];

    snprintf(root, sizeof(root), "/tmp/facs-clnf-XXXXXX");
    assert_non_null(mkdtemp(root));
    for (int i = 0; i < FOLDERS; i++) {
        snprintf(path, sizeof(path), "%s/%s", root, folders[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    make_pdm(MODEL "pdms/In-the-wild_aligned_PDM_68.txt", FACE, 0);
    make_pdm(MODEL "model_inner/pdms/pdm_51_inner.txt", INNER, 0);
    make_pdm(MODEL "model_eye/pdms/pdm_28_l_eye_3D_closed.txt", EYE, 0);
    make_pdm(MODEL "model_eye/pdms/pdm_28_eye_3D_closed.txt", EYE, 6);
    make_experts(MODEL "patch_experts/ccnf_patches_0.25_general.txt", FACE, 0.25);
    make_experts(MODEL "patch_experts/ccnf_patches_0.35_general.txt", FACE, 0.35);
    make_experts(MODEL "patch_experts/ccnf_patches_0.5_general.txt", FACE, 0.5);
    make_experts(MODEL "model_inner/patch_experts/ccnf_patches_1.00_inner.txt", INNER, 1);
    make_experts(MODEL "model_eye/patch_experts/ccnf_patches_1.00_synth_lid_.txt", EYE, 1);
    make_experts(MODEL "model_eye/patch_experts/ccnf_patches_1.50_synth_lid_.txt", EYE, 1.5);
    make_experts(MODEL "model_eye/patch_experts/left_ccnf_patches_1.00_synth_lid_.txt", EYE, 1);
    make_experts(MODEL "model_eye/patch_experts/left_ccnf_patches_1.50_synth_lid_.txt", EYE, 1.5);
    make_validator(MODEL "detection_validation/validator_cnn.txt");
    make_validator(MODEL "detection_validation/validator_cnn_68.txt");
    make_cen_experts(MODEL "patch_experts/cen_patches_0.25_of.dat", 0.25);
    make_cen_experts(MODEL "patch_experts/cen_patches_0.35_of.dat", 0.35);
    make_cen_experts(MODEL "patch_experts/cen_patches_0.50_of.dat", 0.50);
    make_cen_experts(MODEL "patch_experts/cen_patches_1.00_of.dat", 1.00);
    put_file(MODEL "early_term_cen_of.txt", early, strlen(early));
    return root;
}

void made_clm_remove(void)
{
    remove_tree(root);
}

facs_grey made_clm_picture(const facs_pdm *pdm, const double global[6], const double *local)
{
    float landmarks[2 * FACE];
    made_landmarks(pdm, global, local, landmarks);
    return made_clm_spots(landmarks);
}

facs_grey made_clm_spots(const float *landmarks)
{
    static uint8_t pixels[MADE_WIDTH * MADE_HEIGHT];

    for (int y = 0; y < MADE_HEIGHT; y++)
        for (int x = 0; x < MADE_WIDTH; x++) {
            double light = 40;
            for (int i = 0; i < FACE; i++) {
                const double right = x - (double)landmarks[i];
                const double down = y - (double)landmarks[i + FACE];
                if (fabs(right) >= 5 * SPOT || fabs(down) >= 5 * SPOT)
                    continue; /* most of them, without the time that hypot() takes */
                const double r = hypot(right, down);
                if (r < 5 * SPOT)
                    light += 180 * exp(-r * r / (2 * SPOT * SPOT));
            }
            pixels[y * MADE_WIDTH + x] = (uint8_t)fmin(light + 0.5, 255);
        }
    return (facs_grey){
        .pixels = pixels, .width = MADE_WIDTH, .height = MADE_HEIGHT, .stride = MADE_WIDTH};
}

double made_clm_distance(const facs_pdm *pdm, const double global[6], const double *local,
                         const float *landmarks)
{
    float expected[2 * FACS_PDM_MAX_POINTS];
    int n = pdm->points;
    double sum = 0;

    made_landmarks(pdm, global, local, expected);
    for (int i = 0; i < n; i++)
        sum += hypot((double)(expected[i] - landmarks[i]),
                     (double)(expected[i + n] - landmarks[i + n]));
    return sum / n;
}
