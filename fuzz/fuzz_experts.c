/* CCNF patch experts of a few landmarks, and what they answer to a made-up area. The first byte
 * chooses the number of landmarks and the window; the last bytes are the area. */
#include "fuzz.h"

#include "landmarks/clnf/ccnf_experts.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static facs_area area;
    static float response[FACS_PATCH_MAX_WINDOW * FACS_PATCH_MAX_WINDOW];
    static const double rotation[3] = {0.1, 0.2, 0.3};
    fuzz_part input = {data, size};
    facs_patch_experts *experts;
    facs_error error;
    const int choice = fuzz_byte(&input), points = 1 + choice % 4;
    const int window = 3 + 2 * (choice / 4 % 5);
    for (int i = 0; i < FACS_PATCH_MAX_AREA * FACS_AREA_PITCH; i++)
        area.level[i / FACS_AREA_PITCH][i % FACS_AREA_PITCH] =
            input.size ? input.bytes[(size_t)i % input.size] << FACS_AREA_GREY_BITS : 0;
    fuzz_file("experts.txt", input.bytes, input.size);
    if (facs_ccnf_experts_open(&experts, "experts.txt", points, window, &error) == 0) {
        const int view = facs_patch_experts_view(experts, rotation);
        FUZZ_EXPECT(facs_patch_experts_scale(experts) > 0);
        FUZZ_EXPECT(facs_patch_experts_prepare(experts, view, &error) == 0);
        for (int point = 0; point < points; point++) {
            if (!facs_patch_experts_visible(experts, view, point))
                continue;
            facs_patch_experts_respond(experts, facs_patch_experts_unit_of(experts, view, point),
                                       (const facs_area *[]){&area}, (float *[]){response}, NULL);
            FUZZ_EXPECT(isfinite(facs_patch_experts_confidence(experts, view, point)));
        }
        facs_patch_experts_close(&experts);
    }
    fuzz_no_files();
    return 0;
}
