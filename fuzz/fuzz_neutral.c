/* A saved neutral face. The medians of a real one take 20 MB, so the format of a median is read
 * into small ones; only what begins with two bytes 0xff goes to the whole reader, with the right
 * digest at its end. */
#include "fuzz.h"

#include "au/running_median.h"
#include "base/sha256.h"

#include <stdlib.h>
#include <string.h>

#define FEATURES 3
#define BINS     40

static void read_median(fuzz_part input)
{
    facs_running_median *median;
    uint8_t written[4096];
    const uint8_t *from = input.bytes;
    if (facs_running_median_open(&median, FEATURES, BINS, -1, 1, 1) < 0)
        return;
    if (facs_running_median_read(median, &from, input.bytes + input.size) == 0) {
        const size_t size = facs_running_median_write(median, NULL);
        FUZZ_EXPECT(size <= sizeof(written));
        FUZZ_EXPECT(facs_running_median_write(median, written) == size);
        FUZZ_EXPECT(facs_running_median_count(median) >= 0);
    }
    facs_running_median_close(&median);
}

static void read_whole(fuzz_part input)
{
    facs_neutral *neutral;
    facs_error error;
    facs_hash hash;
    const size_t size = input.size + 8 + 32;
    uint8_t *bytes = malloc(size);
    if (!bytes)
        return;
    memcpy(bytes, "facsneu1", 8);
    if (input.size > 0)
        memcpy(bytes + 8, input.bytes, input.size);
    facs_hash_begin(&hash, facs_sha256_fastest());
    facs_hash_add(&hash, bytes, size - 32);
    facs_hash_end(&hash, bytes + size - 32);
    if (facs_neutral_read(&neutral, bytes, size, &error) == 0) {
        FUZZ_EXPECT(facs_neutral_frames(neutral) >= 0);
        facs_neutral_close(&neutral);
    }
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    if (fuzz_byte(&input) == 0xff && fuzz_byte(&input) == 0xff)
        read_whole(input);
    else
        read_median(input);
    return 0;
}
