/* When the first look at a face is good enough, for CE-CLM. The first byte chooses the number of
 * views. */
#include "fuzz.h"

#include "landmarks/clm/early_file.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    facs_clm_early early;
    facs_error error;
    const int views = 1 + fuzz_byte(&input) % FACS_PATCH_MAX_VIEWS;
    fuzz_file("early.txt", input.bytes, input.size);
    if (facs_early_file_read(&early, views, "early.txt", &error) == 0)
        for (int view = 0; view < views; view++)
            FUZZ_EXPECT(isfinite(early.weight[view]) && isfinite(early.bias[view]) &&
                        isfinite(early.cutoff[view]));
    fuzz_no_files();
    return 0;
}
