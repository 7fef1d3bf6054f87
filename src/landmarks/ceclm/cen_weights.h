/* The weights of a view's experts: nobody looks at them before the view is used. */
#ifndef FACS_LANDMARKS_CECLM_CEN_WEIGHTS_H
#define FACS_LANDMARKS_CECLM_CEN_WEIGHTS_H

#include "landmarks/ceclm/cen_file.h"

/* Call before every use of a view. Checks the weights of its experts when it is used for the first
 * time, or again after long, and makes those of 16 bits if the file is_half. Views that are not
 * used for long give their pages back: a head that turns round shows all, but seldom in a few
 * seconds. ENVIRONMENT errors: -EINVAL (numbers that are not finite, or huge), -ESTALE (the file
 * has changed), -ENOMEM. Thread-safe. */
int facs_cen_file_use(facs_cen_file *file, const facs_patch_views *views, int view,
                      facs_error *error);

/* Call when a fit uses none of the views: those that are not used for long go here, too, such as
 * the scales that only the search for a face needs. Thread-safe. */
void facs_cen_file_pass(facs_cen_file *file, const facs_patch_views *views);

#endif
