/* A folder of images as a video, in natural order of names and at a given rate. */
#include "media/source_video.h"

#include "base/natural.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_FPS 30.0 /* frames per second, OpenFace's default for images */

/* Images that are examined to find out how many bits the samples use. */
#define SURVEYED_IMAGES 32

typedef struct images {
    facs_source source;
    char **names;       /* in the folder, sorted */
    const char **shown; /* [decoded] of these, by the frame's index */
    int count, next;
    int64_t decoded;
    const char *first; /* name of the image that set the size, or NULL */
    int bits;          /* in use in the 16-bit samples of all images; 0: not known yet */
    int found_bits;    /* in the last image; 0: no 16-bit samples, or black */
    int found_more;    /* 1: the last file holds several pictures */
} images;

static int compare_names(const void *first, const void *second)
{
    return facs_natural_compare(*(char *const *)first, *(char *const *)second);
}

static void close_images(facs_source *source)
{
    images *folder = (images *)source;
    facs_names_free(folder->names, folder->count);
    free(folder->shown);
}

/* The first image describes all of them. */
static void describe(images *folder, const char *name, const facs_source_info *image)
{
    facs_source_info *info = &folder->source.info;

    folder->first = name;
    info->width = image->width;
    info->height = image->height;
    info->rotation = image->rotation;
    info->stored_width = image->stored_width;
    info->stored_height = image->stored_height;
    memcpy(info->aspect, image->aspect, sizeof(info->aspect));
    memcpy(info->format, image->format, sizeof(info->format));
    memcpy(info->codec, image->codec, sizeof(info->codec));
}

/* Warns about an image that was scaled to the first one's size. */
static void note_size(const images *folder, const char *name, const facs_source *image)
{
    const facs_source_info *info = &folder->source.info;
    if (image->upright_width != info->width || image->upright_height != info->height)
        facs_warnings_add(folder->source.options.warnings, FACS_WARNING_SIZE_CHANGE,
                          folder->decoded, (double)(folder->next - 1) / info->frame_rate,
                          "%s: %dx%d instead of %dx%d (%s)", name, image->upright_width,
                          image->upright_height, info->width, info->height, folder->first);
}

/* Opens an image of the folder. A folder named like an image opens as images, and is refused. */
static int open_image(facs_source **image, const images *folder, const char *name,
                      facs_error *error)
{
    facs_source_options options = folder->source.options;
    char *path = facs_path_join(folder->source.name, name);
    if (!path)
        return facs_fail_memory(error, "the path of an image");
    options.log = (facs_log){0}; /* each failure is warned of once, by the folder */
    options.warnings = NULL;
    options.still = 1;
    options.begin = options.end = 0;
    options.sample_bits = folder->bits;
    int status = facs_path_kind(path) == FACS_FOLDER
                     ? facs_source_open_images(image, path, &options, error)
                     : facs_video_open(image, path, &options, facs_open_file, error);
    if (status == 0 && strcmp(facs_source_get_info(*image)->kind, "image") != 0)
        status = facs_source_refuse(error, "%s: this is not an image", path);
    free(path);
    return status;
}

/* Reads one image file. An INPUT error concerns only this image. */
static int read_image(images *folder, const char *name, facs_frame_pool *pool,
                      facs_pool_frame **frame, facs_error *error)
{
    const double start = facs_clock_ms();
    facs_source *image = NULL;
    int status = open_image(&image, folder, name, error);
    if (status)
        goto done;
    if (folder->first) {
        image->wanted_width = folder->source.info.width;
        image->wanted_height = folder->source.info.height;
    }
    const double opened = facs_clock_ms();
    status = facs_source_read(image, pool, frame, error);
    if (status == 0) {
        (*frame)->decode_ms += opened - start;
        if (!folder->first)
            describe(folder, name, &image->info);
        note_size(folder, name, image);
        folder->found_bits = image->info.sample_bits;
        folder->found_more = image->info.more_pictures;
    }

done:
    facs_source_close(&image);
    return status;
}

/* Bits that the samples of one image use; 0: unknown. */
static int bits_of(const images *folder, const char *name)
{
    facs_source *image = NULL;
    facs_frame_pool *pool = NULL;
    facs_pool_frame *frame = NULL;
    int bits = 0;

    if (facs_frame_pool_open(&pool, 1, 2, 0) == 0 && open_image(&image, folder, name, NULL) == 0 &&
        facs_source_read(image, pool, &frame, NULL) == 0 && frame)
        bits = image->info.sample_bits;
    if (frame)
        facs_frame_pool_put(pool, frame);
    facs_frame_pool_close(&pool);
    facs_source_close(&image);
    return bits;
}

/* Chooses one number of bits for all images, so that none flickers: the largest of a sample across
 * the folder, if the first image with 16-bit samples uses fewer. Returns 1 if that one must be read
 * again. */
static int choose_bits(images *folder, const char *name)
{
    int bits = folder->found_bits;

    if (folder->bits || !bits)
        return 0;
    const int count = folder->count < SURVEYED_IMAGES ? folder->count : SURVEYED_IMAGES;
    for (int64_t i = 0; i < count && bits < 16; i++) {
        const int found = bits_of(folder, folder->names[i * folder->count / count]);
        bits = found > bits ? found : bits;
    }
    folder->bits = bits;
    if (bits < 16)
        facs_warnings_add(folder->source.options.warnings, FACS_WARNING_NARROW_SAMPLES,
                          folder->decoded, NAN, "%d of 16 bits, %s", bits, name);
    return bits != folder->found_bits;
}

/* Numbers the next frame, which is of that file. */
static int64_t number_frame(images *folder, const char *name)
{
    const int64_t index = folder->decoded++;
    folder->shown[index] = name;
    folder->source.info.picture_count = folder->decoded;
    return index;
}

static int read_images(facs_source *source, facs_frame_pool *pool, facs_pool_frame **frame,
                       facs_error *error)
{
    images *folder = (images *)source;
    facs_source_info *info = &source->info;

    while (folder->next < folder->count) {
        const int place = folder->next++;
        const double time = (double)place / info->frame_rate;
        facs_error failure = {0};
        const char *name = folder->names[place];
        if (facs_source_is_beyond(source, time))
            return 0;
        if (facs_source_is_early(source, time)) {
            number_frame(folder, name); /* without opening it */
            continue;
        }
        int status = read_image(folder, name, pool, frame, &failure);
        if (status == 0 && choose_bits(folder, name)) {
            facs_frame_pool_put(pool, *frame);
            status = read_image(folder, name, pool, frame, &failure);
        }
        if (status == 0) {
            (*frame)->time = time;
            if (folder->found_more)
                facs_warnings_add(source->options.warnings, FACS_WARNING_FIRST_PICTURE_ONLY,
                                  folder->decoded, (*frame)->time, "%s", name);
            (*frame)->index = number_frame(folder, name);
            return 0;
        }
        if (failure.kind != FACS_ERROR_INPUT) {
            if (error)
                *error = failure;
            return status;
        }
        info->failed++;
        facs_warnings_add(source->options.warnings, FACS_WARNING_UNREADABLE_IMAGES, -1, time, "%s",
                          failure.text);
    }
    if (folder->decoded == 0)
        return facs_source_refuse(error,
                                  "%s: none of the %d images in this folder could be decoded",
                                  source->name, folder->count);
    return 0;
}

static int fill(images *folder, facs_error *error)
{
    facs_source *source = &folder->source;
    const double fps = source->options.fps;

    folder->count = facs_path_list(source->name, facs_source_is_image_name, &folder->names);
    if (folder->count == -ENOMEM)
        return facs_fail_memory(error, "the names of a folder");
    if (folder->count < 0)
        return facs_fail(error, FACS_ERROR_INPUT, facs_source_errno(folder->count),
                         "%s: the folder cannot be read: %s", source->name,
                         facs_strerror(folder->count));
    if (folder->count == 0)
        return facs_source_refuse(error,
                                  "%s: there are no images in this folder; .jpg, .png, .bmp, .tif, "
                                  ".webp or .ppm files were expected; give videos one by one",
                                  source->name);
    folder->shown = calloc((size_t)folder->count, sizeof(*folder->shown));
    if (!folder->shown)
        return facs_fail_memory(error, "the names of a folder");
    source->info.pictures = folder->shown;
    qsort(folder->names, (size_t)folder->count, sizeof(*folder->names), compare_names);
    source->info.kind = "images";
    source->info.frame_rate = fps > 0 ? fps : DEFAULT_FPS;
    source->info.frames_expected = (int64_t)folder->count;
    source->info.duration = (double)folder->count / source->info.frame_rate;
    return 0;
}

int facs_source_open_images(facs_source **out, const char *name, const facs_source_options *options,
                            facs_error *error)
{
    static const facs_source_calls calls = {.read = read_images, .close = close_images};
    images *folder = facs_source_create(sizeof(*folder), &calls, name, options);
    if (!folder)
        return facs_fail_memory(error, "a folder of images");
    facs_source *source = &folder->source;
    int status = fill(folder, error);
    if (status) {
        facs_source_close(&source);
        return status;
    }
    facs_source_show(source, 0);
    *out = source;
    return 0;
}
