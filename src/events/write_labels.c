/* Labels for Audacity, and a TextGrid for Praat. */
#include "events/tiers.h"
#include "events/write.h"
#include "output/number.h"

#include <inttypes.h>
#include <math.h>

#define DECIMALS 6

static void put_time(FILE *file, double seconds)
{
    char text[FACS_NUMBER_SIZE];
    facs_number_fixed(text, seconds, DECIMALS);
    fputs(text, file);
}

int facs_events_write_audacity(const facs_event_file *out)
{
    char label[FACS_LABEL_SIZE];
    const facs_event_list *list = out->list;
    int several = 0;
    for (size_t i = 0; i < list->count; i++)
        several |= list->events[i].face != list->events[0].face;
    for (size_t i = 0; i < list->count; i++) {
        const facs_event *e = &list->events[i];
        put_time(out->file, e->onset);
        fputc('\t', out->file);
        put_time(out->file, e->offset);
        facs_event_label(label, e);
        fprintf(out->file, "\t%s%s%s", e->kind, label[0] ? " " : "", label);
        if (several)
            fprintf(out->file, ", face %" PRId64, e->face);
        fputc('\n', out->file);
    }
    return 0;
}

static void put_range(FILE *file, const char *before, double from, double to)
{
    fprintf(file, "%sxmin = ", before);
    put_time(file, from);
    fprintf(file, "\n%sxmax = ", before);
    put_time(file, to);
    fputc('\n', file);
}

static void put_interval(FILE *file, size_t number, double from, double to, const char *text)
{
    fprintf(file, "        intervals [%zu]:\n", number);
    put_range(file, "            ", from, to);
    fprintf(file, "            text = \"%s\"\n", text);
}

/* Intervals without a text fill the gaps: they must cover the whole tier. */
static void put_tier(FILE *file, const facs_event_tier *tier, size_t number, double length)
{
    char label[FACS_LABEL_SIZE];
    size_t intervals = tier->count, n = 0;
    double at = 0;
    for (size_t i = 0; i < tier->count; at = tier->spans[i++].to)
        intervals += tier->spans[i].from > at;
    intervals += length > at;
    fprintf(file, "    item [%zu]:\n        class = \"IntervalTier\"\n        name = \"%s\"\n",
            number, tier->name);
    put_range(file, "        ", 0, length);
    fprintf(file, "        intervals: size = %zu\n", intervals);
    at = 0;
    for (size_t i = 0; i < tier->count; at = tier->spans[i++].to) {
        const struct facs_event_span *span = &tier->spans[i];
        if (span->from > at)
            put_interval(file, ++n, at, span->from, "");
        facs_event_label(label, span->event);
        put_interval(file, ++n, span->from, span->to, label[0] ? label : span->event->kind);
    }
    if (length > at)
        put_interval(file, ++n, at, length, "");
}

int facs_events_write_textgrid(const facs_event_file *out)
{
    facs_event_tier *tiers;
    size_t count;
    double length = out->media->length;
    const int status = facs_event_tiers_make(&tiers, &count, out->list);
    if (status < 0)
        return status;
    for (size_t i = 0; i < count; i++)
        length = fmax(length, tiers[i].spans[tiers[i].count - 1].to);
    fputs("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n", out->file);
    put_range(out->file, "", 0, length);
    fprintf(out->file, "tiers? <exists>\nsize = %zu\nitem []:\n", count);
    for (size_t i = 0; i < count; i++)
        put_tier(out->file, &tiers[i], i + 1, length);
    facs_event_tiers_free(tiers, count);
    return 0;
}
