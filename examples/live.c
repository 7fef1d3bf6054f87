/*
 * Analyzes a camera until Ctrl-C:
 *
 *     live [INPUT [MODELS]]
 *
 * INPUT is "camera:0" by default; a video file is played at its own pace. For each analyzed frame
 * it prints how old the frame is and which Action Units are present.
 */
#include <facs/facs.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

/* Called on the calling thread, several times a second. */
static int stop(void *opaque)
{
    (void)opaque;
    return interrupted;
}

/* Called on the thread that analyzes. While it runs, newer frames replace each other. */
static int print_row(void *opaque, const facs_live_row *row)
{
    (void)opaque;
    printf("%8.3f s, %5.1f ms old:", row->result->time, row->delay_ms);
    for (int i = 0; i < FACS_PRESENCES; i++)
        if (row->result->success && row->result->presence[i] > 0)
            printf(" %s", facs_presence_name(i));
    puts(row->result->success ? "" : " no face");
    fflush(stdout);
    return ferror(stdout);
}

int main(int argc, char **argv)
{
    const char *input = argc > 1 ? argv[1] : "camera:0";
    facs_live_options options;
    facs_live_summary summary = {.size = sizeof(summary)};
    facs_error error;
    signal(SIGINT, interrupt);
    facs_default_live_options(&options);
    options.analysis.models = argc > 2 ? argv[2] : NULL;
    options.realtime = strncmp(input, "camera:", 7) != 0;
    options.row = print_row;
    options.stop = stop;
    int status = facs_live(input, &options, &summary, &error);
    if (status < 0 && error.kind != FACS_ERROR_CANCELLED) {
        fprintf(stderr, "live: %s\n", error.text);
        return 1;
    }
    printf("%lld of %lld frames dropped, half of the others within %.1f ms\n",
           (long long)summary.dropped, (long long)summary.captured, summary.delay_median_ms);
    return 0;
}
