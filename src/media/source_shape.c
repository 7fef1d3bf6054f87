/* The size and shape of pictures: square pixels, the right way up, all of one size. */
#include "media/source_video.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>
#include <string.h>

void facs_video_set_size(facs_video *video, int width, int height)
{
    facs_source_info *info = &video->source.info;
    const int *aspect = video->picture.aspect;

    facs_picture_upright_size(&video->picture, width, height, &info->width, &info->height);
    info->rotation = 90 * video->picture.quarter_turns;
    info->stored_width = width;
    info->stored_height = height;
    info->aspect[0] = aspect[0] ? aspect[0] : 1;
    info->aspect[1] = aspect[1] ? aspect[1] : 1;
}

int facs_video_check_size(const facs_video *video, int width, int height, facs_error *error)
{
    int upright_width, upright_height;

    facs_picture_upright_size(&video->picture, width, height, &upright_width, &upright_height);
    if (upright_width <= FACS_IMAGE_MAX_SIDE && upright_height <= FACS_IMAGE_MAX_SIDE)
        return 0;
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: its pictures are %dx%d, larger than the %dx%d that can be analyzed; "
                     "scale it down",
                     video->source.name, upright_width, upright_height, FACS_IMAGE_MAX_SIDE,
                     FACS_IMAGE_MAX_SIDE);
}

int facs_video_is_too_large(const facs_video *video)
{
    return facs_video_check_size(video, video->frame->width, video->frame->height, NULL) != 0;
}

void facs_video_note_declared(facs_video *video)
{
    for (unsigned i = 0; i < video->format->nb_streams && i < FACS_DECLARED_STREAMS; i++) {
        const AVCodecParameters *parameters = video->format->streams[i]->codecpar;
        video->declared[i][0] = parameters->width;
        video->declared[i][1] = parameters->height;
    }
}

/*
 * A call through a browser begins with small pictures, which grow as the line allows. Where the
 * container declares larger ones of the same shape, that is the size of all. (Half as many pixels
 * more: what a codec crops is no growth. Of other containers the headers are often wrong.)
 */
static void take_declared_size(facs_video *video)
{
    facs_source_info *info = &video->source.info;
    const char *format = video->format->iformat->name;
    const int stream = video->stream->index, rotation = info->rotation;

    if (stream >= FACS_DECLARED_STREAMS ||
        (strncmp(format, "matroska", 8) != 0 && strncmp(format, "mov,", 4) != 0))
        return;
    const double across = (double)video->declared[stream][0] / info->stored_width;
    const double down = (double)video->declared[stream][1] / info->stored_height;
    if (across < 1 || down < 1 || across * down < 1.5 || fabs(across / down - 1) > 0.02 ||
        facs_video_check_size(video, video->declared[stream][0], video->declared[stream][1], NULL))
        return;
    facs_picture_upright_size(&video->picture, video->declared[stream][0],
                              video->declared[stream][1], &info->width, &info->height);
    info->rotation = rotation;
}

/* Orientation and pixels of this frame; without word of its own it is as before. */
static void take_shape(facs_video *video)
{
    AVFrame *frame = video->frame;
    const AVFrameSideData *side = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);

    if (side && side->size >= 9 * sizeof(int32_t))
        facs_picture_orient(&video->picture, side->data);
    facs_picture_set_aspect(&video->picture,
                            av_guess_sample_aspect_ratio(video->format, video->stream, frame));
}

int facs_video_accept_shape(facs_video *video, facs_error *error)
{
    const AVFrame *frame = video->frame;
    facs_source *source = &video->source;
    facs_source_info *info = &source->info;

    take_shape(video);
    facs_picture_upright_size(&video->picture, frame->width, frame->height, &source->upright_width,
                              &source->upright_height);
    if (video->decoded == 0) {
        int status = facs_video_check_size(video, frame->width, frame->height, error);
        if (status)
            return status;
        facs_video_set_size(video, frame->width, frame->height);
        if (source->wanted_width > 0) {
            info->width = source->wanted_width;
            info->height = source->wanted_height;
        } else {
            take_declared_size(video);
        }
    }
    if (source->upright_width != info->width || source->upright_height != info->height)
        facs_warnings_add(facs_video_warnings(video), FACS_WARNING_SIZE_CHANGE, video->decoded,
                          video->moment.time, "%dx%d instead of %dx%d", source->upright_width,
                          source->upright_height, info->width, info->height);
    return 0;
}
