#include "head.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER       5     /* counts before the mean head */
#define LID_VERTICES 9409  /* the face's vertices, among them the lids', come first */
#define RIGHT_EYE    23021 /* first vertex of either cornea and sclera */
#define LEFT_EYE     21451
#define EYE_VERTICES 770
#define EYE_RADIUS   1.47f  /* of the mean head; the lids' nearest vertex is 1.50 from the centre */
#define LID_GAP      0.035f /* between the eyeball and a lid */
#define IDENTITY     0.8    /* standard deviation of the weights; the shapes are scaled to 1 */

const uint16_t truth_point_vertices[TRUTH_POINTS] = {
    1225, 1888, 1052, 367,  1719, 1722, 2199, 1447, 966,  3661, 4390, 3927, 3924, 2608,
    3272, 4088, 3443, 268,  493,  1914, 2044, 1401, 3615, 4240, 4114, 2734, 2509, 978,
    4527, 4942, 4857, 1140, 2075, 1147, 4269, 3360, 1507, 1542, 1537, 1528, 1518, 1511,
    3742, 3751, 3756, 3721, 3725, 3732, 5708, 5695, 2081, 0,    4275, 6200, 6213, 6346,
    6461, 5518, 5957, 5841, 5702, 5711, 5533, 6216, 6207, 6470, 5517, 5966,
};

const char *const truth_shape_names[TRUTH_SHAPES] = {
    "PupilDilate_L",    "PupilDilate_R",  "browDown_L",      "browDown_R",      "browInnerUp_L",
    "browInnerUp_R",    "browOuterUp_L",  "browOuterUp_R",   "cheekPuff_L",     "cheekPuff_R",
    "cheekRaiser_L",    "cheekRaiser_R",  "cheekSquint_L",   "cheekSquint_R",   "eyeBlink_L",
    "eyeBlink_R",       "eyeLookDown_L",  "eyeLookDown_R",   "eyeLookIn_L",     "eyeLookIn_R",
    "eyeLookOut_L",     "eyeLookOut_R",   "eyeLookUp_L",     "eyeLookUp_R",     "eyeSquint_L",
    "eyeSquint_R",      "eyeWide_L",      "eyeWide_R",       "jawForward",      "jawLeft",
    "jawOpen",          "jawRight",       "mouthClose",      "mouthDimple_L",   "mouthDimple_R",
    "mouthFrown_L",     "mouthFrown_R",   "mouthFunnel",     "mouthLeft",       "mouthLowerDown_L",
    "mouthLowerDown_R", "mouthPress_L",   "mouthPress_R",    "mouthPucker",     "mouthRight",
    "mouthRollLower",   "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "mouthSmile_L",
    "mouthSmile_R",     "mouthStretch_L", "mouthStretch_R",  "mouthUpperUp_L",  "mouthUpperUp_R",
    "noseSneer_L",      "noseSneer_R",
};

double truth_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15)); /* splitmix64 */

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static double random_normal(uint64_t *state)
{
    double u = truth_random(state), v = truth_random(state);

    return sqrt(-2 * log(u + 1e-12)) * cos(6.283185307179586 * v);
}

static int read_file(truth_head *head, const char *path)
{
    FILE *file = fopen(path, "rb");
    uint32_t counts[HEADER];
    size_t bytes = 0;
    int ok = file && fread(counts, sizeof counts, 1, file) == 1;

    if (ok) {
        head->vertices = counts[0];
        head->triangles = counts[1];
        head->expressions = counts[2];
        head->identities = counts[3];
        ok = counts[0] > RIGHT_EYE + EYE_VERTICES && counts[0] < 1u << 20 && counts[1] < 1u << 20 &&
             counts[2] == TRUTH_SHAPES && counts[3] < 1000;
    }
    if (ok) {
        bytes =
            12u * (size_t)head->vertices * (1u + counts[2] + counts[3]) + 16u * (size_t)counts[1];
        head->file = malloc(bytes);
        ok = head->file && fread(head->file, bytes, 1, file) == 1;
    }
    if (file)
        fclose(file);
    if (!ok) {
        fprintf(stderr, "render: %s is not the unpacked head.bin\n", path);
        return -1;
    }
    head->mean = head->file;
    head->corner = (const uint32_t *)(head->mean + 3 * (size_t)head->vertices);
    head->material = head->corner + 3 * (size_t)head->triangles;
    head->shapes = (const float *)(head->material + head->triangles);
    for (uint32_t i = 0; i < 3 * head->triangles; i++)
        if (head->corner[i] >= head->vertices)
            return -1;
    return 0;
}

static void add_shape(const truth_head *head, float *to, uint32_t shape, float weight)
{
    size_t values = 3 * (size_t)head->vertices;
    const float *delta = head->shapes + shape * values;

    for (size_t i = 0; i < values; i++)
        to[i] += weight * delta[i];
}

/* The sphere of an eyeball moves with its vertices, and grows with them. */
static truth_eye find_eye(const truth_head *head, uint32_t first, float side)
{
    truth_eye eye = {{side * 3.1026f, 3.6034f, 7.8781f}, EYE_RADIUS};
    double mean[2][3] = {{0}}, spread[2] = {0};
    const float *from[2] = {head->mean, head->person};

    for (int k = 0; k < 2; k++) {
        for (uint32_t v = first; v < first + EYE_VERTICES; v++)
            for (int a = 0; a < 3; a++)
                mean[k][a] += from[k][3 * v + (uint32_t)a] / (double)EYE_VERTICES;
        for (uint32_t v = first; v < first + EYE_VERTICES; v++)
            for (int a = 0; a < 3; a++)
                spread[k] += pow(from[k][3 * v + (uint32_t)a] - mean[k][a], 2);
    }
    for (int a = 0; a < 3; a++)
        eye.centre[a] += (float)(mean[1][a] - mean[0][a]);
    eye.radius *= (float)sqrt(spread[1] / spread[0]);
    return eye;
}

int truth_head_open(truth_head *head, const char *path, uint64_t seed)
{
    uint64_t state = seed;
    size_t bytes;

    memset(head, 0, sizeof *head);
    if (read_file(head, path) != 0)
        return -1;
    bytes = 12 * (size_t)head->vertices;
    head->person = malloc(bytes);
    head->posed = malloc(bytes);
    if (!head->person || !head->posed)
        return -1;
    memcpy(head->person, head->mean, bytes);
    for (uint32_t i = 0; seed != 0 && i < head->identities; i++) {
        double weight = IDENTITY * random_normal(&state);

        add_shape(head, head->person, head->expressions + i, (float)fmax(-2, fmin(2, weight)));
    }
    head->eye[0] = find_eye(head, RIGHT_EYE, -1);
    head->eye[1] = find_eye(head, LEFT_EYE, 1);
    return 0;
}

void truth_head_free(truth_head *head)
{
    free(head->file);
    free(head->person);
    free(head->posed);
    memset(head, 0, sizeof *head);
}

static void push_out(float *vertex, const truth_eye *eye)
{
    float d[3], length = 0, out = eye->radius + LID_GAP;

    for (int a = 0; a < 3; a++) {
        d[a] = vertex[a] - eye->centre[a];
        length += d[a] * d[a];
    }
    length = sqrtf(length);
    if (length >= out || d[2] < 0.2f * out)
        return;
    for (int a = 0; a < 3; a++)
        vertex[a] = eye->centre[a] + d[a] * out / length;
}

/* Mean height of an eye's upper lid above its lower one, of positions or of a shape. */
static float opening(const float *values, int eye)
{
    static const int pairs[2][2][2] = {{{37, 41}, {38, 40}}, {{43, 47}, {44, 46}}};
    float sum = 0;

    for (int i = 0; i < 2; i++)
        sum += values[3 * truth_point_vertices[pairs[eye][i][0]] + 1] -
               values[3 * truth_point_vertices[pairs[eye][i][1]] + 1];
    return sum / 2;
}

/* Closes an eye, at most until the lids meet: together with a squint the shape would go further. */
static void close_eye(truth_head *head, int eye, float weight)
{
    uint32_t shape = eye ? TRUTH_BLINK_LEFT : TRUTH_BLINK_RIGHT;
    float closing = -opening(head->shapes + shape * 3 * (size_t)head->vertices, eye);
    float most = opening(head->posed, eye) / closing;

    add_shape(head, head->posed, shape, weight < most ? weight : most > 0 ? most : 0);
}

void truth_head_pose(truth_head *head, const float *weights)
{
    memcpy(head->posed, head->person, 12 * (size_t)head->vertices);
    for (uint32_t i = 0; i < head->expressions; i++)
        if (weights[i] != 0 && i != TRUTH_BLINK_LEFT && i != TRUTH_BLINK_RIGHT)
            add_shape(head, head->posed, i, weights[i]);
    close_eye(head, 0, weights[TRUTH_BLINK_RIGHT]);
    close_eye(head, 1, weights[TRUTH_BLINK_LEFT]);
    for (uint32_t v = 0; v < LID_VERTICES; v++)
        push_out(head->posed + 3 * v, &head->eye[head->mean[3 * v] > 0]);
}
