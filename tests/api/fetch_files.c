/*
 * fetch_files PATIENCE FOLDER ADDRESS STOP [NAME BYTES SHA256]...: fetch files into FOLDER from
 * below ADDRESS. PATIENCE: with a server that is silent, ms. STOP: after how many bytes to stop,
 * -1: never. Prints status, kind, files, missing files and the sentence, and what the log says
 * before.
 */
#include "api/fetch.h"

#include "os/file.h"
#include "os/process.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t stop_at;

static int on_progress(void *opaque, const facs_fetch_progress *progress)
{
    (void)opaque;
    return stop_at >= 0 && progress->bytes >= stop_at;
}

static void on_log(void *opaque, facs_log_level level, const char *text)
{
    (void)opaque;
    printf("%s: %s\n", level == FACS_LOG_WARNING ? "warning" : "note", text);
}

int main(int argc, char **argv)
{
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_model_file files[8] = {{.name = NULL}};
    facs_fetch fetch = {.files = files, .pause_ms = 10};
    if (facs_process_begin(&argc, &argv) < 0 || argc < 5 || argc > 5 + 3 * 8)
        return 2;
    facs_default_fetch_options(&fetch.options);
    fetch.options.progress = on_progress;
    fetch.options.log = (facs_log){on_log, NULL, FACS_LOG_INFO};
    fetch.patience_ms = strtod(argv[1], NULL);
    fetch.folder = argv[2];
    fetch.address = argv[3];
    stop_at = strtoll(argv[4], NULL, 10);
    for (int i = 5; i + 2 < argc; i += 3)
        files[fetch.count++] = (facs_model_file){.name = argv[i],
                                                 .bytes = strtoll(argv[i + 1], NULL, 10),
                                                 .sha256 = argv[i + 2],
                                                 .address = "",
                                                 .needed = 1};
    const int status = facs_fetch_all(&fetch, &error);
    printf("%d %d %d %d %s\n", status, (int)error.kind, fetch.summary.files, fetch.summary.missing,
           status < 0 ? error.text : "");
    return 0;
}
