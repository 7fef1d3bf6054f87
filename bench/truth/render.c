/*
 * render: draw a head whose movements are known.
 *
 *   render HEAD.bin SEED SCRIPT.csv POINTS.csv > FRAMES
 *
 * FRAMES are 640x480 pictures of red, green and blue bytes, one for each row of the script
 * (script.h); POINTS.csv gets their 68 points in pixels (pixel centres at whole numbers). The
 * camera has fx = fy = 900 and its centre at 320, 240. scenes.py makes scripts and calls this
 * program.
 */
#include "raster.h"
#include "script.h"
#include "skin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH  640
#define HEIGHT 480
#define FOCAL  900.0f
#define FINE   2      /* each pixel is the mean of FINE x FINE */
#define EDGE   5e-5f  /* of one over the depth: about .12 cm at 50 cm */
#define RISE   1.913f /* the middle of the given clips' heads is this much below the model's, cm */

typedef struct scene {
    truth_head head;
    truth_look look;
    truth_raster raster;
    float *camera;  /* vertices x 3 */
    float *screen;  /* vertices x 3 */
    float *normals; /* vertices x 3, in the camera's frame */
    float *openness;
    float rotation[9]; /* of the head's axes into the camera's: x right, y down, z away */
    float place[3];
    float closed[2]; /* how far the lids of the right and the left eye are, 0..1 */
    float gaze[3];   /* the direction of both eyes, in the camera's frame */
} scene;

static void turn(const scene *s, const float *v, float *to)
{
    for (int i = 0; i < 3; i++)
        to[i] = s->rotation[3 * i] * v[0] - s->rotation[3 * i + 1] * v[1] -
                s->rotation[3 * i + 2] * v[2];
}

static void to_camera(const scene *s, const float *v, float *to)
{
    float raised[3] = {v[0], v[1] + RISE, v[2]};

    turn(s, raised, to);
    for (int i = 0; i < 3; i++)
        to[i] += s->place[i];
}

/* OpenFace's Euler angles: about x, then y, then z. */
static void set_pose(scene *s, const truth_frame *frame)
{
    float s1 = sinf(frame->rotation[0]), c1 = cosf(frame->rotation[0]);
    float s2 = sinf(frame->rotation[1]), c2 = cosf(frame->rotation[1]);
    float s3 = sinf(frame->rotation[2]), c3 = cosf(frame->rotation[2]);
    float r[9] = {c2 * c3,
                  -c2 * s3,
                  s2,
                  c1 * s3 + c3 * s1 * s2,
                  c1 * c3 - s1 * s2 * s3,
                  -c2 * s1,
                  s1 * s3 - c1 * c3 * s2,
                  c3 * s1 + c1 * s2 * s3,
                  c1 * c2};
    float gaze[3] = {sinf(frame->gaze[0]) * cosf(frame->gaze[1]), -sinf(frame->gaze[1]),
                     cosf(frame->gaze[0]) * cosf(frame->gaze[1])};

    memcpy(s->rotation, r, sizeof r);
    memcpy(s->place, frame->place, sizeof s->place);
    turn(s, gaze, s->gaze);
    s->closed[0] = frame->shape[TRUTH_BLINK_RIGHT];
    s->closed[1] = frame->shape[TRUTH_BLINK_LEFT];
}

static void place_vertices(scene *s, const truth_frame *frame)
{
    set_pose(s, frame);
    truth_head_pose(&s->head, frame->shape);
    for (size_t v = 0; v < s->head.vertices; v++) {
        float *camera = s->camera + 3 * v, *screen = s->screen + 3 * v;

        to_camera(s, s->head.posed + 3 * v, camera);
        screen[2] = 1 / camera[2];
        for (int i = 0; i < 2; i++)
            screen[i] = FINE * ((i ? HEIGHT : WIDTH) / 2.0f + FOCAL * camera[i] * screen[2]) +
                        (FINE - 1) / 2.0f; /* the centre of a pixel is that of its FINE x FINE */
    }
    truth_normals(&s->head, s->camera, s->normals);
}

/* Lambert's law with light from all around, and a highlight. */
static void shade(const scene *s, const float *normal, float openness, float shine, float *colour)
{
    const float *l = s->look.light;
    float facing = truth_clamp(normal[0] * l[0] + normal[1] * l[1] + normal[2] * l[2]);
    float sky = s->look.ambient * (.8f - .2f * normal[1]);
    float half = truth_clamp((normal[0] * l[0] + normal[1] * l[1] + normal[2] * (l[2] - 1)) /
                             sqrtf(l[0] * l[0] + l[1] * l[1] + (l[2] - 1) * (l[2] - 1)));
    float open = truth_clamp(.15f + .95f * openness);

    for (int i = 0; i < 5; i++)
        half *= half; /* to the power of 32 */
    for (int i = 0; i < 3; i++)
        colour[i] = colour[i] * open * (sky + .62f * facing) + shine * open * half;
}

static void surface_colour(const scene *s, const truth_pixel *pixel, float *colour)
{
    const uint32_t *corner = s->head.corner + 3 * (size_t)(pixel->from - 1);
    uint32_t material = s->head.material[pixel->from - 1];
    float share[3] = {1 - pixel->share[0] - pixel->share[1], pixel->share[0], pixel->share[1]};
    float at[3] = {0}, normal[3] = {0}, open = 0, length;

    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < 3; i++) {
            at[i] += share[k] * s->head.mean[3 * (size_t)corner[k] + (size_t)i];
            normal[i] += share[k] * s->normals[3 * (size_t)corner[k] + (size_t)i];
        }
        open += share[k] * s->openness[corner[k]];
    }
    length = sqrtf(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]) + 1e-9f;
    for (int i = 0; i < 3; i++)
        normal[i] /= length;
    truth_skin_colour(&s->look, at, material, material == TRUTH_NECK && corner[0] >= TRUTH_SOCKETS,
                      colour);
    shade(s, normal, material == TRUTH_TEETH ? fmaxf(open, .35f) : open, s->look.shine, colour);
}

/* Draws an eyeball, a sphere, where it is in front of what the pixel has. 1 if it is. */
static int eye_colour(const scene *s, int eye, const float *centre, float near, float x, float y,
                      float *colour)
{
    float ray[3] = {(x - WIDTH / 2) / FOCAL, (y - HEIGHT / 2) / FOCAL, 1}, d[3];
    float radius = s->head.eye[eye].radius;
    float aa = ray[0] * ray[0] + ray[1] * ray[1] + 1, lid;
    float ab = ray[0] * centre[0] + ray[1] * centre[1] + centre[2];
    float bb = centre[0] * centre[0] + centre[1] * centre[1] + centre[2] * centre[2];
    float root = ab * ab - aa * (bb - radius * radius), z;

    if (root <= 0)
        return 0;
    z = (ab - sqrtf(root)) / aa;
    if (near > 0 && 1 / z <= near)
        return 0;
    for (int i = 0; i < 3; i++)
        d[i] = (ray[i] * z - centre[i]) / radius;
    truth_eye_colour(&s->look, d, s->gaze, s->closed[eye], colour);
    lid = truth_clamp((d[1] + .45f) / .4f); /* the upper lid's shadow */
    shade(s, d, .45f + .45f * lid, .35f * (1 - s->closed[eye]), colour);
    return 1;
}

static void colour_of(const scene *s, const float (*eyes)[3], size_t x, size_t y, float *colour)
{
    const truth_pixel *pixel = s->raster.pixels + y * WIDTH * FINE + x;
    float px = ((float)x - (FINE - 1) / 2.0f) / FINE, py = ((float)y - (FINE - 1) / 2.0f) / FINE;
    float near = pixel->from ? pixel->near : 0;

    for (int e = 0; e < 2; e++)
        if (near > 0 && eye_colour(s, e, eyes[e], near, px, py, colour))
            return;
    if (pixel->from) {
        surface_colour(s, pixel, colour);
        return;
    }
    for (int i = 0; i < 3; i++)
        colour[i] = s->look.back[0][i] +
                    (s->look.back[1][i] - s->look.back[0][i]) * (px / WIDTH + py / HEIGHT) / 2;
}

/* How many of the fine pixels of a pixel to skip to the next that is looked at: where one surface
 * has no edge, the first and the last are enough, and the first alone off the face. */
static size_t step_here(const scene *s, size_t p)
{
    const truth_pixel *first =
        s->raster.pixels + p / WIDTH * FINE * WIDTH * FINE + p % WIDTH * FINE;
    uint32_t material = first->from ? s->head.material[first->from - 1] : TRUTH_NONE;

    for (size_t k = 1; k < FINE * FINE; k++) {
        const truth_pixel *other = first + k / FINE * WIDTH * FINE + k % FINE;

        if (material != (other->from ? s->head.material[other->from - 1] : TRUTH_NONE) ||
            (first->from && fabsf(first->near - other->near) > EDGE))
            return 1;
    }
    if (material == TRUTH_NECK && s->head.corner[3 * (size_t)(first->from - 1)] >= TRUTH_SOCKETS)
        return 1; /* the eyes are here */
    return material == TRUTH_FACE ? FINE * FINE - 1 : FINE * FINE;
}

static int write_picture(const scene *s, unsigned char *picture)
{
    float eyes[2][3];

    for (int e = 0; e < 2; e++)
        to_camera(s, s->head.eye[e].centre, eyes[e]);
    for (size_t p = 0; p < WIDTH * HEIGHT; p++) {
        size_t step = step_here(s, p), looks = (FINE * FINE + step - 1) / step;
        float sum[3] = {0}, colour[3];

        for (size_t k = 0; k < FINE * FINE; k += step) {
            colour_of(s, (const float(*)[3])eyes, p % WIDTH * FINE + k % FINE,
                      p / WIDTH * FINE + k / FINE, colour);
            for (int i = 0; i < 3; i++)
                sum[i] += truth_clamp(colour[i]) / (float)looks;
        }
        for (size_t i = 0; i < 3; i++)
            picture[3 * p + i] = (unsigned char)(255 * sum[i] + .5f);
    }
    return fwrite(picture, 3 * WIDTH * HEIGHT, 1, stdout) == 1 ? 0 : -1;
}

static void write_points(const scene *s, long frame, FILE *points)
{
    fprintf(points, "%ld", frame);
    for (size_t axis = 0; axis < 2; axis++)
        for (int i = 0; i < TRUTH_POINTS; i++) {
            const float *camera = s->camera + 3 * (size_t)truth_point_vertices[i];

            fprintf(points, ",%.3f",
                    (double)((axis ? HEIGHT : WIDTH) / 2.0f + FOCAL * camera[axis] / camera[2]));
        }
    fputc('\n', points);
}

static int draw_all(scene *s, truth_script *script, FILE *points)
{
    unsigned char *picture = malloc(3 * WIDTH * HEIGHT);
    truth_frame frame;
    int status = picture ? 1 : -1;

    fputs("frame", points);
    for (int i = 0; i < 2 * TRUTH_POINTS; i++)
        fprintf(points, ",%c_%d", i < TRUTH_POINTS ? 'x' : 'y', i % TRUTH_POINTS);
    fputc('\n', points);
    for (long number = 1; status == 1; number++) {
        status = truth_script_next(script, &frame);
        if (status != 1)
            break;
        place_vertices(s, &frame);
        truth_raster_clear(&s->raster);
        truth_raster_draw(&s->raster, &s->head, s->screen, 0xf);
        write_points(s, number, points);
        if (write_picture(s, picture) != 0)
            status = -1;
    }
    free(picture);
    return status;
}

static int scene_open(scene *s, const char *path, uint64_t seed)
{
    size_t bytes;

    if (truth_head_open(&s->head, path, seed) != 0)
        return -1;
    bytes = 12 * (size_t)s->head.vertices;
    s->camera = malloc(bytes);
    s->screen = malloc(bytes);
    s->normals = malloc(bytes);
    s->openness = malloc(bytes / 3);
    if (!s->camera || !s->screen || !s->normals || !s->openness)
        return -1;
    truth_look_make(&s->look, &s->head, seed);
    truth_normals(&s->head, s->head.person, s->normals);
    if (truth_raster_openness(&s->head, s->normals, s->openness) != 0)
        return -1;
    return truth_raster_open(&s->raster, WIDTH * FINE, HEIGHT * FINE);
}

int main(int argc, char **argv)
{
    static scene s;
    truth_script script = {0};
    FILE *points = NULL;
    int status = -1;

    if (argc != 5) {
        fputs("usage: render HEAD.bin SEED SCRIPT.csv POINTS.csv > FRAMES\n", stderr);
        return 2;
    }
    if (scene_open(&s, argv[1], strtoull(argv[2], NULL, 10)) == 0 &&
        truth_script_open(&script, argv[3]) == 0 && (points = fopen(argv[4], "w")) != NULL)
        status = draw_all(&s, &script, points);
    truth_script_close(&script);
    if (points && fclose(points) != 0)
        status = -1;
    truth_raster_close(&s.raster);
    truth_head_free(&s.head);
    free(s.camera);
    free(s.screen);
    free(s.normals);
    free(s.openness);
    return status == 0 ? 0 : 1;
}
