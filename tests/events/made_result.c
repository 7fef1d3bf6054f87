#include "made_result.h"

#include "cmocka_all.h"
#include "make_clip.h"

#include <errno.h>
#include <string.h>

int made_result_set_up(void **state)
{
    (void)state;
    make_folder();
    return 0;
}

int made_result_tear_down(void **state)
{
    (void)state;
    remove_folder();
    return 0;
}

static int read_text(facs_recording *recording, const char *text, facs_error *error)
{
    facs_table *table;
    write_file(in_folder("made.csv"), text, strlen(text));
    assert_int_equal(facs_table_open(&table, in_folder("made.csv"), error), 0);
    int status = facs_recording_read(recording, table, "made.csv", error);
    facs_table_close(&table);
    return status;
}

facs_recording recording_of(const char *text)
{
    facs_recording recording;
    facs_error error;
    if (read_text(&recording, text, &error) < 0)
        fail_msg("%s", error.text);
    return recording;
}

void assert_recording_refused(const char *text, const char *words)
{
    facs_recording recording;
    facs_error error;
    assert_int_equal(read_text(&recording, text, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    if (!strstr(error.text, words))
        fail_msg("%s, expected: %s", error.text, words);
    assert_int_equal(recording.count, 0);
    assert_null(recording.faces);
}
