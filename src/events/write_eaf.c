/* ELAN Annotation Format 3.0: a tier for each kind and face, and a link to the video. */
#include "events/tiers.h"
#include "events/write.h"
#include "os/path.h"

#include <inttypes.h>
#include <string.h>

static int64_t milliseconds(double seconds)
{
    return (int64_t)(seconds * 1000 + 0.5);
}

/* As in a URL: nothing is left that XML or a URL would read otherwise. */
static void put_url(FILE *file, const char *path)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:";
    for (; *path; path++)
        if (strchr(plain, *path))
            fputc(*path, file);
        else
            fprintf(file, "%%%02X", (unsigned)(unsigned char)*path);
}

static const char *mime_of(const char *path)
{
    static const char *const types[][2] = {{".mp4", "video/mp4"},
                                           {".mov", "video/quicktime"},
                                           {".mpg", "video/mpeg"},
                                           {".mpeg", "video/mpeg"},
                                           {".avi", "video/x-msvideo"}};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (facs_path_ends_with(path, types[i][0]))
            return types[i][1];
    return "unknown";
}

static void put_header(FILE *file, const facs_event_media *media)
{
    fprintf(file,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<ANNOTATION_DOCUMENT AUTHOR=\"facs %s\" DATE=\"%s\" FORMAT=\"3.0\" VERSION=\"3.0\"\n"
            "    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
            "    xsi:noNamespaceSchemaLocation=\"http://www.mpi.nl/tools/elan/EAFv3.0.xsd\">\n"
            "  <HEADER MEDIA_FILE=\"\" TIME_UNITS=\"milliseconds\">\n",
            facs_version(), media->date);
    if (media->path) {
        fputs("    <MEDIA_DESCRIPTOR MEDIA_URL=\"file://", file);
        if (media->path[0] != '/')
            fputc('/', file);
        put_url(file, media->path);
        fprintf(file, "\" MIME_TYPE=\"%s\"/>\n", mime_of(media->path));
    }
    fputs("  </HEADER>\n", file);
}

static void put_times(FILE *file, const facs_event_tier *tiers, size_t count)
{
    size_t n = 0;
    fputs("  <TIME_ORDER>\n", file);
    for (size_t t = 0; t < count; t++)
        for (size_t i = 0; i < tiers[t].count; i++) {
            const double times[] = {tiers[t].spans[i].from, tiers[t].spans[i].to};
            for (int k = 0; k < 2; k++)
                fprintf(file,
                        "    <TIME_SLOT TIME_SLOT_ID=\"ts%zu\" TIME_VALUE=\"%" PRId64 "\"/>\n", ++n,
                        milliseconds(times[k]));
        }
    fputs("  </TIME_ORDER>\n", file);
}

static void put_tier(FILE *file, const facs_event_tier *tier, size_t *n)
{
    char label[FACS_LABEL_SIZE];
    fprintf(file, "  <TIER LINGUISTIC_TYPE_REF=\"default-lt\" PARTICIPANT=\"%s\" TIER_ID=\"%s\">\n",
            tier->participant, tier->name);
    for (size_t i = 0; i < tier->count; i++) {
        const size_t id = ++*n;
        facs_event_label(label, tier->spans[i].event);
        fprintf(file,
                "    <ANNOTATION>\n"
                "      <ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a%zu\" TIME_SLOT_REF1=\"ts%zu\" "
                "TIME_SLOT_REF2=\"ts%zu\">\n"
                "        <ANNOTATION_VALUE>%s</ANNOTATION_VALUE>\n"
                "      </ALIGNABLE_ANNOTATION>\n"
                "    </ANNOTATION>\n",
                id, 2 * id - 1, 2 * id, label);
    }
    fputs("  </TIER>\n", file);
}

int facs_events_write_eaf(const facs_event_file *out)
{
    facs_event_tier *tiers;
    size_t count, n = 0;
    const int status = facs_event_tiers_make(&tiers, &count, out->list);
    if (status < 0)
        return status;
    put_header(out->file, out->media);
    put_times(out->file, tiers, count);
    for (size_t i = 0; i < count; i++)
        put_tier(out->file, &tiers[i], &n);
    fputs("  <LINGUISTIC_TYPE GRAPHIC_REFERENCES=\"false\" LINGUISTIC_TYPE_ID=\"default-lt\" "
          "TIME_ALIGNABLE=\"true\"/>\n"
          "</ANNOTATION_DOCUMENT>\n",
          out->file);
    facs_event_tiers_free(tiers, count);
    return 0;
}
