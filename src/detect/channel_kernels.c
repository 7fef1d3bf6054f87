#define FACS_EIGHT_PLAIN
#include "detect/channel_kernels_steps.h"

const facs_channel_kernels facs_channel_kernels_portable = {make_row, make_pair, make_maxima,
                                                            make_dots};
