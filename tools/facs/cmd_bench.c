/* facs bench: how the time for a video is spent. */
#include "analysis.h"
#include "command.h"
#include "console.h"
#include "json_file.h"
#include "results.h"
#include "sandbox.h"
#include "statistics.h"

#include "os/process.h"

#include <stdlib.h>
#include <string.h>

typedef struct bench {
    facs_console console; /* first: the progress callback expects it */
    const facs_args *args;
    facs_extract_options options;
    facs_summary summary;
    double *ms[FACS_STAGES]; /* time in each frame in which the stage ran */
    size_t runs[FACS_STAGES];
    size_t room; /* in each of ms */
    size_t frames;
    int no_memory;
} bench;

/* The time of a stage that did not run in a frame (usually the detector) is exactly 0. */
static int on_result(void *opaque, const facs_result *result)
{
    bench *b = opaque;
    if (b->frames == b->room) {
        size_t room = b->room ? 2 * b->room : 1024;
        for (int s = 0; s < FACS_STAGES; s++) {
            void *ms = realloc(b->ms[s], room * sizeof(double));
            if (!ms) {
                b->no_memory = 1;
                return 1;
            }
            b->ms[s] = ms;
        }
        b->room = room;
    }
    b->frames++;
    for (int s = 0; s < FACS_STAGES; s++)
        if (result->stage_ms[s] > 0)
            b->ms[s][b->runs[s]++] = (double)result->stage_ms[s];
    return 0;
}

static double frames_per_second(const bench *b)
{
    return b->summary.analysis_seconds > 0 ? (double)b->summary.frames / b->summary.analysis_seconds
                                           : 0;
}

/* Sorts the stage's times. */
static void stage_figures(bench *b, int s, double *mean, double *p95, double *per_frame)
{
    *mean = facs_statistics_mean(b->ms[s], b->runs[s]);
    *p95 = facs_statistics_quantile(b->ms[s], b->runs[s], 0.95);
    *per_frame = b->runs[s] ? *mean * (double)b->runs[s] / (double)b->summary.frames : 0;
}

static void print_table(bench *b)
{
    double mean, p95, per_frame, sum = 0;

    facs_console_put_name(stdout, b->args->operands[0]);
    printf(": %d x %d, %lld frames, %lld with a face, %s, %s, %s\n\n", b->summary.width,
           b->summary.height, (long long)b->summary.frames, (long long)b->summary.faces,
           facs_landmark_method_name(b->summary.landmark_method), b->summary.provider,
           facs_precision_name(b->summary.precision));
    printf("%-10s %8s %10s %10s %12s\n", "stage", "runs", "mean ms", "p95 ms", "ms a frame");
    for (int s = 0; s < FACS_STAGES; s++) {
        stage_figures(b, s, &mean, &p95, &per_frame);
        if (b->runs[s] == 0)
            printf("%-10s %8d %10s %10s %12s\n", facs_stage_name((facs_stage)s), 0, "-", "-", "-");
        else
            printf("%-10s %8zu %10.3f %10.3f %12.3f\n", facs_stage_name((facs_stage)s), b->runs[s],
                   mean, p95, per_frame);
        sum += per_frame;
    }
    printf("%-10s %8s %10s %10s %12.3f\n\n", "sum", "", "", "", sum);
    printf("frames/s     %.1f (%.2f s; including opening the models %.2f s)\n",
           frames_per_second(b), b->summary.analysis_seconds, b->summary.seconds);
    printf("peak memory  %.0f MB\n", facs_process_peak_bytes() / 1e6);
}

static json_t *to_json(bench *b)
{
    double mean, p95, per_frame;
    json_t *stages = json_object();
    for (int s = 0; s < FACS_STAGES; s++) {
        stage_figures(b, s, &mean, &p95, &per_frame);
        json_object_set_new(stages, facs_stage_name((facs_stage)s),
                            json_pack("{s:I, s:o, s:o, s:o}", "runs", (json_int_t)b->runs[s],
                                      "mean_ms", facs_json_number(mean), "p95_ms",
                                      facs_json_number(p95), "ms_per_frame",
                                      facs_json_number(per_frame)));
    }
    return json_pack("{s:o, s:s, s:s, s:s, s:s, s:i, s:i, s:I, s:I, s:f, s:f, s:f, s:I, s:o}",
                     "input", facs_json_name(b->args->operands[0]), "version", facs_version(),
                     "landmarks", facs_landmark_method_name(b->summary.landmark_method), "provider",
                     b->summary.provider, "precision", facs_precision_name(b->summary.precision),
                     "width", b->summary.width, "height", b->summary.height, "frames",
                     (json_int_t)b->summary.frames, "faces", (json_int_t)b->summary.faces,
                     "frames_per_second", frames_per_second(b), "analysis_seconds",
                     b->summary.analysis_seconds, "seconds", b->summary.seconds,
                     "peak_memory_bytes", (json_int_t)facs_process_peak_bytes(), "stages", stages);
}

static int measure(bench *b)
{
    facs_error error;
    const char *json = b->args->json;
    int status = facs_extract(b->args->operands[0], &b->options, &b->summary, &error);

    facs_console_end_progress(&b->console);
    if (status < 0) {
        if (b->no_memory)
            facs_console_say(&b->console, "out of memory for the times of the frames");
        else
            facs_console_say_error(&b->console, &error);
        return b->no_memory ? FACS_EXIT_FAILED : facs_exit_status(error.kind);
    }
    if (!json || strcmp(json, "-") != 0)
        print_table(b);
    return json ? facs_json_file_write(to_json(b), json, &b->console) : FACS_EXIT_DONE;
}

/* Allows what the run reads and writes, and nothing else from now on. Returns 0 or a negative
 * errno. */
static int enter_box(bench *b)
{
    facs_box *box;
    int status = facs_folder_make_for(b->args->json, &b->console);
    if (status == 0)
        status = facs_box_open(&box, b->args, &b->options.analysis, &b->console);
    if (status < 0)
        return status;
    facs_box_read(box, b->args->operands[0]);
    facs_box_read(box, b->options.landmarks);
    facs_box_write(box, b->args->json);
    return facs_box_enter(&box, &b->console);
}

int facs_cmd_bench(const facs_args *args)
{
    facs_error error;
    bench b = {.args = args, .summary = {.size = sizeof(b.summary)}};

    facs_console_open(&b.console, args);
    if (facs_analysis_options(&b.options, args, &b.console, &error) < 0)
        return facs_exit_with(&b.console, &error);
    b.console.name = args->operands[0];
    b.options.progress = facs_console_progress;
    b.options.result = on_result;
    b.options.opaque = &b;
    int status = enter_box(&b) < 0 ? FACS_EXIT_FAILED : measure(&b);
    for (int s = 0; s < FACS_STAGES; s++)
        free(b.ms[s]);
    return status;
}
