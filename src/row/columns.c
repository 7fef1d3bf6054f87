#include "row/columns.h"

#include "base/sized.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned facs_columns_wanted(unsigned features, int still)
{
    return (features & FACS_FEATURE_ALL) | (still ? FACS_LEAD_STILL : FACS_LEAD_VIDEO);
}

const char *facs_feature_name(unsigned feature)
{
    static const char *const names[] = {"pose", "2d",   "3d",      "pdm",
                                        "aus",  "gaze", "measures"}; /* by bit */
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (feature == 1u << i)
            return names[i];
    return NULL;
}

const facs_values *facs_columns_next(const facs_values *after, unsigned features)
{
    int count;
    const facs_values *table = facs_columns_table(&count);
    for (const facs_values *v = after ? after + 1 : table; v < table + count; v++)
        if (v->feature & features)
            return v;
    return NULL;
}

void facs_columns_compute(facs_result *result, int late)
{
    for (const facs_values *v = NULL; (v = facs_columns_next(v, UINT_MAX)) != NULL;)
        if (v->compute && v->late >= late)
            v->compute(result);
}

static int same_points(const facs_values *one, const facs_values *other)
{
    return one->json && other->json && strcmp(one->json, other->json) == 0;
}

int facs_columns_axes(const facs_values *values, int *axis)
{
    int count;
    const facs_values *table = facs_columns_table(&count), *first = values, *end = values + 1;
    while (first > table && same_points(first - 1, values))
        first--;
    while (end < table + count && same_points(end, values))
        end++;
    *axis = (int)(values - first);
    return (int)(end - first);
}

static void fill_names(facs_column *column, const facs_values *values, int i, const char *au)
{
    int axis;
    const char *key = values->json ? values->json : "";
    const char tail[] = {values->naming == FACS_NAMED_XYZ ? "xyz"[i] : '\0', '\0'};
    if (values->naming == FACS_NAMED_NUMBER)
        snprintf(column->name, sizeof(column->name), "%s%d", values->name, i);
    else
        snprintf(column->name, sizeof(column->name), "%s%s%s", au, values->name, tail);
    if (!values->json || values->naming == FACS_NAMED_PLAIN)
        snprintf(column->json, sizeof(column->json), "%s", key);
    else if (*au)
        snprintf(column->json, sizeof(column->json), "%s.%s", key, au);
    else if (facs_columns_axes(values, &axis) > 1)
        snprintf(column->json, sizeof(column->json), "%s[%d][%d]", key, i, axis);
    else
        snprintf(column->json, sizeof(column->json), "%s[%d]", key, i);
}

static void fill(facs_column *column, const facs_values *values, int i)
{
    const char *au = values->naming == FACS_NAMED_INTENSITY  ? facs_intensity_name(i)
                     : values->naming == FACS_NAMED_PRESENCE ? facs_presence_name(i)
                                                             : "";
    fill_names(column, values, i, au);
    column->unit = values->unit;
    column->meaning = *au ? facs_au_description(au) : values->meaning;
    column->feature = values->feature & FACS_FEATURE_ALL;
    column->decimals = values->decimals;
    column->final = !values->late;
}

int facs_column_get(int i, unsigned features, int still, facs_column *column)
{
    const unsigned wanted = facs_columns_wanted(features, still);
    facs_column found = {.size = sizeof(found)};
    const int status = facs_sized_check(column, &FACS_SIZED(facs_column), NULL);
    if (status < 0)
        return status;
    for (const facs_values *v = NULL; i >= 0 && (v = facs_columns_next(v, wanted)) != NULL;) {
        if (v->name && i < v->count) {
            fill(&found, v, i);
            facs_sized_write(column, &found, &FACS_SIZED(facs_column));
            return 0;
        }
        i -= v->name ? v->count : 0;
    }
    return -ERANGE;
}

facs_column *facs_columns_list(unsigned features, int still, int *count)
{
    const unsigned wanted = facs_columns_wanted(features, still);
    *count = 0;
    for (const facs_values *v = NULL; (v = facs_columns_next(v, wanted)) != NULL;)
        *count += v->name ? v->count : 0;
    facs_column *list = calloc((size_t)*count + 1, sizeof(*list)), *next = list;
    for (const facs_values *v = NULL; list && (v = facs_columns_next(v, wanted)) != NULL;)
        for (int i = 0; v->name && i < v->count; i++, next++) {
            next->size = sizeof(*next);
            fill(next, v, i);
        }
    return list;
}
