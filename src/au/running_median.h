/*
 * The person's neutral face: a running median of every feature, by histograms (OpenFace's
 * UpdateRunningMedian). Exact, and cheap: a median moves by a bin or two per update. ALGORITHM 7.
 */
#ifndef FACS_AU_RUNNING_MEDIAN_H
#define FACS_AU_RUNNING_MEDIAN_H

#include <facs/facs.h>

typedef struct facs_running_median facs_running_median;

/* OpenFace's histograms (FaceAnalyser.cpp). */
#define FACS_MEDIAN_FHOG_BINS     1000
#define FACS_MEDIAN_FHOG_MIN      (-0.005)
#define FACS_MEDIAN_FHOG_MAX      1.0
#define FACS_MEDIAN_GEOMETRY_BINS 10000
#define FACS_MEDIAN_GEOMETRY_MIN  (-60.0)
#define FACS_MEDIAN_GEOMETRY_MAX  60.0

/*
 * floor_at_zero: a median below 0 becomes 0 (FHOG). Reserves 6.1 * bins bytes a feature, of which
 * what is near values is used: of FHOG's and the geometry's 42 MB 5 MB after 100 descriptors, and
 * at most 15 MB before the 65536th. -ENOMEM, -EINVAL.
 */
int facs_running_median_open(facs_running_median **out, int features, int bins, double min,
                             double max, int floor_at_zero);
void facs_running_median_close(facs_running_median **median);

/* Add one descriptor of features floats. Not finite counts as min. */
void facs_running_median_add(facs_running_median *median, const float *descriptor);

int64_t facs_running_median_count(const facs_running_median *median); /* descriptors added */

/*
 * The median so far, features floats. With one descriptor added it is that descriptor itself; from
 * two on, bin centres; with none, zeros. Valid until the next add. (OpenFace's geometric median of
 * -59.994 while its histogram is empty is not reproduced.)
 */
const float *facs_running_median_get(const facs_running_median *median);

/* The middle of the bin, of a feature with a descriptor, that the value with so large a share,
 * 0..1, of all below it lies in. */
double facs_running_median_quantile(const facs_running_median *median, int feature, double share);

/*
 * What has been counted, for a run to begin with: its numbers as bytes (facs_put_number) at to,
 * unless that is NULL; returns how many.
 */
size_t facs_running_median_write(const facs_running_median *median, uint8_t *to);

/* Take such bytes, which may be anybody's, into a median without a descriptor. *from moves past
 * them. -EINVAL: they are not a median of this kind; then it is to be closed. */
int facs_running_median_read(facs_running_median *median, const uint8_t **from, const uint8_t *end);

#endif
