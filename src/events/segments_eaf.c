/*
 * Segments in a document of ELAN (.eaf): its annotations with times, of all tiers. As much of XML
 * as ELAN writes: elements, attributes, character references and CDATA; nothing is expanded.
 */
#include "base/error.h"
#include "base/number.h"
#include "events/segments.h"
#include "os/path.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SLOTS 1000000 /* the number in its message */
#define MAX_MEDIA 16
#define MAX_VALUE 2048 /* bytes of an attribute or a text, with the NUL; longer ones are cut */

typedef struct slot {
    char id[64];
    double seconds; /* negative: ELAN has not aligned it */
} slot;

typedef struct media {
    char name[MAX_VALUE];
    double origin; /* its time at the document's 0, seconds */
} media;

typedef struct document {
    facs_segments_reader *reader;
    const char *at;   /* what is not read yet */
    const char *seen; /* lines are counted up to here */
    int64_t line;
    slot *slots; /* [slot_count], sorted by id once an annotation has looked for one */
    size_t slot_count, slot_room;
    int sorted;
    media media[MAX_MEDIA];
    char tier[MAX_VALUE]; /* the name of the present one */
    int media_count;
} document;

/* An element's tag, from behind its < to its >. */
typedef struct tag {
    const char *from, *to;
} tag;

/* ---- XML ------------------------------------------------------------------------------------- */

static int64_t line_of(document *d, const char *at)
{
    for (; d->seen < at; d->seen++)
        d->line += *d->seen == '\n';
    return d->line;
}

/* Appends a character in UTF-8. */
static char *put_character(char *to, unsigned long c)
{
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xc0 | c >> 6);
        *to++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *to++ = (char)(0xe0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    } else {
        *to++ = (char)(0xf0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3f));
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    }
    return to;
}

/* The character that the reference at & stands for, and how long that is; 0: none. */
static unsigned long take_reference(const char *at, const char *end, size_t *length)
{
    static const struct {
        const char *name;
        char character;
    } known[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        *length = strlen(known[i].name);
        if ((size_t)(end - at) >= *length && strncmp(at, known[i].name, *length) == 0)
            return (unsigned char)known[i].character;
    }
    if (end - at < 4 || at[1] != '#' || !isxdigit((unsigned char)at[2 + (at[2] == 'x')]))
        return 0;
    char *stop;
    const int hex = at[2] == 'x';
    const unsigned long c = strtoul(at + 2 + hex, &stop, hex ? 16 : 10);
    *length = (size_t)(stop - at) + 1;
    return *stop == ';' && stop < end && c < 0x110000 && c >> 11 != 0x1b ? c : 0;
}

/* Copies a text with its references replaced, cut at MAX_VALUE. */
static void copy_text(char to[MAX_VALUE], const char *from, const char *end)
{
    char *start = to;
    if (end - from >= 12 && strncmp(from, "<![CDATA[", 9) == 0) {
        from += 9;
        end -= 3;
    }
    while (from < end && to - start < MAX_VALUE - 5) {
        size_t length = 0;
        const unsigned long c = *from == '&' ? take_reference(from, end, &length) : 0;
        if (c) {
            to = put_character(to, c);
            from += length;
        } else {
            *to++ = *from++;
        }
    }
    *to = 0;
}

/* The > that ends a tag: in the value of an attribute, one is a character like others. */
static const char *end_of_tag(const char *at)
{
    for (char quote = 0; *at; at++)
        if (quote)
            quote = *at == quote ? 0 : quote;
        else if (*at == '>')
            return at;
        else if (*at == '"' || *at == '\'')
            quote = *at;
    return NULL;
}

/* Moves to the next tag of an element, beginning or end. 0: there is none. */
static int next_tag(document *d, tag *t)
{
    for (;;) {
        const char *open = strchr(d->at, '<'), *close;
        if (!open)
            return 0;
        if (strncmp(open, "<!--", 4) == 0)
            close = strstr(open + 4, "-->");
        else if (strncmp(open, "<![CDATA[", 9) == 0)
            close = strstr(open + 9, "]]>");
        else if (open[1] == '!' || open[1] == '?')
            close = strchr(open, '>');
        else
            close = end_of_tag(open);
        if (!close)
            return 0;
        d->at = strchr(close, '>') + 1;
        *t = (tag){open + 1, close};
        if (*t->from != '!' && *t->from != '?')
            return 1;
    }
}

static int is_element(const tag *t, const char *name)
{
    const size_t length = strlen(name);
    return (size_t)(t->to - t->from) >= length && strncmp(t->from, name, length) == 0 &&
           strchr(" \t\r\n/>", t->from[length]) != NULL;
}

/* Copies an attribute. 0: the tag does not have it, and value is empty. */
static int attribute(const tag *t, const char *name, char value[MAX_VALUE])
{
    const size_t length = strlen(name);
    value[0] = 0;
    for (const char *at = t->from; at + length + 2 < t->to; at++) {
        if (*at == '"' || *at == '\'') { /* what looks like an attribute in a value is none */
            at = memchr(at + 1, *at, (size_t)(t->to - at - 1));
            if (!at)
                return 0;
            continue;
        }
        if (!strchr(" \t\r\n", at[0]) || strncmp(at + 1, name, length) != 0 ||
            at[length + 1] != '=')
            continue;
        const char *open = at + length + 2;
        const char *close = *open == '"' || *open == '\''
                                ? memchr(open + 1, *open, (size_t)(t->to - open - 1))
                                : NULL;
        if (!close)
            return 0;
        copy_text(value, open + 1, close);
        return 1;
    }
    return 0;
}

/* ---- ELAN ------------------------------------------------------------------------------------ */

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Replaces the %XX of a URL by the bytes that they stand for, in place. */
static void decode_url(char *text)
{
    char *to = text;
    for (const char *at = text; *at; to++) {
        const int high = *at == '%' ? hex_digit(at[1]) : -1;
        const int low = high >= 0 ? hex_digit(at[2]) : -1;
        const int code = low >= 0 ? 16 * high + low : 0;
        *to = code ? (char)code : *at;
        at += code ? 3 : 1;
    }
    *to = '\0';
}

static int take_media(document *d, const tag *t)
{
    char value[MAX_VALUE];
    double origin = 0;
    if (attribute(t, "MIME_TYPE", value) && strncmp(value, "audio/", 6) == 0)
        return 0;
    if (attribute(t, "TIME_ORIGIN", value) && facs_number_parse(value, strlen(value), &origin) < 0)
        return facs_segments_refuse(d->reader, line_of(d, t->from), "milliseconds in a TIME_ORIGIN",
                                    value);
    if (!attribute(t, "MEDIA_URL", value) || !*value || d->media_count == MAX_MEDIA)
        return 0;
    media *m = &d->media[d->media_count++];
    if (strncmp(value, "file:", 5) == 0)
        decode_url(value);
    snprintf(m->name, sizeof(m->name), "%s", facs_path_name(value));
    m->origin = origin / 1000;
    return 0;
}

static int take_slot(document *d, const tag *t)
{
    char id[MAX_VALUE], value[MAX_VALUE];
    double ms = -1000;
    if (!attribute(t, "TIME_SLOT_ID", id) || strlen(id) >= sizeof(d->slots->id))
        return facs_segments_refuse(d->reader, line_of(d, t->from),
                                    "a TIME_SLOT with a short TIME_SLOT_ID", id);
    if (d->sorted)
        return facs_segments_refuse(d->reader, line_of(d, t->from),
                                    "all TIME_SLOTs before the annotations", id);
    if (d->slot_count == MAX_SLOTS)
        return facs_segments_refuse(d->reader, line_of(d, t->from), "at most 1000000 TIME_SLOTs",
                                    id);
    if (attribute(t, "TIME_VALUE", value) &&
        (facs_number_parse(value, strlen(value), &ms) < 0 || ms < 0))
        return facs_segments_refuse(d->reader, line_of(d, t->from), "milliseconds in a TIME_VALUE",
                                    value);
    if (d->slot_count == d->slot_room) {
        const size_t room = d->slot_room ? 2 * d->slot_room : 256;
        slot *slots = realloc(d->slots, room * sizeof(*slots));
        if (!slots)
            return facs_fail_memory(d->reader->error, "the times of the segments");
        d->slots = slots;
        d->slot_room = room;
    }
    slot *s = &d->slots[d->slot_count++];
    memcpy(s->id, id, strlen(id) + 1);
    s->seconds = ms / 1000;
    return 0;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const slot *)a)->id, ((const slot *)b)->id);
}

static const slot *find_slot(document *d, const char *id)
{
    slot wanted;
    if (strlen(id) >= sizeof(wanted.id) || d->slot_count == 0)
        return NULL;
    memcpy(wanted.id, id, strlen(id) + 1);
    if (!d->sorted)
        qsort(d->slots, d->slot_count, sizeof(*d->slots), by_id);
    d->sorted = 1;
    return bsearch(&wanted, d->slots, d->slot_count, sizeof(*d->slots), by_id);
}

/* The annotation's text. */
static int take_value(document *d, int64_t line, char label[MAX_VALUE])
{
    tag t;
    label[0] = 0;
    if (!next_tag(d, &t) || !is_element(&t, "ANNOTATION_VALUE"))
        return facs_segments_refuse(d->reader, line, "an annotation with an ANNOTATION_VALUE", "");
    if (t.to[-1] == '/')
        return 0;
    const char *end = strstr(d->at, "</ANNOTATION_VALUE");
    if (!end)
        return facs_segments_refuse(d->reader, line, "the end of an ANNOTATION_VALUE", "");
    copy_text(label, d->at, end);
    d->at = end;
    return 0;
}

/* A transcript may be longer than a label; it ends between two characters of UTF-8. */
static void cut_label(char *label)
{
    size_t length = strlen(label);
    if (length <= FACS_MAX_SEGMENT_BYTES)
        return;
    length = FACS_MAX_SEGMENT_BYTES;
    while (length > 0 && ((unsigned char)label[length] & 0xc0) == 0x80)
        length--;
    label[length] = '\0';
}

static int take_annotation(document *d, const tag *t)
{
    char from[MAX_VALUE], to[MAX_VALUE], label[MAX_VALUE];
    attribute(t, "TIME_SLOT_REF1", from);
    attribute(t, "TIME_SLOT_REF2", to);
    const int64_t line = line_of(d, t->from);
    const slot *start = find_slot(d, from), *end = find_slot(d, to);
    if (!start || !end)
        return facs_segments_refuse(d->reader, line, "the TIME_SLOT of an annotation",
                                    start ? to : from);
    int status = take_value(d, line, label);
    if (status < 0)
        return status;
    cut_label(label);
    cut_label(d->tier);
    if (start->seconds < 0 || end->seconds < 0) {
        facs_segments_leave_out(d->reader->segments, line);
        return 0;
    }
    facs_segment segment = {
        .label = label[0] ? label : d->tier, .line = line, .literal = d->media_count > 0};
    for (int i = 0; status == 0 && i < (d->media_count ? d->media_count : 1); i++) {
        const double origin = d->media_count ? d->media[i].origin : 0;
        segment.pattern = d->media_count ? d->media[i].name : NULL;
        segment.start = start->seconds + origin;
        segment.end = end->seconds + origin;
        status = facs_segments_add(d->reader, &segment);
    }
    return status;
}

static int take_tag(document *d, const tag *t)
{
    char units[MAX_VALUE];
    if (is_element(t, "HEADER") && attribute(t, "TIME_UNITS", units) &&
        strcmp(units, "milliseconds") != 0)
        return facs_segments_refuse(d->reader, line_of(d, t->from), "TIME_UNITS in milliseconds",
                                    units);
    if (is_element(t, "TIER"))
        attribute(t, "TIER_ID", d->tier);
    if (is_element(t, "MEDIA_DESCRIPTOR"))
        return take_media(d, t);
    if (is_element(t, "TIME_SLOT"))
        return take_slot(d, t);
    if (is_element(t, "ALIGNABLE_ANNOTATION"))
        return take_annotation(d, t);
    if (is_element(t, "REF_ANNOTATION"))
        facs_segments_leave_out(d->reader->segments, line_of(d, t->from));
    return 0;
}

int facs_segments_read_eaf(facs_segments_reader *reader)
{
    tag t;
    int status = 0;
    document *d = calloc(1, sizeof(*d));
    if (!d)
        return facs_fail_memory(reader->error, "the segments");
    d->reader = reader;
    d->at = d->seen = reader->text;
    d->line = 1;
    while (status == 0 && next_tag(d, &t))
        status = take_tag(d, &t);
    free(d->slots);
    free(d);
    return status;
}
