/* Where the results of what was dropped on facs go. */
#ifndef FACS_TOOLS_CLICKED_PLACE_H
#define FACS_TOOLS_CLICKED_PLACE_H

#include "clicked_batch.h"

/*
 * Chooses the folder of the results: that of the videos; DIR/facs-results for a folder, and for
 * videos beside which other files have the results' names; or one in the user's documents if
 * nothing can be written there. Says so unless it is the usual one. Allocated; NULL after saying
 * why there is none.
 */
char *facs_clicked_place(const facs_clicked_batch *batch);

#endif
