/* The sound of a video, copied packet by packet into a Matroska in memory, as for an overlay. */
#include "fuzz.h"

#include "media/sound.h"

#include <math.h>

#define MAX_BYTES (1 << 20) /* of the copy */

/* Where the copy goes: nowhere. */
static int drop(void *opaque, uint8_t *bytes, int size)
{
    (void)bytes;
    *(int *)opaque += size;
    return *(int *)opaque > MAX_BYTES ? AVERROR(ENOSPC) : size;
}

static void copy(facs_input_bytes *from, AVFormatContext *out)
{
    facs_sound *sound;
    facs_error error;
    if (facs_sound_open(&sound, "v", from, out, NULL, &error) < 0 || !sound)
        return;
    FUZZ_EXPECT(facs_sound_delay(sound, 1) >= 0);
    if (avformat_write_header(out, NULL) >= 0) {
        if (facs_sound_copy(sound, 0.05) >= 0)
            facs_sound_copy(sound, (double)INFINITY);
        av_write_trailer(out);
    }
    facs_sound_close(&sound);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const facs_input given = {.size = sizeof(given), .bytes = data, .length = (int64_t)size};
    AVFormatContext *out = NULL;
    facs_input_bytes *from = NULL;
    facs_error error;
    int written = 0;
    if (facs_input_bytes_open(&from, &given, &error) < 0 ||
        avformat_alloc_output_context2(&out, NULL, "matroska", NULL) < 0)
        return 0;
    out->pb = avio_alloc_context(av_malloc(4096), 4096, 1, &written, NULL, drop, NULL);
    FUZZ_EXPECT(out->pb != NULL);
    copy(from, out);
    av_freep(&out->pb->buffer);
    avio_context_free(&out->pb);
    avformat_free_context(out);
    facs_input_bytes_close(&from);
    return 0;
}
