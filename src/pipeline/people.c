#include "pipeline/people.h"

#include "base/error.h"
#include "os/thread.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct row {
    int32_t face;
    int32_t frame; /* in the face's own series */
} row;

struct facs_people {
    const facs_models *models;
    facs_back_end_options options; /* of the next back end */
    char *beside;                  /* where long series may go; NULL: they stay in memory */
    int several, finished;
    facs_back_end **back_end; /* by number */
    int count, room;          /* of them */
    row *rows;                /* used with several, not live */
    int64_t row_count, row_room;
    facs_mutex lock; /* protects the following */
    facs_condition changed;
    int64_t followed, done; /* frames */
    int stopped;
};

/* Let a person's series go to files. */
static int keep_beside(const facs_back_end *back_end, const char *path)
{
    const int status = facs_calibration_beside(back_end->calibration, path);
    return status == 0 && back_end->measures ? facs_measure_series_beside(back_end->measures, path)
                                             : status;
}

/* Open the next face's back end. */
static int add_person(facs_people *people, facs_error *error)
{
    if (people->count >= people->room) {
        int room = people->room + FACS_MAX_FACES;
        facs_back_end **grown = realloc(people->back_end, (size_t)room * sizeof(*grown));
        if (!grown)
            return facs_fail_memory(error, "the faces");
        people->back_end = grown;
        people->room = room;
    }
    int status = facs_back_end_open(&people->back_end[people->count], people->models,
                                    &people->options, error);
    if (status < 0)
        return status;
    const facs_back_end *added = people->back_end[people->count++];
    if (people->beside && keep_beside(added, people->beside) < 0)
        return facs_fail_memory(error, "a face's series");
    return 0;
}

int facs_people_beside(facs_people *people, const char *path)
{
    people->beside = strdup(path);
    int status = people->beside ? 0 : -ENOMEM;
    for (int id = 0; id < people->count && status == 0; id++)
        status = keep_beside(people->back_end[id], path);
    return status;
}

int facs_people_open(facs_people **out, const facs_models *models, const facs_options *options,
                     int several, facs_error *error)
{
    *out = NULL;
    facs_people *people = calloc(1, sizeof(*people));
    if (!people || facs_monitor_init(&people->lock, &people->changed, NULL) < 0) {
        free(people);
        return facs_fail_memory(error, "the faces");
    }
    people->models = models;
    people->several = several;
    people->options = (facs_back_end_options){.au = options->au,
                                              .neutral = options->neutral,
                                              .learn = options->learn,
                                              .live = options->live,
                                              .measures = options->measures,
                                              .idle = options->au == FACS_AU_NONE && !several &&
                                                      options->face_choice != FACS_FACE_FIRST};
    int status = add_person(people, error);
    people->options.neutral = NULL; /* it was the first face's */
    if (status < 0)
        facs_people_close(&people);
    *out = people;
    return status;
}

void facs_people_close(facs_people **people)
{
    if (!*people)
        return;
    for (int id = 0; id < (*people)->count; id++)
        facs_back_end_close(&(*people)->back_end[id]);
    facs_condition_destroy(&(*people)->changed);
    facs_mutex_destroy(&(*people)->lock);
    free((*people)->back_end);
    free((*people)->rows);
    free((*people)->beside);
    free(*people);
    *people = NULL;
}

/* ---- Between the workers --------------------------------------------------------------------- */

/* Count one more of *frames, if not NULL, and wake whoever waits. */
static void change(facs_people *people, int64_t *frames, int stopped)
{
    facs_mutex_lock(&people->lock);
    if (frames)
        ++*frames;
    people->stopped |= stopped;
    facs_condition_broadcast(&people->changed);
    facs_mutex_unlock(&people->lock);
}

void facs_people_followed(facs_people *people)
{
    change(people, &people->followed, 0);
}

void facs_people_done(facs_people *people)
{
    change(people, &people->done, 0);
}

void facs_people_stop(facs_people *people)
{
    change(people, NULL, 1);
}

/* Returns 1 when all followed frames are done, 0 if they never will be. */
static int await_done(facs_people *people)
{
    facs_mutex_lock(&people->lock);
    while (people->done < people->followed && !people->stopped)
        facs_condition_wait(&people->changed, &people->lock);
    const int done = people->done >= people->followed;
    facs_mutex_unlock(&people->lock);
    return done;
}

float facs_people_likeness(void *opaque, const facs_image *picture, const float *landmarks,
                           const double centre[2], int face_id)
{
    facs_people *people = opaque;
    /* A face that first appeared in this frame is not known yet. */
    if (!await_done(people) || face_id >= people->count)
        return 0;
    return facs_back_end_likeness(people->back_end[face_id], picture, landmarks, centre);
}

/* ---- The people ------------------------------------------------------------------------------ */

static int is_among(const facs_track *tracks, int count, int face_id)
{
    for (int i = 0; i < count; i++)
        if (tracks[i].face_id == face_id)
            return 1;
    return 0;
}

/* Finish everyone without a track, and release their medians, which are most of a face's memory. If
   that runs out of memory, they stay until the end of the stream. */
static void finish_gone(facs_people *people, const facs_track *tracks, int count)
{
    for (int id = 0; id < people->count; id++)
        if (!is_among(tracks, count, id) && facs_back_end_finish(people->back_end[id]) == 0)
            facs_back_end_forget(people->back_end[id]);
}

/* The next row belongs to this person. */
static int add_row(facs_people *people, int face_id, facs_error *error)
{
    if (!people->several || people->options.live)
        return 0;
    if (people->row_count == people->row_room) {
        int64_t room = people->row_room ? 2 * people->row_room : 1024;
        row *rows = realloc(people->rows, (size_t)room * sizeof(*rows));
        if (!rows)
            return facs_fail_memory(error, "the rows");
        people->rows = rows;
        people->row_room = room;
    }
    const facs_calibration *own = people->back_end[face_id]->calibration;
    people->rows[people->row_count++] = (row){face_id, (int32_t)facs_calibration_frames(own)};
    return 0;
}

int facs_people_meet(facs_people *people, const facs_track *tracks, int count, facs_error *error)
{
    const int known = people->count;
    int status = 0, max = 0;
    for (int i = 0; i < count; i++)
        max = tracks[i].face_id > max ? tracks[i].face_id : max;
    if (max >= known)
        finish_gone(people, tracks, count);
    while (status == 0 && people->count <= max)
        status = add_person(people, error);
    for (int i = 0; i < count && status == 0; i++)
        status = add_row(people, tracks[i].face_id, error);
    return status;
}

int facs_people_look(const facs_people *people)
{
    return !people->options.idle;
}

facs_back_end *facs_people_back_end(const facs_people *people, int face_id)
{
    return people->back_end[face_id];
}

int facs_people_finish(facs_people *people)
{
    if (people->finished)
        return 0;
    for (int id = 0; id < people->count; id++) {
        int status = facs_back_end_finish(people->back_end[id]);
        if (status < 0 && status != -EPIPE) /* -EPIPE: finished before */
            return status;
    }
    people->finished = 1;
    return 0;
}

int facs_people_neutral(const facs_people *people, int face_id, facs_neutral **out)
{
    *out = NULL;
    if (face_id < 0 || face_id >= people->count)
        return -ERANGE;
    if (!people->options.learn)
        return -EINVAL;
    const facs_neutral_medians *medians = &people->back_end[face_id]->medians;
    return medians->fhog ? facs_neutral_take(out, medians) : -ERANGE;
}

int facs_people_series(const facs_people *people, int64_t n, facs_result *result)
{
    result->face_id = 0;
    if (people->several && people->finished) {
        if (n < 0 || n >= people->row_count)
            return -ERANGE;
        result->face_id = people->rows[n].face;
        n = people->rows[n].frame;
    }
    const facs_back_end *back_end = people->back_end[result->face_id];
    const int status =
        facs_calibration_get(back_end->calibration, n, result->intensity, result->presence);
    return status == 0 && back_end->measures
               ? facs_measure_series_get(back_end->measures, n, result)
               : status;
}
