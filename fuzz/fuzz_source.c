/* Decoding of whole inputs from memory: whatever FFmpeg makes of the bytes. The first byte chooses
 * between a file and a pipe, and the options. */
#include "fuzz.h"

#include "media/source.h"

#include <math.h>
#include <string.h>

#define MAX_FRAMES 6
#define MAX_PIXELS 4096

typedef struct pipe_end {
    fuzz_part left;
} pipe_end;

static int read_some(void *opaque, void *to, int size)
{
    pipe_end *end = opaque;
    const fuzz_part part = fuzz_bytes(&end->left, (size_t)size < 700 ? (size_t)size : 700);
    if (part.size > 0)
        memcpy(to, part.bytes, part.size);
    return (int)part.size;
}

static void read_frames(facs_source *source, facs_frame_pool *pool)
{
    facs_error error;
    facs_pool_frame *frame;
    double before = -INFINITY;
    int sought = 0; /* times go back, and indices have no meaning */
    for (int n = 0; n < MAX_FRAMES; n++) {
        if (facs_source_read(source, pool, &frame, &error) < 0 || !frame)
            break;
        FUZZ_EXPECT(frame->width > 0 && frame->height > 0);
        FUZZ_EXPECT((int64_t)frame->width * frame->height <= MAX_PIXELS);
        FUZZ_EXPECT(sought || (frame->index == n && frame->time >= before));
        before = frame->time;
        facs_frame_pool_put(pool, frame);
        if (n == 2)
            sought = facs_source_seek(source, 0) == 0;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    const int choice = fuzz_byte(&input);
    pipe_end end = {input};
    facs_input given = {.size = sizeof(given), .bytes = input.bytes, .length = (int64_t)input.size};
    if (choice & 1)
        given = (facs_input){.size = sizeof(given), .read = read_some, .opaque = &end};
    facs_input_bytes *from = NULL;
    facs_source *source;
    facs_frame_pool *pool = NULL;
    facs_warnings *warnings = NULL;
    facs_error error;
    if (facs_input_bytes_open(&from, &given, &error) == 0 &&
        facs_warnings_open(&warnings, "v", NULL) == 0 &&
        facs_frame_pool_open(&pool, 1 << 20, 4, 0) == 0) {
        const facs_source_options options = {.from = from,
                                             .max_pixels = MAX_PIXELS,
                                             .deinterlace = choice >> 1 & 1,
                                             .still = choice >> 2 & 1,
                                             .live = choice >> 3 & 1,
                                             .warnings = warnings};
        if (facs_source_open(&source, "v", &options, &error) == 0) {
            read_frames(source, pool);
            facs_source_close(&source);
        }
    }
    facs_frame_pool_close(&pool);
    facs_warnings_close(&warnings);
    facs_input_bytes_close(&from);
    return 0;
}
