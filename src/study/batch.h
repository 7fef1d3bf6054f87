/* The inside of facs_batch_run: what its jobs share, and a job. */
#ifndef FACS_STUDY_BATCH_H
#define FACS_STUDY_BATCH_H

#include "os/thread.h"
#include "study/batch_rows.h"
#include "study/journal.h"

#include <stdatomic.h>

#define FACS_OPTIONS_DIGEST_SIZE 17 /* 16 hexadecimal digits and a NUL */

typedef struct facs_batch {
    const facs_study *study;
    int64_t count; /* of inputs */
    facs_batch_options options;
    facs_extract_options extract;       /* for every input */
    size_t extract_size, analysis_size; /* of the caller's struct, in which prepare gets a copy */
    facs_models *models;                /* opened by the first job that needs them */
    facs_resume *resume;                /* NULL: every input is analyzed */
    facs_batch_rows before;             /* what earlier runs wrote, to know what failed */
    char *folder;                       /* of the table; NULL: there is none */
    char digest[FACS_OPTIONS_DIGEST_SIZE];
    char host[256];
    double started_ms;
    atomic_int stop; /* 1: no input is begun any more, and those that are running are cancelled */

    int jobs;
    facs_mutex events;  /* for the caller's event */
    facs_mutex writing; /* for the journal: a slow disk holds up only inputs that have ended */
    facs_journal journal;

    facs_mutex lock; /* for what follows, and what a job says that it is for */
    facs_condition changed;
    int64_t next;   /* the input to take next */
    int running;    /* jobs that have not ended and are not abandoned */
    int references; /* those, the abandoned ones and the caller */
    int status;     /* why it stopped; 0: it did not */
    facs_error error;
    facs_batch_totals totals;
} facs_batch;

/* One input at a time. */
typedef struct facs_job {
    facs_batch *batch;
    int number; /* 0..jobs - 1 */
    facs_thread thread;
    atomic_int abandoned; /* 1: it hangs. The batch goes on without it, and it must call nobody */

    /* For batch->lock: */
    int64_t index;          /* of its input; -1: none */
    int extracting;         /* 1: it is in the library's hands, so it should report progress */
    int away;               /* calls of the caller's callbacks that have not returned */
    int ended;              /* 1: its input has ended, so it cannot be abandoned any more */
    double alive_ms;        /* when it last reported anything */
    facs_progress progress; /* the latest of each number */

    /* Its own: */
    facs_study_input input;
    void *theirs;                 /* the caller's copy of the options, as prepare left it */
    char *json;                   /* that it points to, unless prepare named another */
    facs_extract_options options; /* the same with the job's callbacks */
    int (*progress_to)(void *opaque, const facs_progress *progress); /* the caller's callbacks */
    int (*result_to)(void *opaque, const facs_result *result);
    void (*warning_to)(void *opaque, const facs_warning *warning);
    void *opaque;
    char *path;        /* a copy of the input's */
    char *strings[16]; /* the same of those in options */
    facs_data *data;   /* what it receives until it is handed over ... */
    facs_neutral *learnt;
    facs_data **data_to; /* ... to the caller's */
    facs_neutral **learnt_to;
    char *message;  /* the warnings so far */
    double idle_ms; /* without a new frame */
    double told_ms; /* when the caller was last told of progress */
    int gave_up;    /* 1: cancelled because no frame came */
    char modified[FACS_TIME_SIZE];
    int64_t bytes;
} facs_job;

/* ---- batch.c --------------------------------------------------------------------------------- */

/* Stops the batch; of several reasons the first counts. error may be NULL. */
void facs_batch_stop(facs_batch *batch, int status, const facs_error *error);

/* Tells the caller. A job that is not in the event has no input. */
void facs_batch_tell(facs_batch *batch, const facs_batch_event *event);

/* Writes the row of an input that has ended, counts it, and tells the caller. */
void facs_batch_conclude(facs_batch *batch, facs_batch_event *event);

/* Gives back a reference; the last one releases it. */
void facs_batch_release(facs_batch *batch);

/* ---- jobs.c ---------------------------------------------------------------------------------- */

/* Runs all inputs with batch->jobs jobs, and returns once all have ended or hang. */
int facs_jobs_run(facs_batch *batch, facs_error *error);

/* For tests: seconds of silence after which a job that cannot be cancelled is abandoned, 0: by
 * patience; and the same after a stop. */
extern double facs_jobs_silence, facs_jobs_stopping;

/* ---- batch_listen.c -------------------------------------------------------------------------- */

/* Puts the job between facs_extract and the caller's callbacks in its options, except the log,
 * which the models keep. */
void facs_job_listen(facs_job *job);

/* Tells the caller of progress, or why older results are not used, unless the job is left behind.
 */
void facs_job_tell(facs_job *job, const facs_progress *progress, const char *reason);

/* ---- batch_input.c --------------------------------------------------------------------------- */

/* Runs the job's input from end to end. */
void facs_job_run_input(facs_job *job);

/* The event with which an input ends, and its row. */
facs_batch_row facs_job_row(const facs_job *job, char finished[FACS_TIME_SIZE]);

/* Whether the batch still cares about the job's input: marks it as ended. */
int facs_job_claim(facs_job *job);

#endif
