/* The landmark validator of a few landmarks, and its answer for a picture made of the same bytes.
 */
#include "fuzz.h"

#include "landmarks/validator.h"

#define SIDE   64
#define POINTS 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const double rotation[3] = {0.1, 0.2, 0.3};
    static uint8_t pixels[SIDE * SIDE];
    const facs_grey picture = {.pixels = pixels, .width = SIDE, .height = SIDE, .stride = SIDE};
    float landmarks[2 * POINTS];
    fuzz_part input = {data, size};
    facs_validator *validator;
    facs_validator_scratch *scratch;
    facs_error error;
    fuzz_fill(fuzz_bytes(&input, sizeof(landmarks)), landmarks, sizeof(landmarks));
    fuzz_fill(input, pixels, sizeof(pixels));
    fuzz_file("validator.txt", input.bytes, input.size);
    if (facs_validator_open(&validator, "validator.txt", POINTS, &error) == 0) {
        if (facs_validator_scratch_open(&scratch, validator) == 0) {
            const float answer =
                facs_validator_check(validator, &picture, rotation, landmarks, scratch);
            FUZZ_EXPECT(answer >= 0 && answer <= 1);
            facs_validator_scratch_close(&scratch);
        }
        facs_validator_close(&validator);
    }
    fuzz_no_files();
    return 0;
}
