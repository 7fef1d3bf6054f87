/* CEN patch experts of a few landmarks, and the maps of all that are sound. The first byte chooses
 * the number of landmarks, the window, the bits of a weight and the name of the file; the last
 * bytes are the area. */
#include "fuzz.h"

#include "landmarks/ceclm/cen_weights.h"
#include "landmarks/clm/patch_experts.h"

#include <math.h>
#include <stdlib.h>

static float area[FACS_PATCH_MAX_AREA * FACS_PATCH_MAX_AREA];

static void respond(const facs_cen_file *cen, int own, int number, int window)
{
    float response[FACS_PATCH_MAX_WINDOW * FACS_PATCH_MAX_WINDOW];
    const facs_cen_expert *expert = &cen->expert[number];
    const facs_cen_network network = {expert->layer, expert->layers, cen->is_half};
    const facs_cen_side side = {area, response, number != own};
    void *scratch = malloc(facs_cen_scratch_bytes(cen->units, window));
    FUZZ_EXPECT(scratch && expert->layers > 0);
    facs_cen_responder()(&network, &side, 1, window, scratch);
    for (int i = 0; i < window * window; i++)
        FUZZ_EXPECT(isfinite(response[i]));
    free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    facs_cen_file *cen;
    facs_patch_views views;
    facs_error error;
    const int choice = fuzz_byte(&input), points = 1 + choice % 4;
    const int window = 3 + 2 * (choice / 4 % 5);
    const char *name = choice < 128 ? "cen_patches_0.25_of.dat" : "experts.dat";
    for (int i = 0; i < FACS_PATCH_MAX_AREA * FACS_PATCH_MAX_AREA; i++)
        area[i] = input.size ? (float)input.bytes[(size_t)i % input.size] : 0;
    fuzz_file(name, input.bytes, input.size);
    if (facs_cen_file_open(&cen, &views, name, points, &error) == 0) {
        FUZZ_EXPECT(views.scale > 0);
        cen->is_half = choice / 20 % 2;
        for (int view = 0; view < views.count; view++) {
            if (facs_cen_file_use(cen, &views, view, &error) < 0)
                continue;
            for (int i = view * points; i < (view + 1) * points; i++)
                if (views.index[i] >= 0)
                    respond(cen, i, views.index[i], window);
        }
        facs_cen_file_close(&cen);
    }
    free(views.index);
    fuzz_no_files();
    return 0;
}
