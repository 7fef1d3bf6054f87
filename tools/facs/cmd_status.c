/* facs status: what became of the inputs of a study, from the batch table. */
#include "batch_json.h"
#include "command.h"
#include "command_line.h"
#include "console.h"
#include "json_file.h"
#include "results.h"
#include "sandbox.h"
#include "status.h"

#include "os/file.h"
#include "os/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_REASONS 10 /* that are printed; --json has all of them */

typedef struct status_run {
    const facs_args *args;
    const char *folder;
    char *word; /* the folder as a shell takes it */
    int is_terminal;
    int64_t broken; /* paths with a line break, which a list cannot hold */
    facs_status status;
} status_run;

/* ---- Lists of paths -------------------------------------------------------------------------- */

/* A list is for a program, so its paths are as they are. */
static void list_row(void *opaque, const facs_batch_row *row)
{
    status_run *r = opaque;
    if (!(r->args->left && row->state == FACS_BATCH_LEFT) &&
        !(r->args->failed && row->state == FACS_BATCH_FAILED))
        return;
    if (strpbrk(row->path, "\r\n")) {
        r->broken++;
        return;
    }
    if (r->is_terminal)
        facs_console_put_name(stdout, row->path);
    else
        fputs(row->path, stdout);
    putchar('\n');
}

/* ---- Text ------------------------------------------------------------------------------------ */

static void print_count(const char *what, int64_t count, const char *more)
{
    printf("  %-8s %7lld%s\n", what, (long long)count, more);
}

static void print_totals(const status_run *r)
{
    const facs_status *s = &r->status;
    const facs_batch_totals *t = &s->totals;
    char warned[64] = "", before[64] = "", more[130];
    facs_console_put_name(stdout, r->folder);
    printf(": %lld input%s\n", (long long)t->inputs, t->inputs == 1 ? "" : "s");
    if (t->warned > 0)
        snprintf(warned, sizeof(warned), ", %lld of them with warnings", (long long)t->warned);
    if (t->skipped > 0)
        snprintf(before, sizeof(before), " (%lld %s done before)", (long long)t->skipped,
                 t->skipped == 1 ? "was" : "were");
    snprintf(more, sizeof(more), "%s%s", warned, before);
    print_count("done", t->done, more);
    print_count("failed", t->failed, "");
    print_count("left", t->left, "");
    more[0] = 0;
    if (s->rows > 0)
        snprintf(more, sizeof(more), ", with a face in %.1f %% of the rows",
                 100 * s->face_rows / s->rows);
    print_count("frames", t->frames, more);
}

static void print_reasons(const char *title, const facs_reasons *reasons)
{
    if (reasons->count > 0)
        printf("\n%s\n", title);
    for (size_t i = 0; i < reasons->count && i < MAX_REASONS; i++) {
        const facs_reason *reason = &reasons->list[i];
        printf("  %7lld x  ", (long long)reason->count);
        facs_console_put_name(stdout, reason->count > 1 ? reason->text : reason->message);
        printf("\n%13s%s", "", reason->count > 1 ? "such as " : "");
        facs_console_put_name(stdout, reason->path);
        putchar('\n');
    }
    if (reasons->count > MAX_REASONS)
        printf("  and %zu other reasons: --json lists them\n", reasons->count - MAX_REASONS);
}

static void print_left(const status_run *r)
{
    const facs_status *s = &r->status;
    if (s->totals.left > 0)
        printf("\nleft:\n");
    for (int i = 0; i < FACS_LEFT_SHOWN && s->left[i]; i++) {
        printf("  ");
        facs_console_put_name(stdout, s->left[i]);
        putchar('\n');
    }
    const long long more = (long long)s->totals.left - FACS_LEFT_SHOWN;
    if (more > 0 && facs_console_changes(r->word))
        printf("  and %lld more, which --left lists\n", more);
    else if (more > 0)
        printf("  and %lld more: facs status %s --left\n", more, r->word);
}

static void print_runs(const facs_status *s)
{
    static const char *const states[] = {"cannot be told whether it is under way", "broke off",
                                         "is under way"};
    for (int i = 0; i < s->run_count; i++) {
        const facs_status_run *run = &s->runs[i];
        printf("%sa run", i == 0 ? "\n" : "");
        if (run->started) { /* 2026-01-02T03:04:05.123456789Z: seconds will do */
            char second[32];
            snprintf(second, sizeof(second), "%.*s", (int)strcspn(run->started, ".Z"),
                     run->started);
            printf(" of ");
            facs_console_put_name(stdout, second);
            putchar('Z');
        }
        if (run->host) {
            printf(" on ");
            facs_console_put_name(stdout, run->host);
        }
        printf(" %s (", states[run->running + 1]);
        facs_console_put_name(stdout, run->journal);
        printf(")\n");
    }
}

static void print_shards(const facs_status *s)
{
    if (s->shards > 0)
        printf("\n%d of %d shards %s begun: the inputs of the others are not counted here\n",
               s->shards_here, s->shards, s->shards_here == 1 ? "has" : "have");
}

static int is_running(const facs_status *s)
{
    for (int i = 0; i < s->run_count; i++)
        if (s->runs[i].running == 1)
            return 1;
    return 0;
}

static void print_command(const status_run *r, const char *what, facs_batch_state which)
{
    int is_general;
    char *command = facs_status_command(&r->status, r->folder, which, &is_general);
    if (command) {
        printf("\n%s%s:\n  ", what, is_general ? " (add the options of the first run)" : "");
        facs_console_put_name(stdout, command);
        putchar('\n');
    } else {
        printf("\n%s, run the same command again, with --resume%s\n", what,
               which == FACS_BATCH_FAILED ? " --retry-failed" : "");
    }
    free(command);
}

static void print_next(const status_run *r)
{
    if (is_running(&r->status))
        return;
    if (r->status.totals.left > 0)
        print_command(r, "to go on", FACS_BATCH_LEFT);
    if (r->status.totals.failed > 0)
        print_command(r, "to try again what failed", FACS_BATCH_FAILED);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static int put_reasons(json_t *root, const char *key, const facs_reasons *reasons)
{
    json_t *list = json_array();
    int wrong = json_object_set(root, key, list);
    for (size_t i = 0; i < reasons->count; i++) {
        const facs_reason *reason = &reasons->list[i];
        json_t *object = json_object();
        wrong |= facs_json_put_text(object, "reason", reason->text) |
                 facs_json_put_whole(object, "count", reason->count) |
                 facs_json_put_text(object, "path", reason->path) |
                 facs_json_put_text(object, "message", reason->message) |
                 json_array_append_new(list, object);
    }
    json_decref(list);
    return wrong;
}

static int put_runs(json_t *root, const facs_status *s)
{
    static const char *const states[] = {"unknown", "broken off", "under way"};
    json_t *list = json_array();
    int wrong = json_object_set(root, "runs", list);
    for (int i = 0; i < s->run_count; i++) {
        const facs_status_run *run = &s->runs[i];
        json_t *object = json_object();
        wrong |= facs_json_put_text(object, "journal", run->journal) |
                 json_object_set_new(object, "state", json_string(states[run->running + 1])) |
                 facs_json_put_text(object, "started", run->started) |
                 facs_json_put_text(object, "host", run->host) |
                 json_array_append_new(list, object);
    }
    json_decref(list);
    return wrong;
}

static int write_json(const status_run *r, facs_console *console)
{
    const facs_status *s = &r->status;
    json_t *root = json_object();
    const int wrong =
        facs_json_put_text(root, "folder", r->folder) | facs_json_put_totals(root, &s->totals) |
        facs_json_put_real(root, "seconds", s->totals.seconds) |
        (s->rows > 0 ? facs_json_put_real(root, "face_share", s->face_rows / s->rows) : 0) |
        put_reasons(root, "failures", &s->failures) | put_reasons(root, "warnings", &s->warnings) |
        facs_json_put_whole(root, "shards", s->shards > 0 ? s->shards : -1) |
        facs_json_put_whole(root, "shards_begun", s->shards > 0 ? s->shards_here : -1) |
        put_runs(root, s);
    if (!wrong)
        return facs_json_file_write(root, r->args->json, console);
    json_decref(root);
    facs_console_say(console, "out of memory for the state of %s", r->folder);
    return FACS_EXIT_FAILED;
}

/* ---- The command ----------------------------------------------------------------------------- */

static int show(status_run *r, facs_console *console)
{
    if (r->args->json)
        return write_json(r, console);
    if (r->args->left || r->args->failed) {
        if (r->broken > 0)
            facs_console_say(console,
                             "left out: %lld with a line break in the path, because a list has one "
                             "path per line",
                             (long long)r->broken);
        return FACS_EXIT_DONE;
    }
    print_totals(r);
    print_reasons("failed:", &r->status.failures);
    print_reasons("with warnings:", &r->status.warnings);
    print_left(r);
    print_shards(&r->status);
    print_runs(&r->status);
    print_next(r);
    return FACS_EXIT_DONE;
}

/* Allows what the run reads and writes, and nothing else from now on. Returns 0 or a negative
 * errno. */
static int enter_box(const facs_args *args, facs_console *console)
{
    facs_box *box;
    int status = facs_folder_make_for(args->json, console);
    if (status == 0)
        status = facs_box_open(&box, args, NULL, console);
    if (status < 0)
        return status;
    facs_box_read_below(box, args->operands[0]);
    facs_box_write(box, args->json);
    return facs_box_enter(&box, console);
}

int facs_cmd_status(const facs_args *args)
{
    facs_console console;
    facs_error error;
    status_run r = {.args = args,
                    .folder = args->operands[0],
                    .is_terminal = facs_is_terminal(FACS_STANDARD_OUTPUT)};
    facs_console_open(&console, args);
    if (args->json && (args->left || args->failed)) {
        facs_refuse(&error, "%s lists paths, --json has the counts: give one of them",
                    args->left ? "--left" : "--failed");
        return facs_exit_with(&console, &error);
    }
    if (enter_box(args, &console) < 0)
        return FACS_EXIT_FAILED;
    r.word = facs_shell_path(r.folder);
    int status = r.word ? facs_status_read(&r.status, r.folder, list_row, &r, &error) : -ENOMEM;
    if (!r.word)
        facs_console_say(&console, "out of memory for the state of %s", r.folder);
    int exit_status = !r.word      ? FACS_EXIT_FAILED
                      : status < 0 ? facs_exit_with(&console, &error)
                                   : show(&r, &console);
    if (exit_status == FACS_EXIT_DONE &&
        (r.status.totals.failed > 0 || r.status.totals.left > 0 || r.status.shards > 0))
        exit_status = FACS_EXIT_FAILED;
    facs_status_free(&r.status);
    free(r.word);
    return exit_status;
}
