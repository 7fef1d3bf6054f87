/* What works here: the runtime and its providers (without opening a model) and other parts; and
 * what the process shares. */
#include "base/cpu.h"
#include "base/error.h"
#include "media/ffmpeg.h"
#include "media/ffmpeg_libraries.h"
#include "media/hardware.h"
#include "media/stream_log.h"
#include "nn/session.h"
#include "output/overlay.h"
#include "pipeline/options.h"
#include "quantize/part.h"
#include "report/page.h"
#include "study/merge_sink.h"

#include <errno.h>
#include <stdio.h>

static int open_runtime(facs_runtime **out, const facs_options *options, facs_error *error)
{
    facs_options own;
    int status = facs_options_read(&own, options, error);
    return status < 0 ? status : facs_runtime_open(out, own.runtime, &own.log, error);
}

int facs_backend_probe(facs_backend backend, const facs_options *options, facs_error *error)
{
    facs_runtime *runtime;
    int status = open_runtime(&runtime, options, error);
    if (status < 0)
        return status;
    status = facs_provider_probe(runtime, backend == FACS_BACKEND_AUTO ? FACS_BACKEND_CPU : backend,
                                 error);
    facs_runtime_close(&runtime);
    return status;
}

int facs_runtime_describe(const facs_options *options, char *text, size_t text_size,
                          facs_error *error)
{
    if (!text)
        return facs_fail_null(error, "text");
    facs_runtime *runtime;
    int status = open_runtime(&runtime, options, error);
    if (status < 0)
        return status;
    int length = snprintf(text, text_size, "%s, %s", runtime->version, runtime->path);
    if (length < 0 || (size_t)length >= text_size)
        status = facs_fail(error, FACS_ERROR_USAGE, -ERANGE,
                           "text_size: expected more than %zu bytes for the text", text_size);
    facs_runtime_close(&runtime);
    return status;
}

static int check_report(facs_error *error)
{
    if (facs_report_page_head_size > 0)
        return 0;
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOSYS, FACS_REPORT_LACKS_PAGE);
}

void facs_parts_check(void (*each)(void *opaque, const facs_part *part), void *opaque)
{
    char devices[512];
    if (!each)
        return;
    const struct {
        const char *name, *serves, *text;
        int (*check)(facs_error *error);
    } parts[] = {
        {"kernels", "this processor", facs_cpu_path(), facs_cpu_check},
        {"decoding", "videos and pictures", "FFmpeg", facs_ffmpeg_open},
        {"cameras", "camera:N", "libavdevice", facs_avdevice_open},
        {"drawing", "--overlay, -tracked", "cairo", facs_overlay_check},
        {"report", "facs report, --report", "uPlot", check_report},
        {"database", "facs merge -o FILE.sqlite", "SQLite", facs_merge_sqlite_check},
        {"quantize", "facs quantize", "networks for --precision int8", facs_quantize_check},
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        facs_error error;
        facs_part part = {parts[i].name, parts[i].serves, 1, parts[i].text};
        if (parts[i].check(&error) < 0) {
            part.works = 0;
            part.text = error.text;
        }
        each(opaque, &part);
    }
    /* Last, as drivers may take their time. */
    const int device_count = facs_hardware_describe(devices, sizeof(devices));
    const facs_part decoding = {"devices", "--hwaccel", device_count > 0, devices};
    each(opaque, &decoding);
}

int facs_load_ffmpeg(facs_error *error)
{
    return facs_ffmpeg_open(error);
}

void facs_set_ffmpeg_log(void (*callback)(void *context, int level, const char *format,
                                          va_list arguments))
{
    facs_stream_log_set_program(callback);
}
