#include "api/commit.h"

#include "base/error.h"
#include "os/file.h"
#include "output/data.h"
#include "output/previous.h"
#include "output/target.h"

#include <errno.h>
#include <stdlib.h>

/* of_rows: the files with rows, or the others. */
static int commit_sinks(const facs_outputs *outputs, int of_rows, facs_error *error)
{
    int status = 0;
    for (int i = 0; i < outputs->count && status == 0; i++) {
        const facs_sink *sink = &outputs->sinks[i];
        if (sink->commit && !sink->late && (sink->file != NULL) == of_rows)
            status = sink->commit(sink->self, error);
    }
    return status;
}

static int rename_all(const facs_commit *c, facs_draft *json, facs_error *error)
{
    int status = facs_previous_check(c->options, c->identity, error);
    if (status == 0)
        status = facs_previous_remove(c->options, c->outputs, error);
    if (status == -EBUSY && error) /* on Windows */
        facs_fail(error, FACS_ERROR_OUTPUT, status, "the result is complete, but %s", error->text);
    if (status == 0 && json->handle >= 0)
        status = facs_target_commit_or_keep(json, error);
    if (status == 0)
        status = commit_sinks(c->outputs, 0, error);
    if (status == 0)
        status = commit_sinks(c->outputs, 1, error);
    return status;
}

static int rename_alone(const facs_commit *c, facs_draft *json, const char *first,
                        facs_error *error)
{
    const int lock = facs_target_lock_folder(first, error);
    if (lock < 0)
        return lock;
    int status = rename_all(c, json, error);
    facs_handle_close(lock);
    if (status < 0)
        return status;
    /* Make the names survive a power failure. On journaling file systems renames in a folder reach
     * the disk in order, so one sync at the end, a few ms, is enough; others need not wait for it.
     */
    status = facs_folder_sync(first);
    return status < 0 ? facs_target_fail(first, status, error) : 0;
}

/* The text of NAME.json, allocated; NULL: it was not asked for. */
static int describe(const facs_commit *c, char **text, facs_error *error)
{
    *text = NULL;
    if (!c->provenance)
        return 0;
    const int status = facs_input_identity_wait(c->identity, &c->provenance->identity, error);
    c->provenance->outputs = c->outputs;
    return status < 0 ? status : facs_provenance_text(text, c->provenance, error);
}

/* Renames the files, if there are any. */
static int commit_files(const facs_commit *c, const char *text, facs_error *error)
{
    facs_draft json = FACS_NO_DRAFT;
    const facs_output *output = facs_outputs_find(c->options, FACS_OUTPUT_FILE, 0);
    if (!output)
        return commit_sinks(c->outputs, 0, error);
    /* A name in the folder to lock. */
    const char *first = facs_output_path(output, c->options);
    int status = c->options->json ? facs_provenance_write(&json, c->options->json, text, error) : 0;
    if (status == 0)
        status = rename_alone(c, &json, first, error);
    facs_draft_remove(&json);
    return status;
}

int facs_commit_results(const facs_commit *c, facs_error *error)
{
    char *text;
    int status = describe(c, &text, error);
    if (status == 0)
        status = commit_files(c, text, error);
    if (status == 0 && c->options->data) {
        (*c->options->data)->json = text;
        text = NULL;
    }
    free(text);
    return status;
}
