/*
 * Analyzes all videos of a folder, several at once, and says what became of each:
 *
 *     study MODELS FOLDER RESULTS
 *
 * Run it again after an interruption: what is complete is not done twice. RESULTS/facs-batch.csv
 * has a row for each video.
 */
#include <facs/study.h>

#include <stdio.h>

/* One thread at a time calls this, so it needs no lock. */
static int on_event(void *opaque, const facs_batch_event *event)
{
    (void)opaque;
    if (event->moment != FACS_BATCH_ENDED)
        return 0;
    printf("%s: %s", event->row->path, facs_batch_state_name(event->row->state));
    if (event->row->frames > 0)
        printf(", %lld frames", (long long)event->row->frames);
    printf("%s%s\n", event->row->message[0] ? ": " : "", event->row->message);
    return 0; /* anything else would stop the batch */
}

static int run(const facs_study *study, const char *models, const char *table)
{
    facs_error error;
    facs_extract_options extract;
    facs_batch_options batch;
    facs_batch_totals totals = {.size = sizeof(totals)};
    facs_default_extract_options(&extract);
    extract.analysis.models = models;
    facs_default_batch_options(&batch);
    batch.extract = &extract;
    batch.table = table;
    batch.resume = 1;
    batch.event = on_event;
    const int status = facs_batch_run(study, &batch, &totals, &error);
    if (status < 0)
        fprintf(stderr, "study: %s\n", error.text);
    printf("%lld done, %lld skipped, %lld failed, %lld left\n", (long long)totals.done,
           (long long)totals.skipped, (long long)totals.failed, (long long)totals.left);
    return status < 0 || totals.failed > 0;
}

int main(int argc, char **argv)
{
    char table[4096];
    facs_error error;
    facs_study *study = NULL;
    facs_study_options options;
    if (argc != 4) {
        fprintf(stderr, "usage: study MODELS FOLDER RESULTS\n");
        return 2;
    }
    const char *const folders[] = {argv[2], NULL};
    facs_default_study_options(&options);
    options.paths = folders;
    options.results = argv[3];
    if (facs_study_open(&study, &options, &error) < 0) {
        fprintf(stderr, "study: %s\n", error.text);
        return 1;
    }
    snprintf(table, sizeof(table), "%s/facs-batch.csv", argv[3]);
    const int failed = run(study, argv[1], table);
    facs_study_close(&study);
    return failed;
}
