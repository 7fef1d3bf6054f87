#include "result_count.h"

#include "cmd_report.h"
#include "results.h"
#include "sandbox.h"

#include "os/clock.h"

#include <errno.h>
#include <stdlib.h>

void facs_result_count_open(facs_result_count *count, const facs_args *args)
{
    count->start_ms = facs_clock_ms();
    facs_console_open(&count->console, args);
    count->console.unit = "results";
}

int facs_result_count_progress(void *opaque, int64_t results, int64_t of)
{
    facs_result_count *count = opaque;
    const facs_progress progress = {.frames_read = results,
                                    .frames_done = results,
                                    .frames_expected = of,
                                    .seconds = (facs_clock_ms() - count->start_ms) / 1000};
    return facs_console_progress(&count->console, &progress);
}

int facs_result_count_enter_box(facs_result_count *count, const facs_args *args, const char *output)
{
    facs_box *box;
    if (facs_box_open(&box, args, NULL, &count->console) < 0)
        return -ENOMEM;
    for (int i = 0; i < args->operand_count; i++) {
        const char *path = args->operands[i];
        if (facs_results_is_folder(path)) {
            facs_box_read_below(box, path);
            continue;
        }
        char *json = facs_report_provenance_of(path);
        facs_box_read(box, path);
        facs_box_read(box, json);
        free(json);
    }
    facs_box_read(box, args->summarize.segments);
    facs_box_write(box, output);
    return facs_box_enter(&box, &count->console);
}
