/*
 * facs: facial Action Units from video. The public interface of libfacs.
 *
 * Copyright (c) 2026 the facs authors. SPDX-License-Identifier: BSD-2-Clause
 *
 * Each picture passes through a face detector, 68 landmarks, a shape fit, head pose, an aligned and
 * masked face, FHOG and geometry features, running medians (the person's neutral face), and 17
 * predictors of intensity and 18 of presence. At the end of a video its predictions are calibrated
 * over all frames. The numbers are those of OpenFace 2.2's CSV files.
 *
 * Conventions
 *  - Functions return 0 or a negative errno, which facs_strerror() names. A NULL argument that the
 *    function needs is answered with -EINVAL. Functions that can say more fill a facs_error, which
 *    the caller owns and may pass as NULL.
 *  - facs_x_open() writes the handle on success and NULL on failure. facs_x_close() takes the
 *    handle's address, releases the handle and sets it to NULL. Closing NULL is allowed.
 *  - Structs that the caller allocates begin with their size. Fill options with their
 *    facs_default_*() function, and set the size of the others: facs_result result = {.size =
 *    sizeof(result)}. A program built against an older header runs with a newer library:
 *    docs/abi.md.
 *  - Strings that are passed in are only read during the call, unless stated otherwise. Paths and
 *    texts are UTF-8.
 *  - Handles may move between threads. A handle is used by one thread at a time, except
 * facs_models, which any number of analyzers may share at once.
 *  - The library never prints, exits, or touches locale and signals. Messages go to the log
 * callback in the options. One exception: before it loads ONNX Runtime, it sets the environment
 * variable ORT_DISABLE_TELEMETRY to 1 unless it is set already. Nothing else keeps official builds
 * of ONNX Runtime from reporting to their maker. If other threads of your program read the
 * environment, set the variable yourself first.
 *  - FFmpeg reports much damage in its log only, and has one log callback per process. While an
 *    input is open, that is the library's. A program that has a callback of its own passes it to
 *    facs_set_ffmpeg_log instead of av_log_set_callback and still receives every message.
 *  - Landmarks are 68 points in the order of iBUG 300-W, stored as x0..x67, y0..y67 in pixels;
 * pixel centres are whole numbers. Pixels are 8 bits per channel: facs_pixel_format.
 */
#ifndef FACS_FACS_H
#define FACS_FACS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define FACS_API __attribute__((visibility("default"))) /* what the shared library exports */
#else
#define FACS_API /* what the shared library exports */
#endif

/* The version of this header; facs_version() and facs_version_number() give the library's. */
#define FACS_VERSION_MAJOR 0
#define FACS_VERSION_MINOR 2 /* changes before 1.0 when the ABI does */
#define FACS_VERSION_PATCH 0 /* the same ABI and the same numbers */
/* The three in one number: 0.2.0 is 200, 1.2.3 is 10203. */
#define FACS_VERSION_NUMBER                                                                        \
    (FACS_VERSION_MAJOR * 10000 + FACS_VERSION_MINOR * 100 + FACS_VERSION_PATCH)

#define FACS_LANDMARKS   68 /* points */
#define FACS_MODES       34 /* modes of the shape model */
#define FACS_EYE_POINTS  56 /* points of both eyes: 28 of the left, 28 of the right */
#define FACS_INTENSITIES 17 /* AUxx_r columns */
#define FACS_PRESENCES   18 /* AUxx_c columns */
#define FACS_MAX_FACES   32 /* tracked at the same time */
#define FACS_MAX_BATCH   64 /* frames tracked in parallel */
#define FACS_MIN_FACE    12 /* pixels: the smallest width that a detector can look for */

/* ---- Errors -------------------------------------------------------------------------------- */

/* The cause of a failure, from which a program derives its exit status. */
typedef enum facs_error_kind {
    FACS_ERROR_NONE,
    FACS_ERROR_USAGE,       /* an option is out of range, unknown or contradictory */
    FACS_ERROR_INPUT,       /* a video, image or table cannot be read as what it should be */
    FACS_ERROR_OUTPUT,      /* a result cannot be written */
    FACS_ERROR_ENVIRONMENT, /* a model, the inference runtime or a provider is missing or broken */
    FACS_ERROR_CANCELLED,   /* the caller asked to stop */
    FACS_ERROR_INTERNAL,    /* no memory, no thread, or a defect of the library */
    FACS_ERROR_CLOSED       /* the reader of a stream of rows closed it: a clean end */
} facs_error_kind;

/* What went wrong. The caller owns it; its layout never changes. */
typedef struct facs_error {
    facs_error_kind kind; /* FACS_ERROR_NONE: nothing */
    char text[1024];      /* one sentence without full stop or newline: which file, what was
                             expected, what to do */
} facs_error;

/* A short English text for 0 or a negative errno. Static storage; thread-safe. */
FACS_API const char *facs_strerror(int status);

/* The library's version, "major.minor.patch". Static storage. */
FACS_API const char *facs_version(void);

/* The library's version as FACS_VERSION_NUMBER: compare with < and >=. */
FACS_API int facs_version_number(void);

/* ---- Log ----------------------------------------------------------------------------------- */

/* How serious a message is. */
typedef enum facs_log_level {
    FACS_LOG_ERROR,
    FACS_LOG_WARNING,
    FACS_LOG_INFO,
    FACS_LOG_DEBUG
} facs_log_level;

/* Where messages go. write is called from any of the library's threads and must be thread-safe;
 * text is one line without a newline. The layout of this struct never changes. */
typedef struct facs_log {
    void (*write)(void *opaque, facs_log_level level, const char *text); /* NULL: silence */
    void *opaque;                                                        /* passed to write */
    facs_log_level level; /* nothing more detailed than this is passed on */
} facs_log;

/*
 * Set the program's own callback for FFmpeg's log. Use this instead of av_log_set_callback, which
 * would disconnect the library or be overwritten by it. The callback receives every message. NULL:
 * av_log_default_callback. Thread-safe; the callback must be thread-safe too.
 */
FACS_API void facs_set_ffmpeg_log(void (*callback)(void *context, int level, const char *format,
                                                   va_list arguments));

/* ---- Options of the analysis ---------------------------------------------------------------- */

/* Where ONNX Runtime's networks run. */
typedef enum facs_backend {
    FACS_BACKEND_AUTO, /* CUDA, Core ML, CPU: the first that works */
    FACS_BACKEND_CPU,
    FACS_BACKEND_COREML,
    FACS_BACKEND_CUDA
} facs_backend;

/* What ONNX Runtime's networks compute in. */
typedef enum facs_precision {
    FACS_PRECISION_FP32,
    FACS_PRECISION_FP16, /* for Core ML and CUDA; on the CPU it is no faster */
    FACS_PRECISION_INT8  /* on the CPU, with networks that facs_quantize made */
} facs_precision;

/* Which predictors of Action Units. */
typedef enum facs_au_models {
    FACS_AU_DYNAMIC, /* models relative to the person's neutral face: for videos */
    FACS_AU_STATIC,  /* models without a neutral face: for single images and short clips */
    FACS_AU_NONE /* no Action Units: landmarks, pose, gaze and shape cost no more than they do */
} facs_au_models;

/* Where the 68 landmarks come from. */
typedef enum facs_landmark_method {
    FACS_LANDMARKS_CLNF, /* OpenFace's own landmarks, with eyes and gaze */
    FACS_LANDMARKS_PFLD, /* a network's landmarks; no gaze */
    FACS_LANDMARKS_GIVEN /* points that come with each frame: no face is looked for */
} facs_landmark_method;

/* What a landmark method does, as bits of facs_landmark_method_traits. */
enum {
    FACS_METHOD_FINDS = 1 << 0,   /* it finds faces and landmarks in the picture */
    FACS_METHOD_GAZE = 1 << 1,    /* it gives the eyes' landmarks and gaze */
    FACS_METHOD_SEVERAL = 1 << 2, /* it follows several faces, and knows one from the others */
    FACS_METHOD_BATCHES = 1 << 3, /* it can look at several frames at the same time */
    FACS_METHOD_MTCNN = 1 << 4,   /* it can start from what MTCNN finds */
    FACS_METHOD_ONNX = 1 << 5     /* it runs on ONNX Runtime */
};

/* "clnf", "pfld", "given": static storage; NULL for a number that is no method. */
FACS_API const char *facs_landmark_method_name(facs_landmark_method method);

/* The method of that name. -EINVAL: there is none; *method is then as it was. */
FACS_API int facs_landmark_method_from_name(const char *name, facs_landmark_method *method);

/* FACS_METHOD_* of a method; 0 for a number that is none. */
FACS_API unsigned facs_landmark_method_traits(facs_landmark_method method);

/* What finds a face that is not being tracked yet. */
typedef enum facs_detector_kind {
    FACS_DETECTOR_AUTO,  /* MTCNN with CLNF landmarks; RetinaFace with PFLD, and with a backend or
                            precision that MTCNN does not have */
    FACS_DETECTOR_MTCNN, /* OpenFace's own; needs no ONNX Runtime; for CLNF landmarks */
    FACS_DETECTOR_RETINAFACE /* on ONNX Runtime */
} facs_detector_kind;

/* Which of several faces is tracked when only one is wanted. */
typedef enum facs_face_choice {
    FACS_FACE_LARGEST, /* the widest, as OpenFace */
    FACS_FACE_CENTRAL, /* the one nearest to the centre of the picture, or of the region */
    FACS_FACE_FIRST    /* the one found first; no other face replaces it when it is lost */
} facs_face_choice;

/*
 * Names as the options of facs and its result files write them: "cpu", "fp16", "static", "mtcnn",
 * "central". NULL for a number that names nothing. Static storage; thread-safe.
 */
FACS_API const char *facs_backend_name(facs_backend backend);
/* As facs_backend_name. */
FACS_API const char *facs_precision_name(facs_precision precision);
/* As facs_backend_name. */
FACS_API const char *facs_au_models_name(facs_au_models models);
/* As facs_backend_name. */
FACS_API const char *facs_detector_name(facs_detector_kind detector);
/* As facs_backend_name. */
FACS_API const char *facs_face_choice_name(facs_face_choice choice);

/* The value with that name. -EINVAL: there is none, and the value stays as it was. */
FACS_API int facs_backend_from_name(const char *name, facs_backend *backend);
/* As facs_backend_from_name. */
FACS_API int facs_precision_from_name(const char *name, facs_precision *precision);
/* As facs_backend_from_name. */
FACS_API int facs_au_models_from_name(const char *name, facs_au_models *models);
/* As facs_backend_from_name. */
FACS_API int facs_detector_from_name(const char *name, facs_detector_kind *detector);
/* As facs_backend_from_name. */
FACS_API int facs_face_choice_from_name(const char *name, facs_face_choice *choice);

/*
 * A person's neutral face, as learnt from a stream, for the same person's other videos to begin
 * with. Without it a video knows nothing but itself: where the face is never at rest, its resting
 * level is taken from the wrong frames. It holds what the running medians have counted and how high
 * each intensity came out in each frame. The medians go on from there, and the calibration takes
 * the person's resting level from all these frames and the video's own. So a long history outweighs
 * a short video, and the values of a video no longer depend on that video alone: NAME.json keeps
 * the digest of what it began with. It belongs to the camera's view as much as to the person, and
 * is for dynamic models of the weights that it was learnt with.
 */
typedef struct facs_neutral facs_neutral;

/* How to analyze. Fill it with facs_default_options. */
typedef struct facs_options {
    size_t size;          /* sizeof(facs_options) */
    const char *models;   /* folder of the weights; NULL: search (see facs_models_find) */
    const char *runtime;  /* path of the ONNX Runtime library; NULL: search */
    facs_backend backend; /* default FACS_BACKEND_AUTO */
    /* What the networks (PFLD, the detector) compute in; default FACS_PRECISION_FP32. With INT8, a
       network for which facs_quantize found that it is no faster stays in FP32; the log says so. */
    facs_precision precision;
    int threads; /* for landmarks, 1..64; 0 (default): chosen from the number of cores */
    facs_landmark_method landmark_method; /* default FACS_LANDMARKS_CLNF */
    facs_detector_kind detector;          /* default FACS_DETECTOR_AUTO */
    facs_au_models au;                    /* default FACS_AU_DYNAMIC */
    int detect_every; /* PFLD, several faces: run the detector at least every N frames, from 1 */
    int batch; /* PFLD: track N frames in parallel, each starting from the face's position N frames
                  earlier, 1 .. FACS_MAX_BATCH; 0 (default): 3. The numbers depend on it, but not on
                  threads */
    int faces; /* faces tracked at the same time, 1 (default) .. FACS_MAX_FACES, or 0 for that
                  maximum; values other than 1 need CLNF landmarks */
    facs_face_choice face_choice; /* with faces 1; default FACS_FACE_LARGEST */
    int region[4];  /* x, y, width, height in pixels: look for faces only there; all 0 (default): in
                       the whole picture */
    int min_face;   /* smallest width of a face to look for, pixels, from FACS_MIN_FACE to 32767; 0
                       (default): 60, as in OpenFace */
    float focal_x;  /* camera's focal length, pixels; 0 (default): 500 * width / 640 and 500 *
                       height / 480, averaged */
    float focal_y;  /* as focal_x */
    float centre_x; /* camera's optical centre, pixels; 0 (default): the picture's centre */
    float centre_y; /* as centre_x */
    int live; /* 1: for a stream without an end: intensities are corrected by what was seen so far
                 (OpenFace's online correction), and nothing is kept for the calibration, so that
                 memory does not grow; facs_analyzer_series then has nothing. Default 0 */
    facs_log log;                /* default: silent */
    const facs_neutral *neutral; /* what an analyzer begins with; NULL (default): nothing. Read
                                    while it is opened. With faces 1 and dynamic models */
} facs_options;

/* Fill in the defaults and the size, size bytes in all. */
FACS_API void facs_default_options_sized(facs_options *options, size_t size);

/* Fill in the defaults and the size. */
static inline void facs_default_options(facs_options *options)
{
    facs_default_options_sized(options, sizeof(*options));
}

/* ---- Models: the weights, shared ------------------------------------------------------------ */

/*
 * The weights and the inference runtime. Read-only once open: any number of analyzers, on any
 * threads, may use one at the same time. It must outlive them.
 */
typedef struct facs_models facs_models;

/*
 * Find and open what the landmark method of options and the predictors need. On macOS call it on
 * the thread that will run the networks, and never before a fork. -ENOENT (kind ENVIRONMENT): a
 * file or the runtime is missing; -EINVAL (ENVIRONMENT): a file is damaged, or not the one that the
 * manifest names; -ENODEV (ENVIRONMENT): the backend asked for is not there.
 *
 * Each file is compared with the manifest of the weights, models/manifest.tsv of this project, and
 * with the folder's own manifest.tsv where it has one: a list in the same form (path, size and
 * SHA-256 between tabs) of weights of one's own, which may have the names of others. A file that
 * neither names is used, with a warning in the log. Digests are remembered in the user's cache
 * folder.
 */
FACS_API int facs_models_open(facs_models **out, const facs_options *options, facs_error *error);
/* Release the weights, once no analyzer uses them. */
FACS_API void facs_models_close(facs_models **models);

/* The provider in use: "CPU", "CoreML", "CUDA" or "none". Valid as long as models. */
FACS_API const char *facs_models_provider(const facs_models *models);

/* What the network of the landmarks computes in, with CLNF the detector: FP32 where INT8 was asked
 * for and is no faster. */
FACS_API facs_precision facs_models_precision(const facs_models *models);

/*
 * The folder that would be used: options' models, else $FACS_MODELS, ../shared/models of the
 * checkout that this was built in and not installed from, the user's data folder, the
 * installation's share/facs/models, /usr/share/facs/models; the first that exists and holds a model
 * file. The current folder plays no part. Writes a NUL-terminated path. -ENOENT: none; error's text
 * then names every place looked at.
 */
FACS_API int facs_models_find(const char *models, char *path, size_t path_size, facs_error *error);

/* Whether a file of the weights is as it should be. */
typedef enum facs_file_state {
    FACS_FILE_GOOD,
    FACS_FILE_MISSING,
    FACS_FILE_DAMAGED,
    FACS_FILE_OWN /* not the manifest's, but the one that manifest.tsv in the folder names */
} facs_file_state;

/* One file of the weights, as the manifest names it. */
typedef struct facs_model_file {
    const char *name;      /* path under the models folder */
    int64_t bytes;         /* size that it should have */
    const char *sha256;    /* 64 hex digits that it should have */
    const char *licence;   /* the terms it stands under */
    const char *address;   /* where it can be had, or "" */
    int needed;            /* 1: facs extract cannot do without it; 2: PFLD and RetinaFace, on ONNX
                              Runtime, cannot; 0: facs does not read it */
    facs_file_state state; /* what was found */
} facs_model_file;

/* Check every file of the manifest in a folder; calls each() in the manifest's order. */
FACS_API int facs_models_check(const char *folder,
                               void (*each)(void *opaque, const facs_model_file *file),
                               void *opaque, facs_error *error);

/* What a backend says when asked to work here: 0, or a negative errno with the reason in error. */
FACS_API int facs_backend_probe(facs_backend backend, const facs_options *options,
                                facs_error *error);

/* Path and version of the inference runtime that would be used, as text ("1.29.0, /usr/lib/...").
 */
FACS_API int facs_runtime_describe(const facs_options *options, char *text, size_t text_size,
                                   facs_error *error);

/* A part that only some runs need: it is opened when it is used, or may be left out of a build. */
typedef struct facs_part {
    const char *name;   /* "cameras" */
    const char *serves; /* what needs it */
    int works;          /* 1: it can be used here */
    const char *text;   /* what it is, or why it does not work */
} facs_part;

/* Look whether each part but ONNX Runtime works here; calls each() for one after the other, with
 * texts that live during the call. */
FACS_API void facs_parts_check(void (*each)(void *opaque, const facs_part *part), void *opaque);

/* ---- Networks in bytes ------------------------------------------------------------------------
 */

/* A network that facs_quantize made. */
typedef struct facs_quantized {
    const char *name; /* of the file that it was made from, "pfld.onnx" */
    const char *path; /* where it lies */
    int64_t inputs;   /* that its ranges were gathered from; 0 from facs_quantized_list */
    double fp32_ms;   /* one run on this machine, one thread, milliseconds */
    double int8_ms;   /* likewise in INT8 */
    int faster;       /* 1: INT8 is worth it here, and precision INT8 uses it */
} facs_quantized;

/* How facs_quantize reports. */
typedef struct facs_quantize_callbacks {
    size_t size; /* sizeof(facs_quantize_callbacks) */
    /* For each frame that was looked at: their number, of all clips. Not 0: stop. May be NULL. */
    int (*progress)(void *opaque, int64_t frames);
    /* For each network that was made. The strings live during the call. May be NULL. */
    void (*made)(void *opaque, const facs_quantized *network);
    void *opaque; /* passed to the callbacks */
} facs_quantize_callbacks;

/*
 * Make the INT8 versions of PFLD and the detector that precision INT8 takes, from the FP32 files
 * and from what the networks see in count clips (inputs as facs_extract takes them), and keep them
 * in the user's cache folder. Of options, models, runtime and log count. Errors as
 * facs_models_open's and facs_extract's; -ENODATA (INPUT): no face in any of the clips. Of several
 * clips one that cannot be read is logged and left out: -EIO (INPUT) then, though the networks were
 * made.
 */
FACS_API int facs_quantize(const char *const *clips, int count, const facs_options *options,
                           const facs_quantize_callbacks *callbacks, facs_error *error);

/*
 * What facs_quantize has made for this machine, of the networks that options' folder of weights
 * has: each() for each, in any case those before one that is missing. -ENOENT (ENVIRONMENT): one
 * is.
 */
FACS_API int facs_quantized_list(const facs_options *options,
                                 void (*each)(void *opaque, const facs_quantized *network),
                                 void *opaque, facs_error *error);

/* ---- Frames and results --------------------------------------------------------------------- */

/* How pixels lie in memory, 8 bits a channel. */
typedef enum facs_pixel_format {
    FACS_PIXELS_BGR,  /* blue, green, red */
    FACS_PIXELS_RGB,  /* red, green, blue */
    FACS_PIXELS_BGRA, /* the fourth byte is not read */
    FACS_PIXELS_RGBA,
    FACS_PIXELS_GREY,
    FACS_PIXELS_NV12, /* luma, and a plane of pairs Cb, Cr, one for each 2 x 2 pixels; BT.601 */
    FACS_PIXELS_I420  /* luma, a plane of Cb and one of Cr */
} facs_pixel_format;

/*
 * A picture handed to an analyzer. The caller owns the pixels; they are read during the call. Every
 * format gives the results of the same picture in FACS_PIXELS_BGR, and only what a stage needs is
 * converted: landmarks of a face that is being followed take no more than the grey levels.
 */
typedef struct facs_frame {
    size_t size;           /* sizeof(facs_frame) */
    const uint8_t *pixels; /* the top row; of NV12 and I420 the luma */
    int width;             /* pixels, 1..32767 */
    int height;            /* likewise */
    ptrdiff_t stride;      /* bytes from one row to the one below, negative where it comes before */
    int64_t index;         /* the frame's number in its stream, from 0 */
    double time;           /* seconds from the first frame */
    const float *landmarks; /* NULL, or 136 floats: use these points, and run no detector */
    int damaged;            /* 1: the picture is known to be damaged: the result says so */
    /* NV12: Cb and Cr, nothing. I420: Cb, Cr. (height + 1) / 2 rows of (width + 1) / 2 pairs or
     * values, each for two rows and two columns of the picture. */
    const uint8_t *chroma[2];
    ptrdiff_t chroma_stride[2]; /* bytes, as stride */
    facs_pixel_format format;   /* default FACS_PIXELS_BGR */
    int full_range;             /* NV12, I420: 1: all levels; 0: luma 16..235, chroma 16..240 */
} facs_frame;

/* The stages that results and benchmarks speak of. */
typedef enum facs_stage {
    FACS_STAGE_DECODE,
    FACS_STAGE_DETECT,
    FACS_STAGE_LANDMARKS,
    FACS_STAGE_SHAPE,
    FACS_STAGE_POSE,
    FACS_STAGE_ALIGN,
    FACS_STAGE_FHOG,
    FACS_STAGE_MEDIAN,
    FACS_STAGE_PREDICT,
    FACS_STAGES
} facs_stage;

/* "decode", "detect", ... Static storage; NULL for a number that is no stage. */
FACS_API const char *facs_stage_name(facs_stage stage);

/* What was measured in one frame. All zero where success is 0, save index, time
   and (with CLNF) confidence. */
typedef struct facs_result {
    size_t size;                            /* sizeof(facs_result), set by the caller of pull */
    int64_t index;                          /* as in the frame */
    double time;                            /* as in the frame, seconds */
    int face_id;                            /* 0 for the first face */
    int success;                            /* 1: a face was tracked in this frame */
    int damaged;                            /* 1: its picture is known to be damaged */
    float confidence;                       /* 0..1 */
    float box[4];                           /* x, y, width, height of the face, pixels */
    float landmarks[2 * FACS_LANDMARKS];    /* x0..x67, y0..y67, pixels */
    float landmarks_3d[3 * FACS_LANDMARKS]; /* X0..X67, Y0.., Z0.., millimetres, camera's frame */
    float pose[6];                          /* Tx, Ty, Tz millimetres; Rx, Ry, Rz radians */
    float shape_global[6];                  /* scale, rx, ry, rz, tx, ty of the shape fit */
    float shape_local[FACS_MODES];          /* weights of the shape model's modes */
    /* The eyes, with CLNF landmarks; zero without. Left eye (of the picture's left) first. */
    float gaze[6];       /* x, y, z of each eye's unit gaze vector, camera's frame */
    float gaze_angle[2]; /* x: left-right, y: up-down; radians, both eyes averaged */
    float eye_landmarks[2 * FACS_EYE_POINTS];    /* x0..x55, y0..y55, pixels */
    float eye_landmarks_3d[3 * FACS_EYE_POINTS]; /* X0..X55, Y0.., Z0.., millimetres */
    float intensity[FACS_INTENSITIES]; /* 0..5, with the neutral face known so far: uncalibrated */
    float presence[FACS_PRESENCES];    /* 0 or 1, likewise */
    float stage_ms[FACS_STAGES];       /* time spent on this frame, milliseconds */
} facs_result;

/* The places of the Action Units in facs_result.intensity: those of the upper face, and of the
 * lower face (the last is the blink). */
enum { FACS_AU01_R, FACS_AU02_R, FACS_AU04_R, FACS_AU05_R, FACS_AU06_R, FACS_AU07_R };
enum { FACS_AU09_R = 6, FACS_AU10_R, FACS_AU12_R, FACS_AU14_R, FACS_AU15_R, FACS_AU17_R };
enum { FACS_AU20_R = 12, FACS_AU23_R, FACS_AU25_R, FACS_AU26_R, FACS_AU45_R };

/* The same in facs_result.presence, which has AU28 too. */
enum { FACS_AU01_C, FACS_AU02_C, FACS_AU04_C, FACS_AU05_C, FACS_AU06_C, FACS_AU07_C };
enum { FACS_AU09_C = 6, FACS_AU10_C, FACS_AU12_C, FACS_AU14_C, FACS_AU15_C, FACS_AU17_C };
enum { FACS_AU20_C = 12, FACS_AU23_C, FACS_AU25_C, FACS_AU26_C, FACS_AU28_C, FACS_AU45_C };

/* "AU01", ... in the order of facs_result.intensity and .presence; NULL when out of range. */
FACS_API const char *facs_intensity_name(int i);
/* Likewise, for facs_result.presence. */
FACS_API const char *facs_presence_name(int i);

/* What a person would call it ("Inner brow raiser"), for "AU01" and so on; NULL when unknown. */
FACS_API const char *facs_au_description(const char *name);

/* ---- Analyzer: the faces of one stream --------------------------------------------------------
 */

/* What is known of the faces of one stream. */
typedef struct facs_analyzer facs_analyzer;

/* options may differ from those of models in au, detect_every, batch (where both are 1, or
   neither), faces, camera and log. Keeps models. */
FACS_API int facs_analyzer_open(facs_analyzer **out, facs_models *models,
                                const facs_options *options, facs_error *error);
/* Release an analyzer. */
FACS_API void facs_analyzer_close(facs_analyzer **analyzer);

/*
 * Analyze the next frame, in the order of the stream. Its results must all be pulled before the
 * next push: -EAGAIN otherwise. -EINVAL: no picture, or points for one of several faces; -EPIPE:
 * finish was called. A frame without a face is no error: its result has success 0. After another
 * error the frame counts as not seen.
 */
FACS_API int facs_analyzer_push(facs_analyzer *analyzer, const facs_frame *frame);

/*
 * Take the next result. -EAGAIN: push a frame first; that is a state, not a failure.
 * With faces 1 there is one result to a frame. Else there is one for each face known so far, in
 * order of face_id, which counts from 0 in order of appearance; success is 0 while it is lost. Face
 * 0 has a result from the first frame on. A face that has been lost for more than 5 seconds has
 * none any more once all places are taken and a new face needs one.
 */
FACS_API int facs_analyzer_pull(facs_analyzer *analyzer, facs_result *result);

/* End of the stream: predict again with the final neutral face, and calibrate. */
FACS_API int facs_analyzer_finish(facs_analyzer *analyzer);

/* How many results there have been so far of all pushed frames; 0 when live. */
FACS_API int64_t facs_analyzer_count(const facs_analyzer *analyzer);

/*
 * The n-th of these results (from 0), in the order in which pull gives them, after finish: fills in
 * index, face_id, success and the calibrated intensity and presence, which are what OpenFace writes
 * to its CSV; the rest of *result stays. So it may be the result that pull gave, to be finished, or
 * one with nothing but its size. Each face is calibrated by itself. -EAGAIN before finish, -ERANGE
 * for a result that there never was.
 */
FACS_API int facs_analyzer_series(const facs_analyzer *analyzer, int64_t n, facs_result *result);

/*
 * What has been learnt so far of a face's neutral face, at any time, also after finish. The caller
 * closes it. -ERANGE: there is no such face, or its place was given to another; -ENOMEM.
 */
FACS_API int facs_analyzer_neutral(const facs_analyzer *analyzer, int face_id, facs_neutral **out);

/* From how many frames with the face it was learnt, of all streams together. */
FACS_API int64_t facs_neutral_frames(const facs_neutral *neutral);

/*
 * Write it to a file, which has its name only when whole (OUTPUT errors), and read it again; or
 * from memory, which facs_neutral_bytes gives: of one version of the format the same on all
 * machines. ENVIRONMENT -ENOENT and so on: the file cannot be read; INPUT -EINVAL: it is something
 * else, damaged, or of another version.
 */
FACS_API int facs_neutral_save(const facs_neutral *neutral, const char *path, facs_error *error);
/* Read it from a file; the errors are described above. */
FACS_API int facs_neutral_load(facs_neutral **out, const char *path, facs_error *error);
/* Read it from memory; the bytes are copied. */
FACS_API int facs_neutral_read(facs_neutral **out, const void *bytes, size_t size,
                               facs_error *error);
/* Its bytes, as in a file. Valid as long as neutral. */
FACS_API const void *facs_neutral_bytes(const facs_neutral *neutral, size_t *size);
/* Release it. */
FACS_API void facs_neutral_close(facs_neutral **neutral);

/* Ask a push that runs on another thread to give up soon (it returns -ECANCELED). Thread-safe. */
FACS_API void facs_analyzer_cancel(facs_analyzer *analyzer);

/* The sentence that belongs to the last failure; "" when there was none. */
FACS_API const char *facs_analyzer_error(const facs_analyzer *analyzer);

/* ---- A whole video --------------------------------------------------------------------------- */

/* Blocks of columns of the CSV, in OpenFace's order. */
enum {
    FACS_FEATURE_POSE = 1 << 0, /* pose_Tx .. pose_Rz */
    FACS_FEATURE_2D = 1 << 1,   /* x_0 .. y_67 */
    FACS_FEATURE_3D = 1 << 2,   /* X_0 .. Z_67 */
    FACS_FEATURE_PDM = 1 << 3,  /* p_scale .. p_33 */
    FACS_FEATURE_AUS = 1 << 4,  /* AU01_r .. AU45_c */
    FACS_FEATURE_GAZE = 1 << 5, /* gaze_0_x .. eye_lmk_Z_55; CLNF only, left out else */
    FACS_FEATURE_ALL = (1 << 6) - 1
};

/* "pose" for FACS_FEATURE_POSE, and so on: the words of --features. NULL for what is not one
 * feature. */
FACS_API const char *facs_feature_name(unsigned feature);

/* A column of the CSV. */
typedef struct facs_column {
    size_t size;      /* sizeof(facs_column) */
    char name[24];    /* in the header: "AU01_r" */
    char json[48];    /* the value's place in a line of JSON: "intensity.AU01", "landmarks[3][0]" */
    const char *unit; /* "mm"; "": none */
    const char *meaning; /* a clause */
    unsigned feature;    /* FACS_FEATURE_*; 0: a leading column, always there */
    int decimals;        /* unless with full precision */
    int final;           /* 1: as soon as the row is there; 0: once the video has ended */
} facs_column;

/*
 * The i-th column (from 0) of a CSV with these features, of a video or (still 1) of a single image.
 * Set column's size; its strings are static. -ERANGE: past the last.
 */
FACS_API int facs_column_get(int i, unsigned features, int still, facs_column *column);

/* What the aligned faces look like. */
enum {
    FACS_ALIGNED_UNMASKED = 1 << 0,  /* with what surrounds the face */
    FACS_ALIGNED_GREY = 1 << 1,      /* one channel, brightness */
    FACS_ALIGNED_GOOD_ONLY = 1 << 2, /* no black picture for a frame without a face */
    FACS_ALIGNED_ALL = (1 << 3) - 1
};

#define FACS_WARNING_RANGES 256 /* of frames that a warning lists at most */

/*
 * What is missing, damaged or guessed in an input: all of one kind. Where there is no warning, the
 * values are what the input holds. The codes: docs/warnings.md.
 */
typedef struct facs_warning {
    const char *code;           /* "damaged-frames" */
    const char *text;           /* one sentence with count and first place; no full stop */
    int64_t count;              /* from 1 */
    int64_t first_frame;        /* from 0; -1: of no frame */
    double first_time;          /* seconds; NAN: unknown */
    const int64_t (*ranges)[2]; /* first and last frame, from 0, of each run of frames */
    int range_count;            /* of ranges */
    int ranges_whole;           /* 0: there are more than FACS_WARNING_RANGES */
} facs_warning;

/* Where a run stands. frames_expected is 0 where the container does not say. */
typedef struct facs_progress {
    int64_t frames_read;     /* by the capture */
    int64_t frames_done;     /* analyzed */
    int64_t frames_expected; /* in all; 0: unknown */
    double seconds;          /* since the run began */
    int64_t frames_drawn;    /* of the overlay, once all others are done; 0 before */
} facs_progress;

/*
 * Which results, where new ones are to go, these may replace. Of which input an older one is tells
 * its json (size and digest), and where there is none its details (the path). A run that would
 * replace any other, or one of which nothing tells, fails (OUTPUT, -EEXIST): at its beginning, or
 * if another run was faster, at its end. An input that can be read only once, as a camera, is
 * another each time.
 */
typedef enum facs_overwrite {
    FACS_OVERWRITE_SAME_INPUT, /* those of the same input */
    FACS_OVERWRITE_OUTDATED,   /* those, too, of what the same path led to before it was changed */
    FACS_OVERWRITE_ALL         /* all */
} facs_overwrite;

/*
 * An input that is not a file: the bytes of one in memory, or what callbacks give. Whatever a file
 * can hold may be in it. Callbacks are called from the library's threads, but one at a time.
 */
typedef struct facs_input {
    size_t size;       /* sizeof(facs_input) */
    const void *bytes; /* of length; they must stay as they are during the run. NULL: callbacks */
    int64_t length;    /* bytes in all, of memory and of callbacks with seek */
    /*
     * Write at most size bytes; returns how many, 0 at the end, or a negative errno, which ends the
     * run: it fails with that status after the last frame that could be decoded.
     */
    int (*read)(void *opaque, void *bytes, int size);
    /* The next read begins at offset, 0..length. 0 or a negative errno. NULL: the bytes come once,
     * as from a pipe. */
    int (*seek)(void *opaque, int64_t offset);
    void *opaque; /* passed to read and seek */
} facs_input;

/* What to read and write. Fill it with facs_default_extract_options. */
typedef struct facs_extract_options {
    size_t size;           /* sizeof(facs_extract_options) */
    facs_options analysis; /* how to analyze */
    const char
        *landmarks;   /* NULL: found; else a CSV with frame, x_0.. y_67 (and success) columns */
    const char *csv;  /* path of the result; NULL: none is written */
    const char *json; /* path of the provenance beside it; NULL: none */
    /*
     * Rows as they come, each written at once, in place of or beside csv: "-" is standard output
     * (file descriptor 1), else a FIFO, or a file, which is emptied first. Their Action Units are
     * not calibrated, for that takes the whole video. A reader that closes early ends the run with
     * -ECANCELED (kind CLOSED), unless files are to be written too: these are then finished. The
     * program must ignore SIGPIPE. NULL: none.
     */
    const char *csv_rows;  /* as the columns of csv */
    const char *json_rows; /* a line of JSON for each row: docs/json-lines.md */
    /* Path of a video of box, points, pose and gaze in the picture and a panel of Action Units
     * beside it, by its ending: .mp4, .mkv, .mov, .avi; of a single image also a picture. A file or
     * folder is read again for it at the end, so that the values are the calibrated ones, and its
     * sound is taken over as it is; a camera or URL is drawn as it comes, with live values and no
     * sound. */
    const char *overlay;
    /* OpenFace's other results. NULL: none. Each has its final name only when whole, as csv. */
    const char *hog;      /* path of the FHOG of each frame, OpenFace's .hog: 12x12x31 float32 */
    const char *aligned;  /* folder of the aligned faces, a picture a frame; replaced as a whole */
    const char *tracked;  /* path of the video with the face drawn in, by its ending: .avi ...;
                             of a single image also a picture: .jpg, .png, .bmp */
    const char *details;  /* path of what lies where, OpenFace's NAME_of_details.txt */
    int aligned_size;     /* side of an aligned face, pixels, 1..2048; default 112 */
    double aligned_scale; /* its pixels to a millimetre; 0 (default): 0.7 at 112, in proportion */
    unsigned aligned_flags;     /* FACS_ALIGNED_*; default 0 */
    const char *aligned_format; /* of these pictures: "bmp", "jpg", "jpeg", "png"; NULL: "bmp" */
    unsigned features;          /* FACS_FEATURE_*; default all */
    int full_precision;         /* 1: shortest numbers that read back the same */
    int per_face;               /* 1: in place of csv one for each face: NAME_face00.csv and so on,
                                   where csv is NAME.csv */
    double fps;                 /* frames per second of a folder of images; 0: 30 */
    int64_t every;              /* analyze every n-th frame, from 1; times stay true */
    int64_t max_frames;         /* stop after this many analyzed frames; 0: no limit */
    int stream; /* of several video streams in a file the n-th, from 1; 0 (default): the best */
    int deinterlace;    /* 1: make whole pictures of interlaced ones */
    int64_t max_pixels; /* refuse pictures of more pixels; 0 (default): a budget that suits 8K */
    size_t queue_bytes; /* memory for frames between capture and worker; at least two frames */
    /* Called on the calling thread, about ten times a second and at the end. Not 0: stop. May be
     * NULL. */
    int (*progress)(void *opaque, const facs_progress *progress);
    /* Called on the calling thread for each row, in order. Not 0: stop. May be NULL. */
    int (*result)(void *opaque, const facs_result *result);
    /* Called on the calling thread at the end, for each kind of warning; what it points to lives
     * during the call. They also go to the log. May be NULL. */
    void (*warning)(void *opaque, const facs_warning *warning);
    void *opaque; /* passed to the callbacks */
    int strict; /* 1: a warning makes the run fail (INPUT, -EINVAL): no file gets its final name */
    facs_overwrite overwrite; /* default FACS_OVERWRITE_SAME_INPUT */
    const char *command_line; /* for json, as a shell would read it; NULL: unknown */
    /*
     * Where models stay from one input to the next. NULL: they are opened and closed by the call.
     * *kept NULL: the worker opens them and leaves them there; else they are used, and must have
     * been opened for the same models, runtime, backend, threads, detector and way to the
     * landmarks. The caller closes them, after the last call.
     */
    facs_models **kept;
    /* NULL: the input is what its name says. Else this is read, and the name is shown. */
    const facs_input *from;
    /* Where the neutral face of the first face is left after a run that ends well; the caller
     * closes it. NULL: it is not wanted. */
    facs_neutral **learnt;
} facs_extract_options;

/* Fill in the defaults and both sizes, size bytes in all. */
FACS_API void facs_default_extract_options_sized(facs_extract_options *options, size_t size,
                                                 size_t analysis_size);

/* Fill in the defaults and the sizes. */
static inline void facs_default_extract_options(facs_extract_options *options)
{
    facs_default_extract_options_sized(options, sizeof(*options), sizeof(options->analysis));
}

/* What a run came to. */
typedef struct facs_summary {
    size_t size;      /* sizeof(facs_summary), set by the caller */
    int64_t frames;   /* analyzed */
    int64_t rows;     /* written: with faces 1 as many */
    int64_t faces;    /* of the rows, with success 1 */
    int64_t people;   /* numbers that were given to faces; 0 if there was no face */
    int64_t failed;   /* frames that the decoder could not decode; they have no row */
    int64_t expected; /* frames that the input speaks of; 0: it does not say */
    int64_t decoded;  /* frames read */
    int64_t damaged;  /* of these known to be damaged: their values are not to be trusted */
    int64_t lost;     /* frames that are missing from the input */
    int complete;     /* 1: all that the input should hold was read */
    int warnings;     /* kinds of warnings that there were */
    int width;        /* of the pictures, after rotation */
    int height;       /* likewise */
    double duration;  /* time of the last frame, seconds */
    double seconds;   /* the run took so long, models included */
    double
        analysis_seconds; /* from the first frame in to the last result out, models not included */
    char provider[16];    /* "CPU", ... */
    facs_precision precision; /* as facs_models_precision says; FP32 with given landmarks */
    int still_image;          /* 1: the input was a single image */
    float mean_intensity[FACS_INTENSITIES]; /* calibrated, over the frames with a face */
    float share_present[FACS_PRESENCES];    /* 0..1, likewise */
    /* Of a run that failed or was stopped: the file that holds the rows so far; "": there is none,
     * or all have their final names. */
    char unfinished[4096];
} facs_summary;

/*
 * Analyze one input: a video file, an image, a folder of images, "camera:N" or "camera:NAME", a
 * URL, or "-" for what standard input (file descriptor 0) brings. The calling thread captures (on
 * macOS it must be the main thread for a camera); a worker thread opens the models and infers. A
 * result file has its final name only when it is whole; until then, and if the run fails or is
 * stopped, the rows so far are in NAME.csv.1f09a2c3.part (the digits differ), which the next run of
 * the same result takes away. All files get their names together, json before the others and csv
 * last: where it is, all are, but for the overlay, which is drawn then. A name that is a symbolic
 * link is replaced, not followed. Two runs at once with one result's name do not mix. summary may
 * be NULL. On failure error's kind tells whose fault it was; -ECANCELED: a callback asked to stop.
 */
FACS_API int facs_extract(const char *input, const facs_extract_options *options,
                          facs_summary *summary, facs_error *error);

/*
 * Whether results are there already that facs_extract would only write again. What it takes to
 * tell, as the digests of the models, is kept from one input to the next. One thread at a time.
 */
typedef struct facs_resume facs_resume;

/* -ENOMEM (INTERNAL). */
FACS_API int facs_resume_open(facs_resume **out, facs_error *error);
/* Release it. */
FACS_API void facs_resume_close(facs_resume **resume);

/*
 * 1: options' csv and json, and its overlay, are whole and of this input as it is now (by size and
 * digest; by its time, too, where the digest is not of the whole), of these options, models and
 * this version; with strict they have no warnings. 0: they are not; reason is a clause that says
 * why, "" where nothing is there. The models, runtime and landmarks of options must be the same in
 * each call. ENVIRONMENT errors as facs_models_open's; INTERNAL errors.
 */
FACS_API int facs_resume_check(facs_resume *resume, const char *input,
                               const facs_extract_options *options, char *reason,
                               size_t reason_size, facs_error *error);

/* ---- Reading results ------------------------------------------------------------------------- */

/*
 * A CSV with a header, read row by row: a result of facs or of OpenFace 1.0 to 2.2, with "," or
 * ", " between its cells, or what R, pandas or Excel made of it: cells in quotes (RFC 4180), a mark
 * of UTF-8, lines that end in LF, CRLF or CR, row names without a name in the header. Memory does
 * not depend on its length. One thread at a time.
 */
typedef struct facs_table facs_table;

/* INPUT errors: -ENOENT and so on; -EINVAL: a line of more than 256 KiB, more than 4096 columns,
 * cells that are separated by semicolons, tabs, bars or blanks, a file that is no text, or text in
 * UTF-16. An empty file opens, and has no columns. */
FACS_API int facs_table_open(facs_table **out, const char *path, facs_error *error);
/* Release it. */
FACS_API void facs_table_close(facs_table **table);

/* The first column of that name among those with the number from and higher (from 0), or -1. */
FACS_API int facs_table_column(const facs_table *table, const char *name, int from);

/* A column's name, NULL past the last. Lives as long as table. */
FACS_API const char *facs_table_name(const facs_table *table, int column);

/*
 * The next row that is not blank: the cells of count columns as numbers into values, in the order
 * of columns; NaN for column -1, and for a cell that is empty or says, as a program does where it
 * has no number, nan, -nan(ind), 1.#QNAN, inf, NA, #N/A, null, None or the like. 1: there was one;
 * 0: the end. INPUT -EINVAL: another cell is no number, or there are not as many as in the header.
 */
FACS_API int facs_table_read(facs_table *table, const int *columns, int count, double *values,
                             facs_error *error);

/* The number of the line read last, from 1, for messages. */
FACS_API int64_t facs_table_line(const facs_table *table);

/* ---- Report ---------------------------------------------------------------------------------- */

/* What the page shows. Fill it with facs_default_report_options. */
typedef struct facs_report_options {
    size_t size;         /* sizeof(facs_report_options) */
    const char *html;    /* path of the page */
    const char *json;    /* what facs_extract wrote beside the CSV; NULL, or not there: none */
    const char *video;   /* for pictures of the peaks, a file or a folder of images; NULL: the one
                            that json names, if it is there and has the size and digest that json
                            says */
    const facs_log *log; /* warnings of what was left out; NULL: they stand in the page only */
} facs_report_options;

/* Fill in the defaults and the size, size bytes in all. */
FACS_API void facs_default_report_options_sized(facs_report_options *options, size_t size);

/* Fill in the defaults and the size. */
static inline void facs_default_report_options(facs_report_options *options)
{
    facs_default_report_options_sized(options, sizeof(*options));
}

/*
 * Write a page to look at, of a result of facs or OpenFace: one HTML file that needs nothing beside
 * it. Reads the CSV once; memory: at most 600 bytes a row. It has its name only when whole. INPUT
 * errors: the CSV has no Action Unit columns. A video or json that cannot be used, or a json that
 * lists other results than this CSV, is said in the page, and no error. ENVIRONMENT -ENOSYS: the
 * library was built without uPlot, which draws it.
 */
FACS_API int facs_report(const char *csv, const facs_report_options *options, facs_error *error);
/* ---- Live ------------------------------------------------------------------------------------ */

/* A result as soon as it is there. What it points to is valid during the call. */
typedef struct facs_live_row {
    size_t size;               /* sizeof(facs_live_row) */
    const facs_result *result; /* intensities by OpenFace's online correction: uncalibrated */
    const facs_frame *frame;   /* its picture */
    double delay_ms;           /* since the frame was captured, that is, decoded */
    int64_t dropped;           /* frames that gave way between this frame and the last one analyzed;
                                  0 for the further faces of a frame */
    int64_t dropped_so_far;    /* since the run began */
} facs_live_row;

/* How to run live. Fill it with facs_default_live_options. */
typedef struct facs_live_options {
    size_t size;           /* sizeof(facs_live_options) */
    facs_options analysis; /* its live is taken as 1 */
    int realtime;          /* 1: a file is played at its own pace, as if it were a camera */
    int loop;              /* 1: a file starts again at its end; frame numbers and times continue */
    double fps;            /* frames per second of a folder of images; 0: 30 */
    int64_t max_frames;    /* stop after this many analyzed frames; 0: no limit */
    int stream; /* of several video streams in a file the n-th, from 1; 0 (default): the best */
    int deinterlace;       /* 1: make whole pictures of interlaced ones */
    int64_t max_pixels;    /* refuse pictures of more pixels; 0 (default): a budget that suits 8K */
    const char *json_rows; /* as in facs_extract_options, with delay and dropped frames */
    unsigned features;     /* FACS_FEATURE_* of json_rows; default FACS_FEATURE_AUS */
    int full_precision;    /* of json_rows */
    /*
     * Called for each row, in order, as soon as it is there, on the thread that analyzes: not the
     * calling one, and never twice at once. While it runs, newer frames replace each other, so a
     * slow one costs frames, not delay. Not 0: stop (-ECANCELED). May be NULL.
     */
    int (*row)(void *opaque, const facs_live_row *row);
    /* Called on the calling thread, several times a second, also while no frame comes. Not 0: stop
     * (-ECANCELED). May be NULL. */
    int (*stop)(void *opaque);
    void *opaque;           /* passed to the callbacks */
    const facs_input *from; /* as in facs_extract_options */
} facs_live_options;

/* Fill in the defaults and both sizes, size bytes in all. */
FACS_API void facs_default_live_options_sized(facs_live_options *options, size_t size,
                                              size_t analysis_size);

/* Fill in the defaults and the sizes. */
static inline void facs_default_live_options(facs_live_options *options)
{
    facs_default_live_options_sized(options, sizeof(*options), sizeof(options->analysis));
}

/* What a live run came to. */
typedef struct facs_live_summary {
    size_t size;            /* sizeof(facs_live_summary), set by the caller */
    int64_t captured;       /* frames that the input gave */
    int64_t frames;         /* of these analyzed */
    int64_t dropped;        /* of these replaced by a newer one before their turn came */
    int64_t rows;           /* one for each face of a frame */
    int64_t faces;          /* of the rows, with success 1 */
    int64_t failed;         /* frames that the decoder could not decode */
    int width;              /* of the pictures */
    int height;             /* likewise */
    double seconds;         /* from the first frame in to the last row out */
    double delay_median_ms; /* from a frame's capture until its row is written and row() has
                               returned, milliseconds */
    double delay_p95_ms;    /* likewise: 95 % are no later */
    double delay_max_ms;    /* likewise */
    char provider[16];      /* as facs_models_provider says */
} facs_live_summary;

/*
 * Analyze with the lowest delay: the newest frame wins. input: "camera:N" or "camera:NAME", a URL,
 * "-" for standard input; a file or a folder of images with realtime only. The calling thread
 * captures (on macOS it must be the main thread for a camera), another one opens the models and
 * infers; a frame that has not been taken when the next one comes is dropped, and counted. Returns
 * 0 at the end of the input or after max_frames; -ECANCELED when a callback asked to stop, or (kind
 * CLOSED) the reader of json_rows has gone. summary may be NULL; it is filled on failure too.
 */
FACS_API int facs_live(const char *input, const facs_live_options *options,
                       facs_live_summary *summary, facs_error *error);

/* Room for any header and any line. */
#define FACS_CSV_LINE_SIZE  65536
#define FACS_JSON_LINE_SIZE 65536 /* likewise, of JSON */

/*
 * Write the header of a CSV, or a result as a row of it, as facs extract does, with the newline and
 * a NUL behind it. still 1: the leading columns of a single image. Returns the length without NUL,
 * or -ENOSPC: size is too small. For the values of the finished CSV let
 * facs_analyzer_series fill it in first.
 */
FACS_API int facs_csv_header(char *text, size_t size, unsigned features, int still);
/* A row: see facs_csv_header. */
FACS_API int facs_csv_line(char *text, size_t size, const facs_result *result, unsigned features,
                           int full_precision, int still);

/*
 * Write a result as facs extract --json - and facs live do (docs/json-lines.md), with the newline
 * and a NUL behind it. live: NULL, or what to tell of the frame's delay and of dropped frames; its
 * result is not read. Always valid JSON: a number that is not finite becomes null. Returns the
 * length without NUL, or -ENOSPC: size is too small.
 */
FACS_API int facs_json_line(char *text, size_t size, const facs_result *result,
                            const facs_live_row *live, unsigned features, int full_precision);

#ifdef __cplusplus
}
#endif
#endif
