#include "events/write.h"

#include "base/error.h"
#include "base/file.h"
#include "os/path.h"
#include "output/target.h"

#include <errno.h>

typedef struct format {
    const char *ending;
    int (*write)(const facs_event_file *out);
    int (*check)(const char *path, facs_error *error); /* 0: a file may be written there */
} format;

/* People go on working in these files, so an existing one is never replaced. */
static int check_free(const char *path, facs_error *error)
{
    char head[2];
    if (facs_file_head(path, head, sizeof(head)) == 0)
        return 0;
    return facs_fail(error, FACS_ERROR_OUTPUT, -EEXIST,
                     "%s exists and is not replaced, since it may have been edited: move it away, "
                     "or choose another name",
                     path);
}

static const format formats[] = {
    {".csv", facs_events_write_csv, facs_events_csv_check},
    {".eaf", facs_events_write_eaf, check_free},
    {".boris", facs_events_write_boris, check_free},
    {".txt", facs_events_write_audacity, check_free},
    {".TextGrid", facs_events_write_textgrid, check_free},
};

static const format *format_of(const char *path)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (facs_text_ends_with(facs_path_name(path), formats[i].ending))
            return &formats[i];
    return NULL;
}

int facs_event_list_write(const facs_event_list *list, const facs_event_media *media,
                          const char *path, facs_error *error)
{
    const format *f = format_of(path);
    facs_draft draft = FACS_NO_DRAFT;
    facs_event_file out = {.list = list, .media = media};
    if (!f)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "%s: expected a name that ends in .csv, .eaf, .boris, .TextGrid or .txt",
                         path);
    int status = f->check(path, error);
    if (status == 0)
        status = facs_target_open(&draft, path, error);
    if (status == 0)
        status = facs_target_stream(&out.file, &draft, error);
    if (status == 0 && f->write(&out) < 0)
        status = facs_fail_memory(error, "the events");
    return facs_target_end(&out.file, &draft, status, error);
}
