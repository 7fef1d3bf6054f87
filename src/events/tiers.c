#include "events/tiers.h"

#include "output/number.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHORTEST 0.001 /* s */

void facs_event_label(char label[FACS_LABEL_SIZE], const facs_event *event)
{
    char number[FACS_NUMBER_SIZE] = "";
    if (isfinite(event->peak))
        facs_number_fixed(number, event->peak, 2);
    snprintf(label, FACS_LABEL_SIZE, "%.20s", number);
    for (unsigned flag = 1; flag & FACS_EVENT_ALL_FLAGS; flag <<= 1)
        if (event->flags & flag) {
            const size_t length = strlen(label);
            snprintf(label + length, FACS_LABEL_SIZE - length, "%s%s", length ? " " : "",
                     facs_event_flag_name(flag));
        }
}

static int same_tier(const facs_event *a, const facs_event *b)
{
    return a->face == b->face && strcmp(a->kind, b->kind) == 0;
}

/* The first event of its tier. */
static int is_first(const facs_event_list *list, size_t i)
{
    for (size_t k = i; k-- > 0 && list->events[k].face == list->events[i].face;)
        if (same_tier(&list->events[k], &list->events[i]))
            return 0;
    return 1;
}

static int fill(facs_event_tier *tier, const facs_event_list *list, size_t first, int several)
{
    const facs_event *sample = &list->events[first];
    double before = 0;
    tier->sample = sample;
    snprintf(tier->participant, sizeof(tier->participant), "face %" PRId64, sample->face);
    snprintf(tier->name, sizeof(tier->name), "%s%s%s", sample->kind, several ? ", " : "",
             several ? tier->participant : "");
    size_t end = first, count = 0;
    for (; end < list->count && list->events[end].face == sample->face; end++)
        count += (size_t)same_tier(&list->events[end], sample);
    tier->spans = malloc(count * sizeof(*tier->spans));
    if (!tier->spans)
        return -ENOMEM;
    for (size_t i = first; i < end; i++) {
        const facs_event *e = &list->events[i];
        if (!same_tier(e, sample))
            continue;
        const double from = fmax(e->onset, before), to = fmax(e->offset, from + SHORTEST);
        tier->spans[tier->count++] = (struct facs_event_span){from, to, e};
        before = to;
    }
    return 0;
}

int facs_event_tiers_make(facs_event_tier **tiers, size_t *count, const facs_event_list *list)
{
    size_t room = 0;
    int several = 0, status = 0;
    for (size_t i = 0; i < list->count; i++) {
        room += (size_t)is_first(list, i);
        several |= list->events[i].face != list->events[0].face;
    }
    *count = 0;
    *tiers = calloc(room + 1, sizeof(**tiers));
    if (!*tiers)
        return -ENOMEM;
    for (size_t i = 0; i < list->count && status == 0; i++)
        if (is_first(list, i))
            status = fill(&(*tiers)[(*count)++], list, i, several);
    if (status < 0) {
        facs_event_tiers_free(*tiers, *count);
        *tiers = NULL;
    }
    return status;
}

void facs_event_tiers_free(facs_event_tier *tiers, size_t count)
{
    for (size_t i = 0; tiers && i < count; i++)
        free(tiers[i].spans);
    free(tiers);
}
