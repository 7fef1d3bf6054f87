/*
 * cen: measure the networks of CE-CLM with random weights of the true sizes; prints JSON.
 *
 *   cen [ROUNDS]
 *
 * The peak of the processor with the vectors that the kernels use, and what the kernels reach of
 * it, patches and maps included, at both scales of a tracked frame (0.35 with maps of 9 x 9, 0.50
 * with 7 x 7): one network over and over ("one"), and all 68 landmarks of the frontal view, 39
 * networks of each scale, 39 MB of weights. Each figure is the shortest time of all rounds; of
 * "frame" it is the sum of the networks' shortest times, so that it can be measured on a busy
 * machine, and of "at_once" that of whole frames. On two threads, each computes every second
 * network, and the longer of the two sums counts.
 */
#include "base/cpu.h"
#include "base/crew.h"
#include "landmarks/ceclm/cen_network.h"
#include "os/clock.h"
#include "peak_kernels.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LAYERS  4
#define EXPERTS 39 /* of the frontal view */
#define PAIRS   29 /* of these have a mirror */
#define WINDOW  9  /* the larger */
#define AREA    ((WINDOW + 10) * (WINDOW + 10))
#define THREADS 2
#define LARGEST 500 /* units of a layer */
#define ROUNDS  9
#define REPEATS 20 /* of the same network */
#define CHAINS  ((int64_t)2000000)

typedef struct scale {
    const char *name;
    int window, units[LAYERS];
} scale;

static const scale scales[] = {{"0.35", 9, {300, 100, 50, 1}}, {"0.50", 7, {500, 200, 100, 1}}};
#define SCALES 2

typedef struct file {
    const scale *of;
    float *numbers;
    char *halves;
    facs_cen_layer layer[2][EXPERTS][LAYERS]; /* in 32 bits, in 16 */
    double multiply_adds;                     /* of a pair's places */
} file;

/* A thread's share of a frame. */
typedef struct share {
    facs_task task;
    const file *files;
    int first, step; /* of the experts */
    int is_half;
    int repeats;                /* of the first expert instead; 0: a frame */
    double ms[SCALES][EXPERTS]; /* the shortest time of each in a frame so far; 0: none */
    facs_cen_respond *respond;
    float area[AREA], map[FACS_CEN_MAX_SIDES][WINDOW * WINDOW];
    void *scratch;
} share;

static int make(file *f, const scale *of)
{
    size_t count = 0, weights = 0;
    uint32_t seed = 1;
    int inputs = FACS_CEN_INPUTS;

    for (int i = 0; i < LAYERS; inputs = of->units[i++]) {
        weights += (size_t)(of->units[i] * inputs);
        count += (size_t)(of->units[i] * (inputs + 1));
    }
    f->of = of;
    f->multiply_adds = (double)weights * (of->window * of->window / 2) * FACS_CEN_MAX_SIDES;
    f->numbers = malloc(EXPERTS * count * sizeof(*f->numbers));
    if (!f->numbers)
        return -1;
    for (size_t i = 0; i < EXPERTS * count; i++) {
        seed = seed * 1664525u + 1013904223u;
        f->numbers[i] = (float)(int32_t)seed * 0x1p-34F;
    }
    const float *at = f->numbers;
    for (int e = 0; e < EXPERTS; e++) {
        inputs = FACS_CEN_INPUTS;
        for (int i = 0; i < LAYERS; inputs = of->units[i++]) {
            const float *bias = at;
            at += of->units[i];
            f->layer[0][e][i] = (facs_cen_layer){i < 2 ? FACS_CEN_RELU : FACS_CEN_SIGMOID,
                                                 of->units[i], inputs, bias, at};
            at += of->units[i] * inputs;
        }
    }
    return 0;
}

static int halve(file *f)
{
    const facs_cen_network first = {.layer = f->layer[0][0], .layers = LAYERS};
    const size_t bytes = facs_cen_half_bytes(&first);

    f->halves = malloc(EXPERTS * bytes);
    if (!f->halves)
        return -1;
    for (int e = 0; e < EXPERTS; e++) {
        const facs_cen_network network = {.layer = f->layer[0][e], .layers = LAYERS};
        facs_cen_halve(&network, f->layer[1][e], f->halves + (size_t)e * bytes);
    }
    return 0;
}

static void respond(share *s, const file *f, int expert, int count)
{
    const facs_cen_network network = {f->layer[s->is_half][expert], LAYERS, s->is_half};
    const facs_cen_side sides[] = {{s->area, s->map[0], 0}, {s->area, s->map[1], 1}};
    s->respond(&network, sides, count, f->of->window, s->scratch);
}

static void run(void *self, int member)
{
    share *s = self;
    (void)member;
    for (int i = 0; i < s->repeats; i++)
        respond(s, s->files, 0, 2);
    for (int f = 0; s->repeats == 0 && f < SCALES; f++)
        for (int e = s->first; e < EXPERTS; e += s->step) {
            const double start = facs_clock_ms();
            respond(s, &s->files[f], e, e < PAIRS ? 2 : 1);
            const double ms = facs_clock_ms() - start;
            s->ms[f][e] = s->ms[f][e] == 0 || ms < s->ms[f][e] ? ms : s->ms[f][e];
        }
}

/* The shortest time of some rounds on so many threads, in milliseconds. */
static double shortest(facs_crew *crew, share *shares, int threads, int rounds)
{
    double min = 0;
    for (int round = 0; round < rounds; round++) {
        const double start = facs_clock_ms();
        for (int i = 0; i < threads; i++)
            facs_crew_begin(crew, &shares[i].task);
        for (int i = 0; i < threads; i++)
            facs_crew_await(crew, &shares[i].task);
        const double ms = facs_clock_ms() - start;
        min = round == 0 || ms < min ? ms : min;
    }
    return min;
}

/* The sum of the shortest times of all networks as they were taken in turn: what a frame takes if
 * nothing else runs. */
static double sum_of_shortest(const share *s)
{
    double sum = 0;
    for (int f = 0; f < SCALES; f++)
        for (int e = 0; e < EXPERTS; e++)
            sum += s->ms[f][e];
    return sum;
}

static void report(const char *what, double multiply_adds, double ms, double peak)
{
    printf(",\n \"%s\": {\"ms\": %.3f, \"gmacs\": %.1f, \"of_peak\": %.3f}", what, ms,
           multiply_adds / ms / 1e6, multiply_adds / ms / 1e6 / peak);
}

/* In thousand millions a second. */
static double peak_rate(const char *kernels)
{
    volatile float keep = 0;
    double best = 0;

    for (const peak_kernel *kernel = peak_kernels; kernel->name; kernel++)
        for (int i = 0; i < ROUNDS && strcmp(kernel->name, kernels) == 0; i++) {
            const double start = facs_clock_ms();
            kernel->multiply_add(CHAINS, &keep);
            const double rate =
                (double)CHAINS * PEAK_CHAINS * kernel->lanes / (facs_clock_ms() - start) / 1e6;
            best = rate > best ? rate : best;
        }
    return best;
}

/* All landmarks on so many threads. */
static void measure_frame(facs_crew *crew, share *shares, int threads, int rounds, double peak)
{
    double multiply_adds = 0, longest = 0;
    char name[64];

    for (int f = 0; f < SCALES; f++)
        multiply_adds += shares[0].files[f].multiply_adds * (PAIRS + (EXPERTS - PAIRS) / 2.);
    for (int i = 0; i < threads; i++) {
        memset(shares[i].ms, 0, sizeof(shares[i].ms));
        shares[i].step = threads;
    }
    const double whole = shortest(crew, shares, threads, rounds);
    for (int i = 0; i < threads; i++) {
        const double sum = sum_of_shortest(&shares[i]);
        longest = sum > longest ? sum : longest;
    }
    for (int at_once = 0; at_once < 2; at_once++) {
        snprintf(name, sizeof(name), "frame_%d_bits_%d_thread%s%s", shares[0].is_half ? 16 : 32,
                 threads, threads > 1 ? "s" : "", at_once ? "_at_once" : "");
        report(name, multiply_adds, at_once ? whole : longest, peak);
    }
}

static void measure(facs_crew *crew, const file *files, share *shares, int rounds)
{
    const char *kernels = facs_cpu_is_wide() ? "avx512" : facs_cpu_path();
    const double peak = peak_rate(kernels);

    printf("{\"kernels\": \"%s\", \"peak_gmacs\": %.1f", kernels, peak);
    for (int f = 0; f < SCALES; f++) {
        char name[32];
        shares[0].files = &files[f];
        shares[0].repeats = REPEATS;
        snprintf(name, sizeof(name), "one_%s", files[f].of->name);
        report(name, REPEATS * files[f].multiply_adds, shortest(crew, shares, 1, rounds), peak);
        shares[0].repeats = 0;
    }
    shares[0].files = files;
    for (int k = 0; k < 4; k++) {
        shares[0].is_half = shares[1].is_half = k / 2;
        measure_frame(crew, shares, 1 + k % 2, rounds, peak);
    }
    printf("}\n");
}

static int prepare(file *files, share *shares)
{
    for (int f = 0; f < SCALES; f++)
        if (make(&files[f], &scales[f]) != 0 || halve(&files[f]) != 0)
            return -1;
    for (int i = 0; i < THREADS; i++) {
        share *s = &shares[i];
        s->task = (facs_task){.run = run, .self = s};
        s->files = files;
        s->first = i;
        s->respond = facs_cen_responder();
        s->scratch = malloc(facs_cen_scratch_bytes(LARGEST, WINDOW));
        if (!s->scratch)
            return -1;
        for (int k = 0; k < AREA; k++)
            s->area[k] = (float)(k * 37 % 251);
    }
    return 0;
}

int main(int argc, char **argv)
{
    const long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : ROUNDS;
    static file files[SCALES];
    static share shares[THREADS];
    facs_crew *crew = NULL;

    if (rounds < 1 || rounds > 100000) {
        fprintf(stderr, "usage: cen [ROUNDS]\n");
        return 2;
    }
    const int failed = prepare(files, shares) != 0 || facs_crew_open(&crew, THREADS) != 0;
    if (failed)
        fprintf(stderr, "cen: no memory, or no threads\n");
    else
        measure(crew, files, shares, (int)rounds);
    if (crew)
        facs_crew_close(&crew);
    for (int i = 0; i < THREADS; i++)
        free(shares[i].scratch);
    for (int f = 0; f < SCALES; f++) {
        free(files[f].numbers);
        free(files[f].halves);
    }
    return failed;
}
