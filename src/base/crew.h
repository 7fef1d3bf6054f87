/*
 * A few threads that share a list of independent jobs with the thread that has it: for work of a
 * tenth of a millisecond and more, done in parallel where cores are free. The caller works too, so
 * that nothing waits for a thread that gets no core.
 */
#ifndef FACS_BASE_CREW_H
#define FACS_BASE_CREW_H

typedef struct facs_crew facs_crew;

#define FACS_CREW_MOST 64

/* members: threads at work, the caller of facs_crew_run included, 1..FACS_CREW_MOST. -EINVAL,
   -ENOMEM, or what no thread could be had for. */
int facs_crew_open(facs_crew **out, int members);
void facs_crew_close(facs_crew **crew); /* not while a run is on */

/* 1 for NULL, which is a crew of the caller alone. */
int facs_crew_members(const facs_crew *crew);

/*
 * Do job 0 to count - 1, each once, in any order and on any thread; returns when all are done.
 * member, 0 to members - 1, is one at a time: memory that a job works in can be kept for each. What
 * the caller wrote before is seen by the jobs, and theirs by the caller after. One run at a time.
 */
void facs_crew_run(facs_crew *crew, int count, void (*job)(void *self, int i, int member),
                   void *self);

#endif
