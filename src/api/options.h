/* The options of a run, as a caller of any version gives them. */
#ifndef FACS_API_OPTIONS_H
#define FACS_API_OPTIONS_H

#include <facs/facs.h>

/* The caller's options with the defaults where they end; with a table of landmarks their method is
   FACS_LANDMARKS_GIVEN. USAGE errors: as facs_sized_read. */
int facs_extract_options_read(facs_extract_options *own, const facs_extract_options *theirs,
                              facs_error *error);
int facs_live_options_read(facs_live_options *own, const facs_live_options *theirs,
                           facs_error *error);

#endif
