#include "landmarks/pfld/pfld_looks.h"

#include "base/canvas.h"
#include "base/error.h"
#include "detect/face_square.h"
#include "os/clock.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct look {
    facs_task task;
    facs_pfld_looks *looks;
    facs_canvas *colours;
    facs_image picture; /* of these, if: */
    int is_taken;
    float square[4];
    int is_sound; /* the face was followed without a doubt since, so square is useful */
    int is_begun;
    facs_pfld_ahead found;
} look;

struct facs_pfld_looks {
    const facs_pdm *pdm;
    facs_crew *crew;  /* NULL without batches */
    facs_pfld **pfld; /* by member of the crew */
    int batch;
    int64_t frame; /* number of the next frame */
    look *ahead;   /* [batch], at frame % batch */
};

static look *look_of(facs_pfld_looks *looks, int64_t frame)
{
    return &looks->ahead[frame % looks->batch];
}

/* A task of the crew. */
static void look_ahead(void *self, int member)
{
    look *one = self;
    facs_pfld_ahead *found = &one->found;
    memset(found, 0, sizeof(*found));
    if (facs_face_is_plausible(one->square, &one->picture))
        found->status = facs_pfld_look(one->looks, member, &one->picture, one->square,
                                       &found->track, &found->error);
}

int facs_pfld_looks_open(facs_pfld_looks **out, facs_session *session, const facs_pdm *pdm,
                         int batch, facs_crew *crew, facs_error *error)
{
    facs_pfld_looks *looks = calloc(1, sizeof(*looks));
    *out = looks;
    if (!looks)
        return facs_fail_memory(error, "a tracker");
    looks->pdm = pdm;
    looks->crew = batch > 1 ? crew : NULL;
    looks->batch = batch;
    const int members = facs_crew_members(looks->crew);
    looks->pfld = calloc((size_t)members, sizeof(*looks->pfld));
    looks->ahead = calloc((size_t)batch, sizeof(*looks->ahead));
    int status = looks->pfld && looks->ahead ? 0 : facs_fail_memory(error, "a tracker");
    for (int i = 0; status == 0 && i < batch; i++) {
        looks->ahead[i] =
            (look){.task = {.run = look_ahead, .self = &looks->ahead[i]}, .looks = looks};
        if (facs_canvas_open(&looks->ahead[i].colours, 3) < 0)
            status = facs_fail_memory(error, "a tracker");
    }
    for (int i = 0; status == 0 && i < members; i++)
        status = facs_pfld_open(&looks->pfld[i], session, error);
    if (status < 0)
        facs_pfld_looks_close(out);
    return status;
}

void facs_pfld_looks_close(facs_pfld_looks **looks)
{
    if (!*looks)
        return;
    if ((*looks)->ahead)
        facs_pfld_looks_let_go(*looks);
    for (int i = 0; (*looks)->pfld && i < facs_crew_members((*looks)->crew); i++)
        facs_pfld_close(&(*looks)->pfld[i]);
    for (int i = 0; (*looks)->ahead && i < (*looks)->batch; i++)
        facs_canvas_close(&(*looks)->ahead[i].colours);
    free((*looks)->pfld);
    free((*looks)->ahead);
    free(*looks);
    *looks = NULL;
}

void facs_pfld_looks_cancel(facs_pfld_looks *looks)
{
    for (int i = 0; i < facs_crew_members(looks->crew); i++)
        facs_pfld_cancel(looks->pfld[i]);
}

double facs_pfld_residual(const facs_track *track)
{
    return track->shape.residual / (double)(FACS_FACE_RATIO * fmaxf(track->box[2], track->box[3]));
}

int facs_pfld_look(const facs_pfld_looks *looks, int member, const facs_image *picture,
                   const float box[4], facs_track *track, facs_error *error)
{
    double start = facs_clock_ms();
    int status = facs_pfld_run(looks->pfld[member], picture, box, track->landmarks, error);
    double middle = facs_clock_ms();
    track->landmarks_ms += (float)(middle - start);
    if (status)
        return status;
    status = facs_shape_fit(looks->pdm, track->landmarks, &track->shape);
    track->shape_ms += (float)(facs_clock_ms() - middle);
    track->has_shape = !status;
    facs_landmarks_box(track->landmarks, track->box);
    return !status && facs_pfld_residual(track) < FACS_PFLD_REJECT &&
           facs_face_is_plausible(track->box, picture);
}

/* ---- Ahead ----------------------------------------------------------------------------------- */

/* Takes a frame that it does not have yet. */
static int take_picture(look *one, const facs_view *view)
{
    if (one->is_taken)
        return 0;
    const int status = facs_canvas_begin(one->colours, &view->pixels);
    one->picture = facs_canvas_image(one->colours);
    one->is_taken = status == 0;
    return status;
}

int facs_pfld_looks_take(facs_pfld_looks *looks, const facs_view *views, int count,
                         facs_image *picture, const facs_pfld_ahead **ahead)
{
    look *own = look_of(looks, looks->frame);
    *ahead = NULL;
    for (int i = 0; i < count && i < looks->batch; i++) {
        look *one = look_of(looks, looks->frame + i);
        const int status = take_picture(one, &views[i]);
        if (status < 0)
            return status;
        if (!one->is_sound || one->is_begun)
            continue;
        one->is_begun = 1;
        facs_crew_begin(looks->crew, &one->task);
    }
    *picture = own->picture;
    if (!own->is_begun)
        return 0;
    facs_crew_await(looks->crew, &own->task);
    *ahead = own->is_sound ? &own->found : NULL;
    return 0;
}

void facs_pfld_looks_leave(facs_pfld_looks *looks, const float face[4])
{
    look *own = look_of(looks, looks->frame++);
    own->is_begun = own->is_taken = 0;
    own->is_sound = face != NULL;
    if (face)
        memcpy(own->square, face, sizeof(own->square));
}

void facs_pfld_looks_doubt(facs_pfld_looks *looks)
{
    for (int i = 0; i < looks->batch; i++)
        looks->ahead[i].is_sound = 0;
}

void facs_pfld_looks_let_go(facs_pfld_looks *looks)
{
    for (int i = 0; i < looks->batch; i++) {
        look *one = look_of(looks, looks->frame + i);
        if (one->is_begun)
            facs_crew_await(looks->crew, &one->task);
        one->is_begun = one->is_taken = 0;
    }
}
