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
    [FACS_BLINK_DEPTH] = {"blink.depth", 0.2, 0.02, 1, "share of the open eye",
                          "how far the lids of both eyes together must close at least",
                          "chosen on default.wmv and rendered heads: above the noise of the "
                          "points, below partial blinks"},
    [FACS_BLINK_LIDS] = {"blink.lids", 0.06, 0, 1, "share of the open eye",
                         "how far the lids alone must close at least",
                         "chosen on rendered heads that look down: above the noise of the points, "
                         "so that AU45 alone makes no blink"},
    [FACS_BLINK_AU45] =
        {"blink.au45", 0.08, 0, 1, "share of the open eye per unit of intensity",
         "what a rise of AU45 adds to the lids' closing",
         "chosen on rendered heads: a rise of AU45_r by 2.5 counts as a fifth of the open eye"},
    [FACS_BLINK_SPEED] = {"blink.speed", 1, 0, 100, "open eyes per second",
                          "how fast they must close at least, where they are fastest",
                          "chosen on rendered heads; a blink closes the eye within about 0.1 s "
                          "(Stern, Walrath and Goldstein 1984), a fit shows half of it"},
    [FACS_BLINK_EDGE] = {"blink.edge", 0.1, 0.01, 0.5, "share of the depth",
                         "a blink lasts as long as the lids are closed by more than this",
                         "a tenth of the amplitude"},
    [FACS_BLINK_CLOSED] = {"blink.closed", 0.75, 0.5, 1, "share of the depth",
                           "the eyes count as closed while the lids are closed by more than this",
                           "Ousler et al. 2014: above 75 % closed, a blink is complete"},
    [FACS_BLINK_FULL] =
        {"blink.full", 0.35, 0.05, 2, "share of the open eye",
         "what a complete blink shows at least; a person with deeper blinks has a higher level",
         "chosen on default.wmv and rendered heads: the points of closed lids do not meet"},
    [FACS_BLINK_COMPLETE] = {"blink.complete", 0.75, 0.1, 1, "share of a complete blink",
                             "a blink that is less deep than this is partial",
                             "Ousler et al. 2014: partial blinks close up to 75 % of the opening"},
    [FACS_BLINK_MIN] =
        {"blink.min", 0.05, 0, 1, "s",
         "the shortest time in which the lids are closed by more than half of the depth",
         "chosen on rendered heads: the points jump for one frame where the gaze does"},
    [FACS_BLINK_MAX] =
        {"blink.max", 0.4, 0.1, 5, "s", "the longest such time",
         "Stern, Walrath and Goldstein 1984: 0.1 s to close, at most 0.3 s closed, 0.1 s to open"},
    [FACS_BLINK_APART] =
        {"blink.apart", 0.25, 0, 2, "s", "dips that follow each other more quickly are one blink",
         "Stern, Walrath and Goldstein 1984: opening and closing again take 0.2 s"},
    [FACS_BLINK_OTHER] = {"blink.other", 0.35, 0, 1, "share of the other eye",
                          "if the eye that closes less closes by less than this, it is a wink",
                          "chosen on rendered heads: the shape model moves both eyes in a wink"},
    [FACS_BLINK_WINDOW] = {"blink.window", 0.7, 0.2, 10, "s",
                           "how long before and after a row the open eye is looked for",
                           "blink.max and more; chosen on rendered heads, where with a second "
                           "blinks just after a look down were missed"},
    [FACS_BLINK_OPEN] = {"blink.open", 0.75, 0.5, 1, "quantile",
                         "of the lids' opening in such a window: the open eye",
                         "robust to a blink within the window"},
    [FACS_CLOSED_LEVEL] = {"closed.level", 0.8, 0.5, 1, "share of a complete blink",
                           "the eyes stay closed while they are at least so far closed",
                           "PERCLOS (Wierwille and Ellsworth 1994): 80 %"},
    [FACS_CLOSED_BRIDGE] = {"closed.bridge", 0.1, 0, 2, "s", "a shorter opening does not end it",
                            "the points of closed lids drift apart for a moment; chosen on "
                            "franck.mp4, so that two blinks in a row are not one closure"},
    [FACS_CLOSED_MIN] = {"closed.min", 0.5, 0.1, 60, "s",
                         "the shortest eyes_closed, from onset to offset",
                         "Stern, Walrath and Goldstein 1984: the longest blink; what lasts longer "
                         "comes with the onset of sleep"},
    [FACS_CLOSED_WINDOW] = {"closed.window", 60, 5, 600, "s",
                            "in how long the usual opening of the eyes is looked for",
                            "the minute of PERCLOS (Wierwille and Ellsworth 1994)"},
    [FACS_AU_HIGH] = {"au.high", 1, 0.1, 5, "0 to 5",
                      "the intensity that an event reaches at least",
                      "FACS: intensity A, a trace, is 1 of 5"},
    [FACS_AU_LOW] = {"au.low", 0.5, 0.01, 5, "0 to 5", "and above which it stays", "half a trace"},
    [FACS_AU_BRIDGE] = {"au.bridge", 0.1, 0, 5, "s", "except for up to so long",
                        "the calibration averages over three frames: 0.1 s at 30 frames/s"},
    [FACS_AU_MIN] = {"au.min", 0.1, 0, 5, "s", "the shortest time above au.low", "as au.bridge"},
    [FACS_AU_LOWER] = {"au.lower", 0.2, 0.01, 0.5, "share of the peak",
                       "onset and offset are where a line through the intensity, at this share",
                       "FACS: onset is the first visible change; chosen on rendered heads, as "
                       "intensities are cut off at 0"},
    [FACS_AU_UPPER] = {"au.upper", 0.6, 0.51, 1, "share of the peak",
                       "and at this one, meets the level at rest", "the steep part of the rise"},
    [FACS_AU_REACH] = {"au.reach", 0.5, 0, 5, "s",
                       "how far before and after the level at rest is looked for",
                       "most onsets and offsets are shorter"},
    [FACS_AU_APEX] = {"au.apex", 0.9, 0.5, 1, "share of the peak",
                      "the apex begins where the intensity reaches this",
                      "FACS: the apex is where the intensity no longer rises"},
    [FACS_AU_POINTS] = {"au.points", 2, 0.1, 50, "% of the distance between the outer eye corners",
                        "onset and offset are those of the points if they move by so much; of the "
                        "lids, by half of it",
                        "chosen on rendered heads: intensities and presences begin late and end "
                        "early"},
    [FACS_AU_INWARDS] = {"au.inwards", 0.2, 0, 5, "s",
                         "but not if that makes the event shorter by so much",
                         "then something else has moved the points, such as a blink"},
    [FACS_AU_ALONE] = {"au.alone", 0.5, 0, 10, "s",
                       "the shortest event that only the corrected presence (AU04_p) sees",
                       "longer than a blink, in which AU06_p is 1 on rendered heads"},
    [FACS_SMILE_PEAK] = {"smile.peak", 1, 0.1, 5, "0 to 5",
                         "the intensity of AU12 that a smile reaches at least", "as au.high"},
    [FACS_SMILE_MIN] = {"smile.min", 0.5, 0, 10, "s", "the shortest smile",
                        "Frank, Ekman and Friesen 1993: smiles of enjoyment last from 0.5 to 4 s"},
    [FACS_SMILE_CHEEKS] =
        {"smile.cheeks", 0.5, 0.1, 5, "0 to 5",
         "the intensity of AU06 that counts as raised cheeks",
         "as au.low; Ekman, Davidson and Friesen 1990: AU06 marks a Duchenne smile"},
    [FACS_SMILE_SHARE] = {"smile.share", 0.3, 0.05, 1, "share of the smile",
                          "how long the cheeks are raised in a Duchenne smile",
                          "AU06 is seen later and shorter than AU12"},
    [FACS_FROWN_PEAK] = {"frown.peak", 1, 0.1, 5, "0 to 5",
                         "the intensity of AU04 that a frown reaches at least", "as au.high"},
    [FACS_FROWN_MIN] = {"frown.min", 0.3, 0, 10, "s", "the shortest frown",
                        "longer than a twitch of one or two frames"},
    [FACS_NOD_AMPLITUDE] = {"nod.amplitude", 3, 0.5, 45, "degrees",
                            "the smallest swing of the head in a nod or shake",
                            "twice the noise of the head pose on default.wmv"},
    [FACS_NOD_SHORTEST] = {"nod.shortest", 0.07, 0, 1, "s", "the shortest swing",
                           "Hadar et al. 1983: the fastest head movements are at about 7 Hz"},
    [FACS_NOD_LONGEST] =
        {"nod.longest", 0.6, 0.1, 5, "s", "the longest swing",
         "Hadar et al. 1983: what is slower than about 1 Hz are changes of posture"},
    [FACS_NOD_PAUSE] = {"nod.pause", 0.3, 0, 5, "s", "the longest rest between two swings",
                        "half of nod.longest"},
    [FACS_NOD_REVERSALS] = {"nod.reversals", 2, 1, 20, "reversals",
                            "how often the head turns back at least",
                            "one turn there and one back is a single movement"},
    [FACS_NOD_TALKING] = {"nod.talking", 3, 1, 20, "times",
                          "during talking, nod.amplitude is multiplied by this",
                          "chosen on rendered heads: the opening jaw rocks the estimated pose"},
    [FACS_GAZE_ANGLE] =
        {"gaze.angle", 10, 1, 90, "degrees",
         "how far the gaze is from its usual direction at least",
         "the error of OpenFace's gaze, about 9 degrees (Baltrusaitis et al. 2018)"},
    [FACS_GAZE_BACK] = {"gaze.back", 0.6, 0.1, 1, "share of gaze.angle", "within which it is back",
                        "hysteresis"},
    [FACS_GAZE_MIN] = {"gaze.min", 0.3, 0, 10, "s", "the shortest aversion",
                       "longer than a fixation (Rayner 1998: 0.2 to 0.3 s)"},
    [FACS_GAZE_BRIDGE] = {"gaze.bridge", 0.2, 0, 5, "s", "a shorter look back does not end it",
                          "the gaze of closed eyes is not known: a blink"},
    [FACS_GAZE_SMOOTH] = {"gaze.smooth", 0.15, 0, 2, "s", "the angle is the median over this time",
                          "noise of single frames"},
    [FACS_TALK_AMPLITUDE] = {"talk.amplitude", 1, 0.1, 50,
                             "% of the distance between the outer eye corners",
                             "the smallest swing of the opening of the lips",
                             "chosen on rendered heads and franck.mp4: above the noise of "
                             "the points"},
    [FACS_TALK_SWING] = {"talk.swing", 0.5, 0.05, 5, "s", "the longest swing",
                         "Chandrasekaran et al. 2009: the mouth opens 2 to 7 times a second"},
    [FACS_TALK_PAUSE] = {"talk.pause", 0.5, 0, 5, "s", "the longest rest between two swings",
                         "twice the shortest pause between phrases, 0.25 s (Goldman-Eisler 1968)"},
    [FACS_TALK_OPENINGS] = {"talk.openings", 3, 1, 100, "openings",
                            "how often the mouth opens at least", "a few syllables"},
    [FACS_TALK_SLOWEST] =
        {"talk.slowest", 1.5, 0, 20, "1/s", "the lowest rate of openings",
         "Chandrasekaran et al. 2009: 2 Hz, less for openings that the points miss"},
    [FACS_TALK_FASTEST] = {"talk.fastest", 8, 1, 50, "1/s", "the highest rate",
                           "Chandrasekaran et al. 2009: 7 Hz"},
    [FACS_TALK_MIN] = {"talk.min", 1, 0, 10, "s", "the shortest talking", "a few syllables"},
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
