#include "api/delays.h"

void facs_delays_add(facs_delays *delays, double ms)
{
    const double bin = ms > 0 ? ms / FACS_DELAY_BIN_MS : 0;
    delays->bin[bin < FACS_DELAY_BINS ? (int)bin : FACS_DELAY_BINS]++;
    delays->count++;
    if (ms > delays->max_ms)
        delays->max_ms = ms;
}

double facs_delays_quantile(const facs_delays *delays, double share)
{
    int64_t seen = 0;
    for (int i = 0; i < FACS_DELAY_BINS; i++) {
        const double upper = (i + 1) * FACS_DELAY_BIN_MS;
        seen += delays->bin[i];
        if (seen > 0 && (double)seen >= share * (double)delays->count)
            return upper < delays->max_ms ? upper : delays->max_ms;
    }
    return delays->max_ms;
}
