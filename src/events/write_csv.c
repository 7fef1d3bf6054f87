/* A row for each event (docs/events.md). */
#include "base/error.h"
#include "base/file.h"
#include "events/write.h"
#include "output/number.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define TIME_DECIMALS 3
#define PEAK_DECIMALS 3

static const char header[] =
    "face_id,kind,onset,apex,offset,duration,peak,left,right,closed_from,closed_to,count,flags,"
    "onset_frame,apex_frame,offset_frame,closed_from_frame,closed_to_frame\n";

/* An empty cell for what is not known. */
static void put_number(FILE *file, double value, int decimals)
{
    char text[FACS_NUMBER_SIZE] = "";
    if (isfinite(value))
        facs_number_fixed(text, value, decimals);
    fprintf(file, ",%s", text);
}

static void put_frame(FILE *file, int64_t frame)
{
    if (frame < 0)
        fputc(',', file);
    else
        fprintf(file, ",%" PRId64, frame);
}

static void put_flags(FILE *file, unsigned flags)
{
    const char *between = ",";
    if (!flags)
        fputc(',', file);
    for (unsigned flag = 1; flag & FACS_EVENT_ALL_FLAGS; flag <<= 1)
        if (flags & flag) {
            fprintf(file, "%s%s", between, facs_event_flag_name(flag));
            between = ";";
        }
}

int facs_events_csv_check(const char *path, facs_error *error)
{
    char head[sizeof(header)];
    if (facs_file_head(path, head, sizeof(head)) == 0 || strcmp(head, header) == 0)
        return 0;
    return facs_fail(error, FACS_ERROR_OUTPUT, -EEXIST,
                     "%s exists and is not a table of events: choose another name, or delete it",
                     path);
}

int facs_events_write_csv(const facs_event_file *out)
{
    FILE *file = out->file;
    fputs(header, file);
    for (size_t i = 0; i < out->list->count; i++) {
        const facs_event *e = &out->list->events[i];
        fprintf(file, "%" PRId64 ",%s", e->face, e->kind);
        const double times[] = {e->onset, e->apex, e->offset, e->offset - e->onset};
        for (int k = 0; k < 4; k++)
            put_number(file, times[k], TIME_DECIMALS);
        put_number(file, e->peak, PEAK_DECIMALS);
        put_number(file, e->left, PEAK_DECIMALS);
        put_number(file, e->right, PEAK_DECIMALS);
        put_number(file, e->closed_from, TIME_DECIMALS);
        put_number(file, e->closed_to, TIME_DECIMALS);
        fprintf(file, ",%d", e->count);
        put_flags(file, e->flags);
        const int64_t frames[] = {e->onset_frame, e->apex_frame, e->offset_frame,
                                  e->closed_from_frame, e->closed_to_frame};
        for (int k = 0; k < 5; k++)
            put_frame(file, frames[k]);
        fputc('\n', file);
    }
    return 0;
}
