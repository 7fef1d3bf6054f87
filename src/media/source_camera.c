/* Cameras through libavdevice: Video4Linux2 on Linux, AVFoundation on macOS, DirectShow on Windows.
 */
#include "media/ffmpeg.h"
#include "media/source_video.h"

#include "media/ffmpeg_libraries.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include "os/cameras_windows.h"
#endif

/* Sets of options, tried in order. Video4Linux2: most cameras reach 30 frames/s at full size only
 * with MJPEG. AVFoundation needs a frame rate that the camera supports and an explicit pixel
 * format. DirectShow drops frames that find no room in its buffer, whose usual size is less than a
 * picture of 1920 x 1080 pixels. */
#ifdef __APPLE__
#define DEVICE_FORMAT "avfoundation"
static const char *const attempts[] = {"framerate=30:pixel_format=nv12",
                                       "framerate=30:pixel_format=uyvy422", "framerate=30"};
static const char advice[] = "allow this terminal to use the camera (System Settings, Privacy & "
                             "Security, Camera), close other programs that use it, and try again";
#elif defined(_WIN32)
#define DEVICE_FORMAT "dshow"
static const char *const attempts[] = {"rtbufsize=64M:framerate=30", "rtbufsize=64M"};
static const char advice[] =
    "plug the camera in, close other programs that use it, and let desktop "
    "apps use it (Settings, Privacy & security, Camera)";
#else
#define DEVICE_FORMAT "v4l2"
static const char *const attempts[] = {"input_format=mjpeg:framerate=30", "framerate=30", ""};
static const char advice[] = "plug the camera in, close other programs that use it, and make "
                             "sure that you may read the device (group video)";
#endif

#define ADDRESS_BYTES 512

#ifdef __APPLE__
/* "0:none" or "FaceTime HD Camera:none": no microphone. AVFoundation looks up the name itself. */
static int find_device(const AVInputFormat *demuxer, const char *device, char *address)
{
    (void)demuxer;
    const int length = snprintf(address, ADDRESS_BYTES, "%s:none", device);
    return length < ADDRESS_BYTES ? 0 : AVERROR(EINVAL);
}
#elif defined(_WIN32)
typedef struct search {
    const char *wanted;
    long number; /* -1: it is a name */
    char *address;
    long at;
    int found;
} search;

/* A ':' would end the name; dshow itself compares with what it is replaced by here. */
static void compare_camera(void *opaque, const char *name, const char *id)
{
    search *seen = opaque;
    const long here = seen->at++;
    const int same =
        seen->number >= 0 ? here == seen->number : av_strcasecmp(name, seen->wanted) == 0;
    if (!same || seen->found)
        return;
    const int length = snprintf(seen->address, ADDRESS_BYTES, "video=%s", id);
    seen->found = length < ADDRESS_BYTES;
    for (char *c = seen->address; seen->found && *c; c++)
        if (*c == ':')
            *c = '_';
}

/* device: a number, from 0, or a name, ignoring case. */
static int find_device(const AVInputFormat *demuxer, const char *device, char *address)
{
    (void)demuxer;
    const int is_number = device[strspn(device, "0123456789")] == '\0';
    search seen = {
        .wanted = device, .number = is_number ? strtol(device, NULL, 10) : -1, .address = address};
    const int count = facs_windows_cameras(compare_camera, &seen);
    if (count < 0)
        return count == -EIO ? AVERROR_EXTERNAL : AVERROR(-count);
    return seen.found ? 0 : AVERROR(ENOENT);
}
#else
/* Finds a device by the name of its card, ignoring case. */
static int find_card(const AVInputFormat *demuxer, const char *card, char *address)
{
    AVDeviceInfoList *list = NULL;
    int found = 0;

    if (facs_avdevice.list_input_sources(demuxer, NULL, NULL, &list) < 0)
        return AVERROR(ENOENT);
    for (int i = 0; i < list->nb_devices && !found; i++) {
        const AVDeviceInfo *info = list->devices[i];
        if (info->device_description && av_strcasecmp(info->device_description, card) == 0)
            found = snprintf(address, ADDRESS_BYTES, "%s", info->device_name) < ADDRESS_BYTES;
    }
    facs_avdevice.free_list_devices(&list);
    return found ? 0 : AVERROR(ENOENT);
}

/* device: a number, a path, or the name of the card. */
static int find_device(const AVInputFormat *demuxer, const char *device, char *address)
{
    if (device[0] != '/' && device[strspn(device, "0123456789")] != '\0')
        return find_card(demuxer, device, address);
    const int length =
        snprintf(address, ADDRESS_BYTES, "%s%s", device[0] == '/' ? "" : "/dev/video", device);
    return length < ADDRESS_BYTES ? 0 : AVERROR(EINVAL);
}
#endif

/* Returns 1 if other options will not help. */
static int is_final(int status)
{
    return status == AVERROR_EXIT || status == AVERROR(ENOENT) || status == AVERROR(ENODEV) ||
           status == AVERROR(ENXIO) || status == AVERROR(EACCES) || status == AVERROR(EPERM) ||
           status == AVERROR(EBUSY) || status == AVERROR(ENOMEM);
}

/* Returns 0, or FFmpeg's status of the last attempt. */
static int try_options(facs_video *video, const char *address, const AVInputFormat *demuxer)
{
    int status = AVERROR(EINVAL);

    for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
        /* Non-blocking, so that a request to give up is heard while no frame comes. */
        status = facs_video_open_input(video, address, demuxer, AVFMT_FLAG_NONBLOCK, attempts[i]);
        if (status >= 0 || is_final(status))
            break;
    }
    return status;
}

static int explain_camera(const facs_video *video, const char *address, int status,
                          facs_error *error)
{
    const char *name = video->source.name;

    if (status == AVERROR(ENOMEM))
        return facs_fail_memory(error, "opening a camera");
    if (status == AVERROR_EXIT && !facs_video_is_late(video))
        return facs_source_give_up(&video->source, error);
    if (status == AVERROR(ENOENT) || status == AVERROR(ENODEV) || status == AVERROR(ENXIO))
        return facs_fail(error, FACS_ERROR_INPUT, -ENOENT, "%s: there is no such camera (%s); %s",
                         name, address, advice);
    return facs_fail(error, FACS_ERROR_INPUT, facs_source_errno(status),
                     "%s: the camera (%s) could not be opened: %s; %s", name, address,
                     status == AVERROR_EXIT ? "it does not answer" : av_err2str(status), advice);
}

int facs_open_camera(facs_video *video, facs_error *error)
{
    const char *name = video->source.name, *device = name + strlen(FACS_CAMERA_PREFIX);
    char address[ADDRESS_BYTES];

    if (device[0] == '\0')
        return facs_source_refuse(
            error, "%s: no camera is named; give its number, as in camera:0, or its name", name);
    int status = facs_avdevice_open(error);
    if (status < 0)
        return status;
    facs_avdevice.register_all();
    const AVInputFormat *demuxer = av_find_input_format(DEVICE_FORMAT);
    if (!demuxer)
        return facs_fail(error, FACS_ERROR_INPUT, -ENOENT,
                         "%s: this FFmpeg was built without cameras (%s)", name, DEVICE_FORMAT);
    snprintf(address, sizeof(address), "%s", device);
    video->live = 1;
    status = find_device(demuxer, device, address);
    if (status == 0)
        status = try_options(video, address, demuxer);
    if (status < 0)
        return explain_camera(video, address, status, error);
    video->source.info.kind = "camera";
    return facs_video_start(video, error);
}
