/*
 * peak: print the most that one core of this machine can do, as JSON: float32 multiply-adds per
 * second for each vector width, and bytes per second read and copied (a copy counts twice) in the
 * second-level cache, the last-level cache and memory. Each is the best of several runs.
 */
#include "peak_kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REPEATS   7
#define ROUND     ((int64_t)2000000) /* steps of the multiply-add chains: about 3 ms */
#define MIN_WORK  ((size_t)64 << 20) /* bytes that a measurement reads at least */
#define ALIGNMENT 4096

/* If the system does not say. */
#define USUAL_L2   ((size_t)512 << 10)
#define USUAL_LAST ((size_t)16 << 20)

typedef struct place {
    const char *name;
    size_t bytes; /* of the buffer */
} place;

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Linux says so in a file; sysconf would give the size of a virtual machine's host. */
static size_t cache_size(int level)
{
    char path[80], text[32] = "";
    snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu0/cache/index%d/size", level);
    FILE *file = fopen(path, "r");
    if (file) {
        if (!fgets(text, sizeof(text), file))
            text[0] = 0;
        fclose(file);
    }
    size_t kibibytes = strtoul(text, NULL, 10);
    if (kibibytes > 0)
        return kibibytes << 10;
    return level == 2 ? USUAL_L2 : USUAL_LAST;
}

static double multiply_adds(const peak_kernel *kernel, volatile float *keep)
{
    double best = 0;

    for (int i = 0; i < REPEATS; i++) {
        double start = seconds();
        kernel->multiply_add(ROUND, keep);
        double rate = (double)ROUND * PEAK_CHAINS * kernel->lanes / (seconds() - start);
        best = rate > best ? rate : best;
    }
    return best;
}

/* Returns bytes per second; only reads if to is NULL. */
static double bandwidth(const peak_kernel *kernel, const void *from, void *to, size_t bytes,
                        volatile uint64_t *keep)
{
    size_t rounds = (MIN_WORK + bytes - 1) / bytes;
    double best = 0;

    for (int i = 0; i < REPEATS; i++) {
        double start = seconds();
        for (size_t k = 0; k < rounds; k++) {
            if (to) {
                memcpy(to, from, bytes);
                *keep = ((const uint8_t *)to)[k % bytes];
            } else {
                kernel->read(from, bytes, keep);
            }
        }
        double rate = (to ? 2 : 1) * (double)bytes * (double)rounds / (seconds() - start);
        best = rate > best ? rate : best;
    }
    return best;
}

/* Reads the whole buffer, and copies one half of it to the other. */
static int measure_places(const peak_kernel *kernel, const place *places, int count)
{
    void *buffer = NULL;
    volatile uint64_t keep = 0;

    if (posix_memalign(&buffer, ALIGNMENT, places[count - 1].bytes) != 0) {
        fprintf(stderr, "peak: no memory for a buffer of %zu bytes\n", places[count - 1].bytes);
        return 1;
    }
    memset(buffer, 1, places[count - 1].bytes);
    for (int i = 0; i < count; i++) {
        size_t half = places[i].bytes / 2;
        printf("%s\n  \"%s\": {\"buffer\": %zu, \"read\": %.4g, \"copy\": %.4g}", i ? "," : "",
               places[i].name, places[i].bytes,
               bandwidth(kernel, buffer, NULL, places[i].bytes, &keep),
               bandwidth(kernel, buffer, (uint8_t *)buffer + half, half, &keep));
    }
    free(buffer);
    return 0;
}

int main(void)
{
    const size_t last = cache_size(3);
    const place places[] = {{"l2", cache_size(2) / 2 / ALIGNMENT * ALIGNMENT},
                            {"last_level", last / 4 / ALIGNMENT * ALIGNMENT},
                            {"memory", 4 * last}};
    const peak_kernel *widest = peak_kernels;
    volatile float keep = 0;

    printf("{\"multiply_adds_per_second\": {");
    for (const peak_kernel *kernel = peak_kernels; kernel->name; kernel++) {
        if (!kernel->is_here())
            continue;
        printf("%s\"%s\": %.4g", kernel == peak_kernels ? "" : ", ", kernel->name,
               multiply_adds(kernel, &keep));
        widest = kernel;
    }
    printf("},\n \"bytes_per_second\": {");
    int status = measure_places(widest, places, 3);
    printf("}}\n");
    return status;
}
