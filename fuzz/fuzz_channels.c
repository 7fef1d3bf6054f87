/* A network of OpenFace's face detector, and its run over a small picture. The first byte chooses
 * the side of its input and the number of its outputs. */
#include "fuzz.h"

#include "detect/channel_network.h"

#include <string.h>

#define MAX_SIDE 16

static void count_rows(void *rows, int y, const float *row)
{
    (void)row;
    FUZZ_EXPECT(y == *(int *)rows);
    ++*(int *)rows;
}

static void run(const facs_channel_network *network, int side)
{
    facs_channel_run *run;
    int rows = 0;
    if (facs_channel_run_open(&run, network, network->count, side) < 0)
        return;
    FUZZ_EXPECT(facs_channel_run_side(run, side) == 1);
    facs_channel_run_start(run, side, side, count_rows, &rows);
    for (int y = 0; y < side; y++) {
        float *row = facs_channel_run_row(run);
        for (int x = 0; x < 3 * side; x++)
            row[x] = (float)(x + y);
        facs_channel_run_take(run);
    }
    FUZZ_EXPECT(rows == 1);
    facs_channel_run_close(&run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    facs_channel_network network;
    facs_error error;
    const int choice = fuzz_byte(&input), side = 1 + choice % MAX_SIDE;
    fuzz_file("net.dat", input.bytes, input.size);
    if (facs_channel_network_read(&network, "net.dat", side, 1 + choice / MAX_SIDE, &error) == 0) {
        run(&network, side);
        facs_channel_network_free(&network);
    }
    fuzz_no_files();
    return 0;
}
