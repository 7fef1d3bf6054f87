#include "detect/mtcnn_cascade.h"

#include "base/canvas.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* FaceDetectorMTCNN.cpp: overlaps within one level, over all levels, and at the end. */
#define LEVEL_OVERLAP 0.5f
#define OVERLAP       0.7f

#define ROOM   2048 /* candidates at a time */
#define POINTS 5

#define MAX_SHARES 64
#define R_SHARE    4 /* at least so many squares in a share for RNet, which are .1 ms; for ONet 1 */

/* RNet and ONet of one member of the crew. */
typedef struct asker {
    facs_channel_run *refine, *judge;
    uint8_t *rows;                      /* rows_of the member */
    float output[FACS_MTCNN_O_OUTPUTS]; /* of either */
} asker;

/* Candidates first to end - 1, about which a member asks: a task of the crew. */
typedef struct share {
    facs_task task;
    facs_mtcnn_cascade *cascade;
    int is_last; /* 1: ONet; 0: RNet */
    int first, end;
} share;

struct facs_mtcnn_cascade {
    const facs_mtcnn_models *models;
    const facs_channel_kernels *kernels;
    facs_crew *crew;
    facs_channel_run *scan; /* PNet without its last layer */
    int widest;             /* level that scan has memory for */
    float *dots;            /* of a row */
    int rows_width;
    uint8_t *rows; /* two rows of a picture of that width for each member, if they are converted */
    const facs_image *picture; /* during a run */
    const facs_mtcnn_demands *demands;
    const facs_pyramid_plan *plan;
    const facs_pyramid_level *level;
    int count;
    facs_candidate candidates[ROOM];
    share share[MAX_SHARES];
    asker asker[]; /* by member of the crew */
};

/* A member's memory for rows of the picture that are converted; NULL: none is. */
static uint8_t *rows_of(const facs_mtcnn_cascade *c, int member)
{
    return c->rows ? c->rows + 2 * FACS_ROW_ROOM(c->rows_width) * (size_t)member : NULL;
}

/* Fills a row of a network's input. Only two rows of the picture make it, so they are converted in
 * passing, to room: keeping what they are converted to would take more time, and a large picture's
 * memory. */
static void read_row(const facs_mtcnn_cascade *c, const facs_mix *columns, int count,
                     const facs_mix *line, uint8_t *room, float *row)
{
    const int left = columns[0].first, right = columns[count - 1].second + 1;
    const uint8_t *first = facs_image_row(c->picture, line->first, left, right, room);
    const uint8_t *second = first;

    if (line->second != line->first)
        second = facs_image_row(c->picture, line->second, left, right,
                                room ? room + FACS_ROW_ROOM(c->rows_width) : NULL);
    facs_bilinear_row(first, second, columns, count, line, row);
}

/* ---- PNet ------------------------------------------------------------------------------------ */

/* Adds a hit: place x, y of the level may be a face. Its maps say more. */
static void add_hit(facs_mtcnn_cascade *c, int x, int y, const float *maps)
{
    const float scale = c->level->scale;
    float out[FACS_CHANNEL_NARROW + FACS_CHANNEL_SLACK];

    c->kernels->row(facs_mtcnn_head(c->models), &maps, 1, out);
    const float score = facs_mtcnn_coarse_probability(out[0], out[1]);
    if (!(score >= c->demands->min_p) || c->count == ROOM)
        return;
    const float left = truncf((float)(2 * x + 1) / scale);
    const float upper = truncf((float)(2 * y + 1) / scale);
    const float right = truncf((float)(2 * x + FACS_MTCNN_SUPPORT) / scale);
    const float lower = truncf((float)(2 * y + FACS_MTCNN_SUPPORT) / scale);
    c->candidates[c->count++] = (facs_candidate){
        .box = {left + (float)c->plan->x, upper + (float)c->plan->y, right - left, lower - upper},
        .score = score,
        .correction = {out[2], out[3], out[4], out[5]},
        .order = x * c->level->height + y};
}

/* Scans a row of PNet's last maps for places where a face is more likely than not. */
static void scan_row(void *opaque, int y, const float *row)
{
    facs_mtcnn_cascade *c = opaque;
    const int maps = facs_mtcnn_head(c->models)->in_maps;
    const int width = facs_channel_run_side(c->scan, c->level->width);

    c->kernels->dot(row, width, c->models->difference, maps, c->models->difference_bias, c->dots);
    for (int x = 0; x < width; x++)
        if (c->dots[x] > 0)
            add_hit(c, x, y, row + (ptrdiff_t)x * maps);
}

static void scan_level(facs_mtcnn_cascade *c, const facs_pyramid_level *level)
{
    const int first = c->count;

    c->level = level;
    facs_channel_run_start(c->scan, level->width, level->height, scan_row, c);
    for (int y = 0; y < level->height; y++) {
        read_row(c, level->columns, level->width, &level->lines[y], rows_of(c, 0),
                 facs_channel_run_row(c->scan));
        facs_channel_run_take(c->scan);
    }
    c->count = first + facs_mtcnn_suppress(c->candidates + first, c->count - first, LEVEL_OVERLAP,
                                           FACS_OVERLAP_UNION);
}

/* ---- RNet and ONet --------------------------------------------------------------------------- */

/* RNet has fewer outputs; the rest of its row is not used. */
static void take_output(void *opaque, int y, const float *row)
{
    asker *own = opaque;
    (void)y;
    memcpy(own->output, row, sizeof(own->output));
}

/* Sets the candidate's points to ONet's output: x of five points, then their y, in sides of the
 * square it saw. */
static void take_points(facs_candidate *candidate, const float *output)
{
    for (int k = 0; k < POINTS; k++)
        for (int axis = 0; axis < 2; axis++)
            candidate->points[2 * k + axis] =
                candidate->box[axis] + output[axis * POINTS + k] * candidate->box[axis + 2];
}

/* Asks RNet or ONet about the candidate's square, which is read from one pixel further up and left,
 * as in OpenFace. */
static void ask(const facs_mtcnn_cascade *c, int is_last, asker *own, facs_candidate *candidate)
{
    facs_channel_run *run = is_last ? own->judge : own->refine;
    const int side = is_last ? FACS_MTCNN_O_SIDE : FACS_MTCNN_R_SIDE;
    facs_mix columns[FACS_MTCNN_O_SIDE], lines[FACS_MTCNN_O_SIDE];
    const int x = (int)candidate->box[0] - 1, y = (int)candidate->box[1] - 1;
    const int length = (int)candidate->box[2] + 1;

    facs_bilinear_axis(columns, side, x, length, c->picture->width);
    facs_bilinear_axis(lines, side, y, length, c->picture->height);
    facs_channel_run_start(run, side, side, take_output, own);
    for (int i = 0; i < side; i++) {
        read_row(c, columns, side, &lines[i], own->rows, facs_channel_run_row(run));
        facs_channel_run_take(run);
    }
    candidate->score = facs_mtcnn_probability(own->output[0], own->output[1]);
    memcpy(candidate->correction, own->output + 2, sizeof(candidate->correction));
    if (is_last)
        take_points(candidate, own->output + FACS_MTCNN_OUTPUTS);
}

static void ask_share(void *self, int member)
{
    const share *own = self;
    facs_mtcnn_cascade *c = own->cascade;
    for (int i = own->first; i < own->end; i++)
        ask(c, own->is_last, &c->asker[member], &c->candidates[i]);
}

/* Asks about all candidates. */
static void ask_all(facs_mtcnn_cascade *c, int is_last)
{
    const int min = is_last ? 1 : R_SHARE, even = (c->count + MAX_SHARES - 1) / MAX_SHARES;
    const int each = even > min ? even : min;
    int shares = 0;

    for (int first = 0; first < c->count; first += each) {
        share *next = &c->share[shares++];
        *next = (share){.task = {.run = ask_share, .self = next},
                        .cascade = c,
                        .is_last = is_last,
                        .first = first,
                        .end = first + each < c->count ? first + each : c->count};
        facs_crew_begin(c->crew, &next->task);
    }
    for (int i = 0; i < shares; i++)
        facs_crew_await(c->crew, &c->share[i].task);
}

/* Corrects and squares the best max; drops those that no picture could have. */
static void settle(facs_mtcnn_cascade *c, int max)
{
    int left = 0;
    for (int i = 0; i < c->count && left < max; i++) {
        facs_candidate *candidate = &c->candidates[i];
        facs_mtcnn_correct(candidate, 0);
        if (facs_mtcnn_square(candidate))
            c->candidates[left++] = *candidate;
    }
    c->count = left;
}

static void refine(facs_mtcnn_cascade *c)
{
    int left = 0;
    ask_all(c, 0);
    for (int i = 0; i < c->count; i++) {
        facs_candidate *candidate = &c->candidates[i];
        candidate->order = left;
        if (candidate->score >= c->demands->min_r)
            c->candidates[left++] = *candidate;
    }
    c->count = facs_mtcnn_suppress(c->candidates, left, OVERLAP, FACS_OVERLAP_UNION);
}

static void judge(facs_mtcnn_cascade *c)
{
    int left = 0;
    ask_all(c, 1);
    for (int i = 0; i < c->count; i++) {
        facs_candidate *candidate = &c->candidates[i];
        candidate->order = left;
        if (!(candidate->score >= c->demands->min_o))
            continue;
        facs_mtcnn_correct(candidate, 1);
        if (facs_mtcnn_is_box(candidate))
            c->candidates[left++] = *candidate;
    }
    c->count = facs_mtcnn_suppress(c->candidates, left, OVERLAP, FACS_OVERLAP_SMALLER);
}

/* ---- All three ------------------------------------------------------------------------------- */

/* Allocates memory for rows of the picture that must be converted. */
static int make_rows(facs_mtcnn_cascade *c, const facs_image *picture)
{
    if (!picture->canvas || picture->width <= c->rows_width)
        return 0;
    free(c->rows);
    const int members = facs_crew_members(c->crew);
    c->rows = malloc(2 * FACS_ROW_ROOM(picture->width) * (size_t)members);
    c->rows_width = c->rows ? picture->width : 0;
    for (int i = 0; i < members; i++)
        c->asker[i].rows = rows_of(c, i);
    return c->rows ? 0 : -ENOMEM;
}

/* Allocates memory for the widest level. */
static int make_room(facs_mtcnn_cascade *c, const facs_pyramid *pyramid)
{
    const facs_channel_network *p = &c->models->network[FACS_MTCNN_P];
    const int widest = pyramid->count ? pyramid->level[0].width : 0;

    if (widest <= c->widest)
        return 0;
    facs_channel_run_close(&c->scan);
    free(c->dots);
    c->widest = 0;
    c->dots = calloc((size_t)widest, sizeof(float));
    if (!c->dots || facs_channel_run_open(&c->scan, p, p->count - 1, widest) < 0)
        return -ENOMEM;
    c->widest = widest;
    return 0;
}

int facs_mtcnn_cascade_run(facs_mtcnn_cascade *cascade, const facs_image *picture,
                           const facs_pyramid *pyramid, const facs_mtcnn_demands *demands,
                           const facs_candidate **faces)
{
    if (make_rows(cascade, picture) < 0 || make_room(cascade, pyramid) < 0)
        return -ENOMEM;
    cascade->picture = picture;
    cascade->demands = demands;
    cascade->plan = &pyramid->plan;
    cascade->count = 0;
    for (int i = 0; i < pyramid->count; i++)
        scan_level(cascade, &pyramid->level[i]);
    cascade->count =
        facs_mtcnn_suppress(cascade->candidates, cascade->count, OVERLAP, FACS_OVERLAP_UNION);
    settle(cascade, demands->max_r);
    refine(cascade);
    settle(cascade, demands->max_o);
    judge(cascade);
    *faces = cascade->candidates;
    return cascade->count;
}

static int open_asker(asker *own, const facs_mtcnn_models *models)
{
    const facs_channel_network *r = &models->network[FACS_MTCNN_R];
    const facs_channel_network *o = &models->network[FACS_MTCNN_O];
    int status = facs_channel_run_open(&own->refine, r, r->count, FACS_MTCNN_R_SIDE);
    return status < 0 ? status : facs_channel_run_open(&own->judge, o, o->count, FACS_MTCNN_O_SIDE);
}

int facs_mtcnn_cascade_open(facs_mtcnn_cascade **out, const facs_mtcnn_models *models,
                            facs_crew *crew)
{
    const int members = facs_crew_members(crew);
    *out = NULL;
    facs_mtcnn_cascade *cascade =
        calloc(1, sizeof(*cascade) + (size_t)members * sizeof(cascade->asker[0]));
    if (!cascade)
        return -ENOMEM;
    cascade->models = models;
    cascade->crew = crew;
    cascade->kernels = facs_channel_kernels_choose();
    int status = 0;
    for (int i = 0; i < members && status == 0; i++)
        status = open_asker(&cascade->asker[i], models);
    if (status < 0)
        facs_mtcnn_cascade_close(&cascade);
    *out = cascade;
    return status < 0 ? -ENOMEM : 0;
}

void facs_mtcnn_cascade_close(facs_mtcnn_cascade **cascade)
{
    if (!*cascade)
        return;
    facs_channel_run_close(&(*cascade)->scan);
    for (int i = 0; i < facs_crew_members((*cascade)->crew); i++) {
        facs_channel_run_close(&(*cascade)->asker[i].refine);
        facs_channel_run_close(&(*cascade)->asker[i].judge);
    }
    free((*cascade)->dots);
    free((*cascade)->rows);
    free(*cascade);
    *cascade = NULL;
}
