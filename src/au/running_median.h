/* The person's neutral face: an exact running median of every feature, by histograms (OpenFace's
 * UpdateRunningMedian). Cheap, because a median moves by a bin or two per update. See
 * docs/algorithm.md, 7. */
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

/* floor_at_zero: a median below 0 becomes 0 (FHOG). Reserves 6.1 * bins bytes per feature, but uses
 * only those near values: of 42 MB for FHOG and geometry, 5 MB after 100 descriptors, and at most
 * 15 MB before the 65536th. -ENOMEM, -EINVAL. */
int facs_running_median_open(facs_running_median **out, int features, int bins, double min,
                             double max, int floor_at_zero);
void facs_running_median_close(facs_running_median **median);

/* As after opening, but the memory that descriptors have needed is kept. -ERANGE: there were more
 * than 65535, so it is too much to keep; the median must then be closed. */
int facs_running_median_clear(facs_running_median *median);

/* Adds one descriptor of features floats. Values that are not finite count as min. */
void facs_running_median_add(facs_running_median *median, const float *descriptor);

int64_t facs_running_median_count(const facs_running_median *median); /* descriptors added */

/* Returns the median so far, features floats: zeros without a descriptor, the descriptor itself
 * with one, then bin centres. Valid until the next add. (OpenFace's geometric median of -59.994
 * while its histogram is empty is not reproduced.) */
const float *facs_running_median_get(const facs_running_median *median);

/* Returns the centre of the bin that holds the value at this share, 0..1, of the sorted values of a
 * feature with at least one descriptor. */
double facs_running_median_quantile(const facs_running_median *median, int feature, double share);

/* Writes the counts as bytes (facs_put_number) to to, unless that is NULL, for another run to start
 * with. Returns how many bytes. */
size_t facs_running_median_write(const facs_running_median *median, uint8_t *to);

/* Reads such bytes, from an untrusted source, into a median without a descriptor. *from moves past
 * them. -EINVAL: they are no median of this kind; the median must then be closed. */
int facs_running_median_read(facs_running_median *median, const uint8_t **from, const uint8_t *end);

#endif
