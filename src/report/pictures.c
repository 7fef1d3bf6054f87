#include "report/pictures.h"

#include "base/base64.h"
#include "base/error.h"
#include "media/ffmpeg.h"
#include "media/image_writer.h"
#include "media/source.h"
#include "os/file.h"
#include "output/json.h"
#include "report/figures.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEIGHT     144  /* of a picture, pixels */
#define MAX_WIDTH  256  /* of a picture of a whole frame, pixels */
#define SURROUND   1.5  /* a picture's side relative to the larger side of the face */
#define SEEK_AFTER 10.0 /* seconds: about the distance of key frames, decoded in 0.3 s */
#define ROUNDING   6e-4 /* seconds: a CSV's times are rounded to a thousandth */

typedef struct maker {
    json_t *pictures;
    const facs_recording *recording;
    facs_source *source;
    facs_frame_pool *pool;
    facs_error *error;
} maker;

typedef struct area {
    int left, top, width, height;
} area;

/* The part of the square around the face that is in the frame; the whole frame without a box. */
static area area_of(const maker *m, const facs_peak *peak, const facs_pool_frame *frame)
{
    const facs_recorded_face *face = &m->recording->faces[peak->face];
    double box[4];
    for (int i = 0; i < 4; i++)
        box[i] = m->recording->has[FACS_MEASURE_BOX]
                     ? (double)face->values[FACS_MEASURE_BOX + i][peak->row]
                     : (double)NAN;
    const double half = SURROUND / 2 * fmax(box[2] - box[0], box[3] - box[1]);
    const double x = (box[0] + box[2]) / 2, y = (box[1] + box[3]) / 2;
    const double left = fmax(0, x - half), right = fmin(frame->width, x + half);
    const double top = fmax(0, y - half), bottom = fmin(frame->height, y + half);
    if (!(isfinite(half) && right - left >= 2 && bottom - top >= 2))
        return (area){0, 0, frame->width, frame->height};
    return (area){(int)left, (int)top, (int)(right - left), (int)(bottom - top)};
}

/* [name, intensity] of each Action Unit that peaks there. */
static json_t *units_of(const maker *m, const facs_peak *peak)
{
    const facs_recorded_face *face = &m->recording->faces[peak->face];
    json_t *units = json_array();
    for (int i = 0; i < FACS_INTENSITIES; i++)
        if (peak->action_units & 1u << i)
            facs_json_append(
                &units, json_pack("[s, f]", facs_intensity_name(i),
                                  (double)face->values[FACS_MEASURE_INTENSITY + i][peak->row]));
    return units;
}

/* Scales an area of a frame; allocated blue-green-red rows. */
static uint8_t *scaled(const facs_pool_frame *frame, area a, int width, int height)
{
    uint8_t *pixels = malloc((size_t)width * (size_t)height * 3 + FACS_IMAGE_SPARE);
    struct SwsContext *scaler =
        sws_getContext(a.width, a.height, AV_PIX_FMT_BGR24, width, height, AV_PIX_FMT_BGR24,
                       a.width > width ? SWS_AREA : SWS_BICUBIC, NULL, NULL, NULL);
    const uint8_t *from[4] = {frame->pixels + a.top * frame->stride + 3 * (ptrdiff_t)a.left};
    const int from_stride[4] = {(int)frame->stride}, to_stride[4] = {3 * width};
    uint8_t *to[4] = {pixels};
    if (pixels &&
        (!scaler || sws_scale(scaler, from, from_stride, 0, a.height, to, to_stride) != height)) {
        free(pixels);
        pixels = NULL;
    }
    sws_freeContext(scaler);
    return pixels;
}

/* The JPEG of a picture as base64; *text is allocated, NULL on failure. */
static int encode(char **text, const facs_image *picture, facs_error *error)
{
    facs_image_writer *writer;
    const uint8_t *bytes;
    size_t count;
    *text = NULL;
    int status = facs_image_writer_open(&writer, ".jpg", picture->width, picture->height, 0, error);
    if (status == 0)
        status = facs_image_writer_encode(writer, picture, &bytes, &count, error);
    if (status == 0) {
        *text = malloc(FACS_BASE64_SIZE(count));
        if (*text)
            facs_base64(*text, bytes, count);
        else
            status = facs_fail_memory(error, "a picture");
    }
    facs_image_writer_close(&writer);
    return status;
}

static int add_picture(maker *m, const facs_peak *peak, const facs_pool_frame *frame)
{
    const area a = area_of(m, peak, frame);
    const int width = (int)fmax(1, fmin(MAX_WIDTH, round((double)HEIGHT * a.width / a.height)));
    uint8_t *pixels = scaled(frame, a, width, HEIGHT);
    if (!pixels)
        return facs_fail_memory(m->error, "a picture");
    char *jpeg;
    const int status = encode(
        &jpeg,
        &(facs_image){.pixels = pixels, .width = width, .height = HEIGHT, .stride = 3 * width},
        m->error);
    free(pixels);
    if (status < 0)
        return status;
    json_t *picture =
        json_pack("{s:i, s:I, s:f, s:o, s:i, s:i, s:s}", "face", peak->face, "frame",
                  (json_int_t)m->recording->faces[peak->face].frames[peak->row], "time", peak->time,
                  "aus", units_of(m, peak), "width", width, "height", HEIGHT, "jpeg", jpeg);
    free(jpeg);
    if (json_array_append_new(m->pictures, picture) < 0)
        return facs_fail_memory(m->error, "a picture");
    return 0;
}

/* 1: the frame shows the row, by time, or by number if the recording has no times. */
static int is_reached(const maker *m, const facs_peak *peak, const facs_pool_frame *frame)
{
    return m->recording->has_times ? frame->time >= peak->time - ROUNDING
                                   : (double)frame->index + 1 >= peak->time;
}

/* Reads on to each peak's frame and adds its picture. */
static int add_all(maker *m, const facs_peak *peaks, int count)
{
    facs_pool_frame *frame = NULL;
    int sought = -1; /* the last peak sought: once each, since key frames may be far apart */
    int status = facs_source_read(m->source, m->pool, &frame, m->error);
    for (int i = 0; i < count && status == 0 && frame;) {
        if (is_reached(m, &peaks[i], frame)) {
            status = add_picture(m, &peaks[i++], frame);
            continue;
        }
        if (i > sought && m->recording->has_times && peaks[i].time - frame->time > SEEK_AFTER) {
            facs_source_seek(m->source, peaks[i].time); /* if this fails, it reads on */
            sought = i;
        }
        facs_frame_pool_put(m->pool, frame);
        frame = NULL;
        status = facs_source_read(m->source, m->pool, &frame, m->error);
    }
    if (frame)
        facs_frame_pool_put(m->pool, frame);
    return status;
}

int facs_video_is_local(const char *path)
{
    const facs_file_kind kind = facs_path_kind(path);
    return (kind == FACS_REGULAR_FILE || kind == FACS_FOLDER) &&
           facs_source_kind_of_name(path) == FACS_NAME_OF_FILE;
}

/* A name within a message, cut to 200 bytes. */
#define NAME "%.200s"

static int open_video(maker *m, const facs_video_facts *video, char *note, size_t note_size)
{
    const facs_source_options options = {.fps = video->fps,
                                         .stream = video->stream,
                                         .deinterlace = video->deinterlace,
                                         .rotate = video->rotate,
                                         .max_pixels = video->max_pixels};
    if (!video->path && video->missing) {
        snprintf(note, note_size, "%s", video->missing);
        return -ENOENT;
    }
    if (!video->path || !facs_video_is_local(video->path)) {
        snprintf(note, note_size, "the video " NAME "%sis not there",
                 video->path ? video->path : "", video->path ? " " : "");
        return -ENOENT;
    }
    int status = facs_source_open(&m->source, video->path, &options, m->error);
    if (status < 0)
        return status;
    const facs_source_info *info = facs_source_get_info(m->source);
    if (video->width > 0 && info->width > 0 &&
        (info->width != video->width || info->height != video->height)) {
        snprintf(note, note_size,
                 NAME " has frames of %d x %d pixels, but the measured video had %d x %d",
                 video->path, info->width, info->height, video->width, video->height);
        return -EINVAL;
    }
    status = facs_frame_pool_open(&m->pool, 0, 2, 0);
    return status < 0 ? facs_fail_memory(m->error, "the pictures") : 0;
}

int facs_pictures_add(json_t *pictures, const facs_recording *recording,
                      const facs_video_facts *video, char *note, size_t note_size,
                      facs_error *error)
{
    facs_peak peaks[FACS_MAX_PICTURES];
    facs_error reason = {.kind = FACS_ERROR_NONE};
    maker m = {.pictures = pictures, .recording = recording, .error = &reason};

    note[0] = 0;
    const int count = facs_peaks_choose(peaks, FACS_MAX_PICTURES, recording);
    if (count < 0)
        return facs_fail_memory(error, "the peaks");
    if (count == 0)
        return 0;
    int status = open_video(&m, video, note, note_size);
    if (status == 0)
        status = add_all(&m, peaks, count);
    if (status < 0 && !note[0])
        snprintf(note, note_size, "%s", reason.text);
    else if (status == 0 && json_array_size(pictures) < (size_t)count)
        snprintf(note, note_size, "the video " NAME " ends before %d of the %d peaks", video->path,
                 count - (int)json_array_size(pictures), count);
    facs_frame_pool_close(&m.pool);
    facs_source_close(&m.source);
    if (status == -ENOMEM && error)
        *error = reason;
    return status == -ENOMEM ? status : 0;
}
