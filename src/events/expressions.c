/* Smiles and frowns: events of one Action Unit that are strong and long enough. */
#include "events/selection.h"
#include "events/units.h"

/* 1: AU06 is seen in enough rows of a smile: its intensity, or its corrected presence. Rows are
 * compared by their frames: several may have the same time. */
static int is_duchenne(const facs_event_search *search, const facs_event *smile)
{
    const facs_recorded_face *face = search->face;
    const float *cheeks = face->values[FACS_MEASURE_INTENSITY + FACS_AU06_R];
    const float *corrected = face->values[FACS_MEASURE_CORRECTED + FACS_AU06_C];
    size_t rows = 0, raised = 0;
    size_t i = facs_row_at(face, smile->onset);
    while (face->frames[i] < smile->onset_frame)
        i++;
    for (; cheeks && i < face->rows && face->frames[i] <= smile->offset_frame; i++) {
        rows++;
        raised += (double)cheeks[i] >= search->parameters->of[FACS_SMILE_CHEEKS] ||
                  (corrected && corrected[i] > 0);
    }
    return rows > 0 && (double)raised >= search->parameters->of[FACS_SMILE_SHARE] * (double)rows;
}

int facs_find_expressions(const facs_event_search *search, facs_kind kind)
{
    const int smile = kind == FACS_KIND_SMILE, presence = smile ? FACS_AU12_C : FACS_AU04_C;
    const double *of = search->parameters->of;
    const double strength = of[smile ? FACS_SMILE_PEAK : FACS_FROWN_PEAK];
    const double length = of[smile ? FACS_SMILE_MIN : FACS_FROWN_MIN];
    facs_event_list units = {.count = 0};
    const float *corrected = search->face->values[FACS_MEASURE_CORRECTED + presence];
    int status = facs_unit_find(&units, search, presence);
    for (size_t i = 0; i < units.count && status == 0; i++) {
        facs_event event = units.events[i];
        /* What the corrected presence sees counts whatever its intensity is. */
        if ((!corrected && !(event.peak >= strength)) || event.offset - event.onset < length)
            continue;
        event.kind = facs_kind_name(kind);
        if (smile && is_duchenne(search, &event))
            event.flags |= FACS_EVENT_DUCHENNE;
        status = facs_event_list_add(search->list, &event);
    }
    facs_event_list_free(&units);
    return status;
}
