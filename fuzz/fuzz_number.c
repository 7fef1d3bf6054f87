/* Numbers in files, and that what the CSV writes reads back the same. */
#include "fuzz.h"

#include "base/number.h"
#include "output/number.h"

#include <math.h>
#include <string.h>

static void write_and_read(double value)
{
    char text[FACS_NUMBER_SIZE];
    double read = 0;
    if (!isfinite(value))
        return;
    int length = facs_number_shortest_double(text, value);
    FUZZ_EXPECT(length > 0 && facs_number_parse(text, (size_t)length, &read) == 0);
    FUZZ_EXPECT(read == value);
    if (isfinite((float)value)) {
        length = facs_number_shortest_float(text, (float)value);
        FUZZ_EXPECT(facs_number_parse(text, (size_t)length, &read) == 0);
        FUZZ_EXPECT((float)read == (float)value);
    }
    length = facs_number_fixed(text, value, 3);
    FUZZ_EXPECT(length > 0 && (size_t)length == strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    double value = 0;
    if (facs_number_parse((const char *)data, size, &value) == 0) {
        FUZZ_EXPECT(isfinite(value));
        write_and_read(value);
    }
    if (size == sizeof(value)) {
        memcpy(&value, data, sizeof(value));
        write_and_read(value);
    }
    return 0;
}
