/* Segments of recordings: tables, documents of ELAN. */
#include "fuzz.h"

#include "events/segments.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    facs_segments segments;
    facs_error error;
    fuzz_file("s.csv", data, size);
    const int status = facs_segments_read(&segments, "s.csv", &error);
    FUZZ_EXPECT((status == 0) == (segments.count > 0));
    for (size_t i = 0; i < segments.count; i++) {
        const facs_segment *s = &segments.list[i];
        FUZZ_EXPECT(s->start >= 0 && s->end > s->start && *s->label);
        FUZZ_EXPECT(!strpbrk(s->label, "\n\r") && s->line >= 1);
        const int matches = i < 100 && facs_segment_matches(s, "p1/s01.mp4", "r/s01.csv");
        FUZZ_EXPECT(s->pattern || i >= 100 || matches);
    }
    facs_segments_free(&segments);
    fuzz_no_files();
    return 0;
}
