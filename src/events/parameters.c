#include "events/parameters.h"

#include "base/error.h"
#include "base/number.h"
#include "base/sized.h"

#include <errno.h>
#include <string.h>

typedef struct row {
    const char *name;
    double value, min, max;
    const char *unit, *meaning, *source;
} row;

static const row table[FACS_PARAMETERS] = {
    [FACS_BLINK_DEPTH] =
        {"blink.depth", 0.2, 0.02, 1, "share of the open eye",
         "how far the lids of both eyes together must close at least",
         "chosen on the sample clips: twice the noise of the lids in rows without blinks"},
    [FACS_BLINK_SPEED] =
        {"blink.speed", 1, 0, 100, "open eyes per second",
         "how fast they must close at least, where they are fastest",
         "slower than any of Sforza et al. 2008, whose older subjects close their eyes in 0.2 s"},
    [FACS_BLINK_EDGE] = {"blink.edge", 0.1, 0.01, 0.5, "share of the depth",
                         "a blink lasts as long as the lids are closed by more than this",
                         "a tenth of the amplitude, as for other movements"},
    [FACS_BLINK_CLOSED] =
        {"blink.closed", 0.75, 0.5, 1, "share of the depth",
         "the eyes count as closed while the lids are closed by more than this",
         "Ousler et al. 2014: three quarters of the opening is the last step before closed"},
    [FACS_BLINK_COMPLETE] = {"blink.complete", 0.6, 0.1, 2, "share of the usual depth",
                             "a blink that is less deep than this is partial",
                             "chosen on the rendered truth"},
    [FACS_BLINK_MIN] = {"blink.min", 0.03, 0, 1, "s", "the shortest blink",
                        "a frame at 30 frames/s"},
    [FACS_BLINK_MAX] = {"blink.max", 0.5, 0.1, 5, "s", "the longest blink",
                        "Stern, Walrath and Goldstein 1984: 100 ms to close, at most 300 ms "
                        "closed, 100 ms to open"},
    [FACS_BLINK_WINDOW] = {"blink.window", 1, 0.2, 10, "s",
                           "how long before and after a row the open eye is looked for",
                           "twice the longest blink"},
    [FACS_BLINK_OPEN] = {"blink.open", 0.75, 0.5, 1, "quantile",
                         "of the lids' opening in such a window: the open eye",
                         "chosen on the sample clips: robust to a blink in the window"},
};

int facs_event_parameter_get(int i, facs_event_parameter *parameter)
{
    int status = facs_sized_check(parameter, &FACS_SIZED(facs_event_parameter), NULL);
    if (status < 0)
        return status;
    if (i < 0 || i >= FACS_PARAMETERS)
        return -ERANGE;
    const row *r = &table[i];
    const facs_event_parameter own = {sizeof(own), r->name, r->value,   r->min,
                                      r->max,      r->unit, r->meaning, r->source};
    facs_sized_write(parameter, &own, &FACS_SIZED(facs_event_parameter));
    return 0;
}

/* One NAME=VALUE of length bytes. */
static int change(facs_parameters *parameters, const char *text, size_t length, facs_error *error)
{
    const char *equals = memchr(text, '=', length);
    const size_t name = equals ? (size_t)(equals - text) : length;
    double value;
    for (int i = 0; i < FACS_PARAMETERS; i++) {
        if (strlen(table[i].name) != name || memcmp(table[i].name, text, name) != 0)
            continue;
        if (!equals || facs_number_parse(equals + 1, length - name - 1, &value) < 0 ||
            value < table[i].min || value > table[i].max)
            return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                             "parameters: expected %s=VALUE with a value from %g to %g",
                             table[i].name, table[i].min, table[i].max);
        parameters->of[i] = value;
        return 0;
    }
    return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "parameters: there is none called '%.*s'",
                     (int)(length < 64 ? length : 64), text);
}

int facs_parameters_set(facs_parameters *parameters, const char *changes, facs_error *error)
{
    int status = 0;
    for (int i = 0; i < FACS_PARAMETERS; i++)
        parameters->of[i] = table[i].value;
    for (const char *text = changes; text && *text && status == 0;) {
        const size_t length = strcspn(text, ",");
        status = change(parameters, text, length, error);
        text += length + (text[length] == ',');
    }
    return status;
}
