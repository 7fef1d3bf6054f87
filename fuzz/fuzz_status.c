/*
 * What facs status makes of a batch table, a journal, and the NAME.json of the result that was
 * completed last (r.json), separated by FUZZ_MARK: counts, reasons, and a command that a user may
 * paste into a shell.
 */
#include "fuzz.h"

#include "command_line.h"
#include "status.h"

#include <stdlib.h>
#include <string.h>

/* Words, quotes, and the one pipe between two commands of facs. */
static void check_command(const char *command)
{
    static const char pipe[] = " | facs extract ";
    int pipes = 0;
    for (const char *c = command; *c; c++)
        if (*c == '\'')
            FUZZ_EXPECT((c = strchr(c + 1, '\'')) != NULL);
        else if (*c == '\\')
            FUZZ_EXPECT(*++c == '\'');
        else if (*c == '|')
            FUZZ_EXPECT(++pipes == 1 && strncmp(c - 1, pipe, sizeof(pipe) - 1) == 0);
        else
            FUZZ_EXPECT(*c == ' ' || facs_shell_is_plain(*c));
}

static void check_status(const facs_status *status)
{
    int is_general;
    const facs_batch_totals *t = &status->totals;
    FUZZ_EXPECT(t->done + t->failed + t->skipped + t->left <= t->inputs);
    for (int which = 0; which < 2; which++) {
        char *command = facs_status_command(
            status, "d", which ? FACS_BATCH_FAILED : FACS_BATCH_LEFT, &is_general);
        check_command(command ? command : ""); /* NULL: it is not known */
        free(command);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    const fuzz_part table = fuzz_until_mark(&input), journal = fuzz_until_mark(&input);
    facs_status status;
    facs_error error;
    fuzz_file("d/facs-batch.csv", table.bytes, table.size);
    fuzz_file("d/facs-batch.jsonl", journal.bytes, journal.size);
    fuzz_file("d/r.json", input.bytes, input.size);
    if (facs_status_read(&status, "d", NULL, NULL, &error) == 0)
        check_status(&status);
    facs_status_free(&status);
    fuzz_no_files();
    return 0;
}
