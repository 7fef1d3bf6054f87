/* What was dropped on facs together: a folder, or videos of one folder. */
#ifndef FACS_TOOLS_CLICKED_BATCH_H
#define FACS_TOOLS_CLICKED_BATCH_H

typedef struct facs_clicked_batch {
    char **paths; /* count of them */
    int count;
    int is_folder;
} facs_clicked_batch;

/*
 * Measures a batch and opens the reports. Results of videos go beside them, those of a folder into
 * DIR/facs-results, and of either into the user's documents if nothing can be written there. What
 * was measured before stays as it is. program: argv[0]. Returns an exit status; what went wrong was
 * said.
 */
int facs_clicked_measure(char *program, const facs_clicked_batch *batch);

#endif
