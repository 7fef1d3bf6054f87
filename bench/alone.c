/*
 * alone: run one part of the program by itself and print its processor time as JSON.
 *
 *   alone decode INPUT [FRAMES]
 *       Decodes as facs does, which converts whole pictures only if it cannot read their format.
 *   alone detect INPUT MODELS [FRAMES [LOOKS]]
 *       Runs MTCNN LOOKS times on every frame and counts the shortest time.
 *   alone network FILE.onnx HEIGHT WIDTH [RUNS [HOW [PREFIX]]]
 *       Runs a network on one thread. HOW: file (as it is), pfld or detector (rewritten as facs
 *       does), pfld16 or detector16 (also converted to 16 bits). With PREFIX, the runtime writes
 *       the time of each node to a file whose name begins with it.
 */
#include "detect/mtcnn.h"
#include "media/source.h"
#include "nn/session.h"
#include "os/clock.h"
#include "pipeline/networks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define POOL_BYTES   ((size_t)8 << 20)
#define DETECT_BYTES ((size_t)256 << 20) /* two frames of 8K */
#define LOOKS        20
#define RUNS         300
#define WARM_RUNS    20

/* User and system time of the whole process, in milliseconds. */
static double processor_ms(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
    return 1e3 * (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-3 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static int fail(const facs_error *error)
{
    fprintf(stderr, "alone: %s\n", error->text);
    return 1;
}

static void report(const char *what, long count, double ms)
{
    printf("{\"what\": \"%s\", \"count\": %ld, \"processor_ms_each\": %.4f}\n", what, count,
           ms / (double)count);
}

/* The first frame does not count, because it opens the decoder. */
static int decode_frames(facs_source *source, facs_frame_pool *pool, long max, facs_error *error)
{
    facs_pool_frame *frame;
    double start_ms = 0;
    long count = 0;

    for (;; count++) {
        if (count == 1)
            start_ms = processor_ms();
        if (max > 0 && count == max)
            break;
        if (facs_source_read(source, pool, &frame, error) < 0)
            return fail(error);
        if (!frame)
            break;
        facs_frame_pool_put(pool, frame);
    }
    if (count < 2) {
        fprintf(stderr, "alone: expected a video of at least two frames\n");
        return 1;
    }
    report("decode", count - 1, processor_ms() - start_ms);
    return 0;
}

static int decode(const char *input, long max)
{
    const facs_source_options options = {0};
    facs_source *source = NULL;
    facs_frame_pool *pool = NULL;
    facs_error error;
    int status = 1;

    if (facs_frame_pool_open(&pool, POOL_BYTES, 4, 0) < 0)
        fprintf(stderr, "alone: no memory\n");
    else if (facs_source_open(&source, input, &options, &error) < 0)
        status = fail(&error);
    else {
        facs_frame_pool_allow_held(pool);
        status = decode_frames(source, pool, max, &error);
    }
    if (source)
        facs_source_close(&source);
    if (pool)
        facs_frame_pool_close(&pool);
    return status;
}

/* ---- The face detector ---------------------------------------------------------------------- */

/* Returns the shortest time of looks runs on this picture, in milliseconds; below 0 on failure. */
static double shortest_look(facs_detector *detector, const facs_pool_frame *frame, long looks,
                            facs_error *error)
{
    const facs_image image = {.pixels = frame->pixels,
                              .width = frame->width,
                              .height = frame->height,
                              .stride = frame->stride};
    facs_detection faces[FACS_DETECTOR_MAX_FACES];
    double min = -1;

    for (long i = 0; i < looks; i++) {
        const double start_ms = facs_clock_ms();
        if (facs_detector_run(detector, &image, faces, FACS_DETECTOR_MAX_FACES, error) < 0)
            return -1;
        const double ms = facs_clock_ms() - start_ms;
        min = min < 0 || ms < min ? ms : min;
    }
    return min;
}

static int detect_frames(facs_detector *detector, facs_source *source, facs_frame_pool *pool,
                         long max, long looks, facs_error *error)
{
    facs_pool_frame *frame;
    double sum = 0, largest = 0;
    long count = 0;

    for (; max == 0 || count < max; count++) {
        if (facs_source_read(source, pool, &frame, error) < 0)
            return fail(error);
        if (!frame)
            break;
        const double ms = shortest_look(detector, frame, looks, error);
        facs_frame_pool_put(pool, frame);
        if (ms < 0)
            return fail(error);
        sum += ms;
        largest = ms > largest ? ms : largest;
    }
    printf("{\"what\": \"detect\", \"count\": %ld, \"mean_ms\": %.4f, \"largest_ms\": %.4f}\n",
           count, count ? sum / (double)count : 0, largest);
    return 0;
}

static int detect(const char *input, const char *folder, long max, long looks)
{
    const facs_source_options options = {0};
    facs_mtcnn_models *models = NULL;
    facs_detector *detector = NULL;
    facs_source *source = NULL;
    facs_frame_pool *pool = NULL;
    facs_error error;
    int status = 1;

    if (facs_frame_pool_open(&pool, DETECT_BYTES, 2, 0) < 0)
        fprintf(stderr, "alone: no memory\n");
    else if (facs_mtcnn_models_open(&models, folder, &error) < 0 ||
             facs_mtcnn_open(&detector, models, NULL, &error) < 0 ||
             facs_source_open(&source, input, &options, &error) < 0)
        status = fail(&error);
    else
        status = detect_frames(detector, source, pool, max, looks, &error);
    if (source)
        facs_source_close(&source);
    facs_detector_close(&detector);
    facs_mtcnn_models_close(&models);
    if (pool)
        facs_frame_pool_close(&pool);
    return status;
}

/* ---- Networks ------------------------------------------------------------------------------- */

static int run_network(facs_session *session, const int64_t dims[FACS_NN_MAX_RANK], long runs,
                       facs_error *error)
{
    facs_binding *binding = NULL;
    double start_ms = 0;
    int status = facs_binding_open(&binding, session, dims, error);

    if (status == 0) {
        float *input = binding->input;
        int64_t count = dims[0] * dims[1] * dims[2] * dims[3];
        for (int64_t i = 0; i < count; i++)
            input[i] = (float)(i % 251) / 251; /* any picture: the work is the same */
    }
    for (long i = -WARM_RUNS; status == 0 && i < runs; i++) {
        if (i == 0)
            start_ms = processor_ms();
        status = facs_binding_run(binding, error);
    }
    if (status == 0)
        report("network", runs, processor_ms() - start_ms);
    if (binding)
        facs_binding_close(&binding);
    return status < 0 ? fail(error) : 0;
}

/* Returns 0, or -1 if there is no such way. */
static int choose(const char *how, facs_session_options *options)
{
    static const struct {
        const char *name;
        int kind, half; /* kind -1: not rewritten */
    } ways[] = {{"file", -1, 0},
                {"pfld", FACS_NETWORK_PFLD, 0},
                {"pfld16", FACS_NETWORK_PFLD, 1},
                {"detector", FACS_NETWORK_DETECTOR, 0},
                {"detector16", FACS_NETWORK_DETECTOR, 1}};
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
        if (strcmp(how, ways[i].name) == 0) {
            if (ways[i].kind >= 0)
                options->rewrite = facs_networks[ways[i].kind].rewrite;
            options->half = ways[i].half;
            return 0;
        }
    fprintf(stderr, "alone: %s: expected file, pfld, pfld16, detector or detector16\n", how);
    return -1;
}

static int network(const char *path, long height, long width, long runs, const char *how,
                   const char *profile)
{
    facs_session_options options = {.backend = FACS_BACKEND_CPU, .threads = 1, .profile = profile};
    const int64_t dims[FACS_NN_MAX_RANK] = {1, 3, height, width};
    const facs_log silence = {0};
    facs_runtime *runtime = NULL;
    facs_session *session = NULL;
    facs_error error;
    int status;

    if (choose(how, &options) < 0)
        return 2;
    if (facs_runtime_open(&runtime, NULL, &silence, &error) < 0 ||
        facs_session_open(&session, runtime, path, &options, &error) < 0)
        status = fail(&error);
    else
        status = run_network(session, dims, runs, &error);
    if (session)
        facs_session_close(&session);
    if (runtime)
        facs_runtime_close(&runtime);
    return status;
}

static long number(char **argv, int argc, int i, long otherwise)
{
    return i < argc ? strtol(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
    if (argc >= 3 && strcmp(argv[1], "decode") == 0)
        return decode(argv[2], number(argv, argc, 3, 0));
    if (argc >= 5 && strcmp(argv[1], "network") == 0 && number(argv, argc, 3, 0) > 0 &&
        number(argv, argc, 4, 0) > 0 && number(argv, argc, 5, RUNS) > 0)
        return network(argv[2], number(argv, argc, 3, 0), number(argv, argc, 4, 0),
                       number(argv, argc, 5, RUNS), argc > 6 ? argv[6] : "file",
                       argc > 7 ? argv[7] : NULL);
    if (argc >= 4 && strcmp(argv[1], "detect") == 0 && number(argv, argc, 5, LOOKS) > 0)
        return detect(argv[2], argv[3], number(argv, argc, 4, 0), number(argv, argc, 5, LOOKS));
    fprintf(stderr, "usage: alone decode INPUT [FRAMES]\n"
                    "       alone detect INPUT MODELS [FRAMES [LOOKS]]\n"
                    "       alone network FILE.onnx HEIGHT WIDTH [RUNS [HOW [PREFIX]]]\n");
    return 2;
}
