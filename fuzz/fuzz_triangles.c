/* The triangles that cover the face, and the mask of a face whose landmarks are made up, too: the
 * first 16 bytes are repeated as landmarks. */
#include "fuzz.h"

#include "appearance/align.h"

#define SIDE 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const double warp[6] = {1, 0, 0, 0, 1, 0};
    static const facs_aligned_form form = {SIDE, 0.1};
    uint8_t mask[SIDE * SIDE];
    float landmarks[2 * FACS_LANDMARKS];
    facs_triangulation *triangles;
    facs_error error;
    fuzz_part input = {data, size};
    fuzz_fill(fuzz_bytes(&input, 16), landmarks, sizeof(landmarks));
    fuzz_file("tris.txt", input.bytes, input.size);
    if (facs_triangulation_open(&triangles, "tris.txt", FACS_LANDMARKS, &error) == 0) {
        facs_align_mask(triangles, landmarks, warp, &form, mask);
        for (int i = 0; i < SIDE * SIDE; i++)
            FUZZ_EXPECT(mask[i] <= 1);
        facs_triangulation_close(&triangles);
    }
    fuzz_no_files();
    return 0;
}
