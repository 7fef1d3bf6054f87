/*
 * ceclm MODELS [ROUNDS]: measure what CE-CLM costs with these models; prints JSON.
 *
 * A made-up picture and a frontal face at a fixed place, since the cost does not depend on what is
 * found: a face that is followed ("track"), and the first look at a new one ("look": the first of
 * eleven hypotheses is good), each with parts, second fit and validator, in ms, the shortest of all
 * rounds, on one thread and on two, in turn. "open" is the shortest time in which the models are
 * opened, and "first" that of the first look after that, for which the pages of the weights are
 * fetched and checked.
 */
#include "landmarks/ceclm/ceclm_method.h"
#include "os/clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 640, HEIGHT = 480, THREADS = 2 };

static const double place[6] = {2, 0.02, -0.01, 0.01, 320, 240};

typedef struct times {
    double open, first, track[THREADS], look[THREADS];
} times;

static facs_grey draw(void)
{
    static uint8_t pixels[WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            pixels[y * WIDTH + x] =
                (uint8_t)(128 + 60 * sin(x * 0.07) * cos(y * 0.05) + 40 * sin(x * 0.31 + y * 0.23));
    return (facs_grey){.pixels = pixels, .width = WIDTH, .height = HEIGHT, .stride = WIDTH};
}

static void keep_shorter(double *shortest, double start)
{
    const double ms = facs_clock_ms() - start;
    *shortest = *shortest == 0 || ms < *shortest ? ms : *shortest;
}

static void look(const facs_clm_models *models, const facs_grey *picture,
                 facs_clm_workspace *workspace, double *ms)
{
    facs_clm_face face;
    const double start = facs_clock_ms();
    facs_clm_find_best(models, picture, &place, 1, &face, workspace);
    keep_shorter(ms, start);
}

static int measure(const facs_clm_models *models, const facs_grey *picture, int threads, times *t)
{
    facs_crew *crew;
    facs_clm_workspace *workspace;
    facs_clm_face face = {.success = 0};

    if (facs_crew_open(&crew, threads) < 0)
        return -1;
    if (facs_clm_workspace_open(&workspace, models, crew) < 0)
        return -1;
    look(models, picture, workspace, threads == 1 ? &t->first : &t->look[threads - 1]);
    for (int i = 0; i < 5; i++) {
        look(models, picture, workspace, &t->look[threads - 1]);
        memcpy(face.global, place, sizeof(place));
        memset(face.local, 0, sizeof(face.local));
        const double start = facs_clock_ms();
        facs_clm_find(models, picture, FACS_CLM_NEAR, &face, workspace);
        keep_shorter(&t->track[threads - 1], start);
    }
    const int status = facs_clm_workspace_failure(workspace, NULL);
    facs_clm_workspace_close(&workspace);
    facs_crew_close(&crew);
    return status;
}

static int run_round(const char *folder, const facs_grey *picture, times *t)
{
    facs_clm_models *models;
    facs_error error;
    const double start = facs_clock_ms();
    int status = facs_clm_models_open(&models, &facs_ceclm_kind, folder, NULL, &error);
    keep_shorter(&t->open, start);
    if (status < 0) {
        fprintf(stderr, "ceclm: %s\n", error.text);
        return status;
    }
    for (int threads = 1; threads <= THREADS && status == 0; threads++)
        status = measure(models, picture, threads, t);
    facs_clm_models_close(&models);
    return status;
}

int main(int argc, char **argv)
{
    const int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 10;
    times t = {.open = 0};
    const facs_grey picture = draw();
    if (argc < 2)
        return 2;
    for (int i = 0; i < rounds; i++)
        if (run_round(argv[1], &picture, &t) < 0)
            return 1;
    printf("{\"open_ms\": %.1f, \"first_ms\": %.1f, \"track_ms\": [%.2f, %.2f], "
           "\"look_ms\": [%.2f, %.2f], \"two_threads\": {\"track\": %.2f, \"look\": %.2f}}\n",
           t.open, t.first, t.track[0], t.track[1], t.look[0], t.look[1], t.track[0] / t.track[1],
           t.look[0] / t.look[1]);
    return 0;
}
