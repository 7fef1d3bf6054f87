/*
 * facs: facial Action Units from video. The public interface of libfacs.
 *
 * Copyright (c) 2026 the facs authors. SPDX-License-Identifier: BSD-2-Clause
 *
 * For each picture the library detects the face, finds 68 landmarks, fits a shape model and the
 * head pose, aligns and masks the face, computes FHOG and geometry features, updates running
 * medians (the person's neutral face), and runs 17 predictors of intensity and 18 of presence. At
 * the end of a video the predictions are calibrated over all frames. The numbers are those of
 * OpenFace 2.2's CSV files.
 *
 * Conventions
 *  - Functions return 0 or a negative errno, which facs_strerror() describes. They return
 *    -EINVAL if a required argument is NULL. Functions that can say more fill in a facs_error,
 *    which the caller owns and may pass as NULL.
 *  - facs_x_open() writes the handle on success and NULL on failure. facs_x_close() takes the
 *    handle's address, releases the handle and sets it to NULL. Closing NULL is allowed.
 *  - Structs that the caller allocates begin with their size. Fill in options with their
 *    facs_default_*() function, and set the size of the others: facs_result result = {.size =
 *    sizeof(result)}. A program built against an older header runs with a newer library:
 *    docs/abi.md.
 *  - Strings that are passed in are only read during the call, unless stated otherwise. Paths and
 *    texts are UTF-8.
 *  - Handles may move between threads. Only one thread at a time may use a handle, except for
 *    facs_models, which any number of analyzers may share.
 *  - The library never prints, exits, or touches locale and signals. Messages go to the log
 *    callback in the options. One exception: before it loads ONNX Runtime, it sets the environment
 *    variable ORT_DISABLE_TELEMETRY to 1, unless it is set, because official builds report to their
 *    maker otherwise. If other threads of yours read the environment, set it yourself first.
 *  - FFmpeg reports much damage only in its log, and has one log callback per process. While an
 *    input is open, the library uses that callback. A program with its own callback passes it to
 *    facs_set_ffmpeg_log instead of av_log_set_callback, and still receives every message.
 *  - Landmarks are 68 points in the order of iBUG 300-W, stored as x0..x67, y0..y67 in pixels.
 *    Pixel centres are whole numbers. Pixels have 8 bits per channel: facs_pixel_format.
 */
#ifndef FACS_FACS_H
#define FACS_FACS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32) && defined(FACS_BUILDING)
#define FACS_API __declspec(dllexport)
#elif defined(__GNUC__) && !defined(_WIN32)
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

#define FACS_FACE_COLOURS 6 /* that tell several faces apart */

/* Limits of the options. */
#define FACS_MAX_FACES        32     /* tracked at the same time */
#define FACS_MAX_BATCH        64     /* frames tracked in parallel */
#define FACS_MAX_THREADS      64     /* that look for landmarks */
#define FACS_MAX_CORES        65536  /* that a run counts on */
#define FACS_MAX_DETECT_EVERY 100000 /* frames */
#define FACS_MAX_SIDE         32767  /* pixels, of a picture's width and height */
#define FACS_MIN_FACE         12     /* pixels: the smallest width that a detector can look for */
#define FACS_MAX_FOCAL        1e6    /* pixels; the shortest focal length is 1 */
#define FACS_MIN_FPS          0.001  /* frames per second of a folder of images */
#define FACS_MAX_FPS          100000 /* frames per second of a folder of images */
#define FACS_MAX_STREAM       1000   /* video streams in a file */
#define FACS_MAX_FRAMES       1e12   /* for every and max_frames; a double holds all smaller ones */
#define FACS_MAX_PIXELS       1073676289 /* FACS_MAX_SIDE * FACS_MAX_SIDE */
#define FACS_MAX_ALIGNED_SIZE 2048       /* pixels, side of an aligned face */
#define FACS_MAX_SECONDS      1e9        /* for begin and end */

/* ---- Errors -------------------------------------------------------------------------------- */

/* The cause of a failure. A program can choose its exit status by it. */
typedef enum facs_error_kind {
    FACS_ERROR_NONE,
    FACS_ERROR_USAGE,       /* an option is out of range, unknown or contradictory */
    FACS_ERROR_INPUT,       /* a video, image or table is unreadable or not what was expected */
    FACS_ERROR_OUTPUT,      /* a result cannot be written */
    FACS_ERROR_ENVIRONMENT, /* a model, the inference runtime or a provider is missing or broken */
    FACS_ERROR_CANCELLED,   /* the caller asked to stop */
    FACS_ERROR_INTERNAL,    /* out of memory, no thread could be started, or a bug */
    FACS_ERROR_CLOSED       /* the reader of a stream of rows closed it: a clean end */
} facs_error_kind;

/* What went wrong. The caller owns it; its layout never changes. */
typedef struct facs_error {
    facs_error_kind kind; /* FACS_ERROR_NONE: nothing */
    char text[1024];      /* one sentence without full stop or newline: which file, what was
                             expected, what to do */
} facs_error;

/* Returns a short English text for 0 or a negative errno. Static storage; thread-safe. */
FACS_API const char *facs_strerror(int status);

/* Returns the library's version, "major.minor.patch". Static storage. */
FACS_API const char *facs_version(void);

/* Returns the library's version as a FACS_VERSION_NUMBER, to compare with < and >=. */
FACS_API int facs_version_number(void);

/* ---- Log ----------------------------------------------------------------------------------- */

/* How serious a message is. */
typedef enum facs_log_level {
    FACS_LOG_ERROR,
    FACS_LOG_WARNING,
    FACS_LOG_INFO,
    FACS_LOG_DEBUG
} facs_log_level;

/* Where messages go. write must be thread-safe; text is one line without a newline. The layout of
 * this struct never changes. */
typedef struct facs_log {
    void (*write)(void *opaque, facs_log_level level, const char *text); /* NULL: silence */
    void *opaque;                                                        /* passed to write */
    facs_log_level level; /* nothing more detailed than this is passed on */
} facs_log;

/* Sets the program's own callback for FFmpeg's log. Use this instead of av_log_set_callback, which
 * would disconnect the library or be overwritten by it. The callback receives every message. NULL:
 * av_log_default_callback. Thread-safe; the callback must be thread-safe too. */
FACS_API void facs_set_ffmpeg_log(void (*callback)(void *context, int level, const char *format,
                                                   va_list arguments));

/* Loads FFmpeg's libraries, which otherwise happens when something is first decoded or encoded: for
 * programs that give up access to files before that. They stay until the process ends. Thread-safe.
 * ENVIRONMENT -ENOENT: one is missing; the sentence names it. */
FACS_API int facs_load_ffmpeg(facs_error *error);

/* ---- Options of the analysis ---------------------------------------------------------------- */

/* Where ONNX Runtime's networks run. */
typedef enum facs_backend {
    FACS_BACKEND_AUTO, /* the first of CUDA, Core ML and CPU that works */
    FACS_BACKEND_CPU,
    FACS_BACKEND_COREML,
    FACS_BACKEND_CUDA
} facs_backend;

/* The precision in which ONNX Runtime's networks compute, and in which CE-CLM keeps its weights. */
typedef enum facs_precision {
    FACS_PRECISION_FP32,
    FACS_PRECISION_FP16, /* for Core ML and CUDA; on the CPU it is no faster. CE-CLM: less memory */
    FACS_PRECISION_INT8  /* for the CPU, with networks made by facs_quantize */
} facs_precision;

/* Which predictors of Action Units. */
typedef enum facs_au_models {
    FACS_AU_DYNAMIC, /* models relative to the person's neutral face: for videos */
    FACS_AU_STATIC,  /* models without a neutral face: for single images and short clips */
    FACS_AU_NONE     /* only landmarks, pose, gaze and shape, in less time and memory */
} facs_au_models;

/* Where the 68 landmarks come from. */
typedef enum facs_landmark_method {
    FACS_LANDMARKS_CLNF,  /* OpenFace's smaller model, with eyes and gaze */
    FACS_LANDMARKS_PFLD,  /* a network's landmarks; no gaze */
    FACS_LANDMARKS_GIVEN, /* points that come with each frame; nothing is detected */
    FACS_LANDMARKS_CECLM, /* OpenFace's larger model, which it prefers; with eyes and gaze */
    FACS_LANDMARKS_AUTO /* CE-CLM, as in OpenFace, if its files are in the models folder, or CLNF */
} facs_landmark_method;

/* What a landmark method can do: the bits of facs_landmark_method_traits. */
enum {
    FACS_METHOD_FINDS = 1 << 0,   /* finds faces and landmarks in the picture */
    FACS_METHOD_GAZE = 1 << 1,    /* measures gaze and the landmarks of the eyes */
    FACS_METHOD_SEVERAL = 1 << 2, /* tracks several faces and tells them apart */
    FACS_METHOD_BATCHES = 1 << 3, /* can track several frames in parallel */
    FACS_METHOD_MTCNN = 1 << 4,   /* can start from the faces that MTCNN finds */
    FACS_METHOD_ONNX = 1 << 5     /* runs on ONNX Runtime */
};

/* Returns "clnf", "pfld", "given", "ceclm" or "auto", in static storage, or NULL for an unknown
 * number. */
FACS_API const char *facs_landmark_method_name(facs_landmark_method method);

/* Looks up a method by its name. -EINVAL: there is none; *method is unchanged. */
FACS_API int facs_landmark_method_from_name(const char *name, facs_landmark_method *method);

/* Returns a method's FACS_METHOD_* bits, or 0 for an unknown number. AUTO: those of both. */
FACS_API unsigned facs_landmark_method_traits(facs_landmark_method method);

/* What finds a face that is not being tracked yet. */
typedef enum facs_detector_kind {
    FACS_DETECTOR_AUTO,      /* MTCNN if landmarks, backend and precision allow it, or RetinaFace */
    FACS_DETECTOR_MTCNN,     /* OpenFace's own; needs no ONNX Runtime; not for PFLD */
    FACS_DETECTOR_RETINAFACE /* on ONNX Runtime */
} facs_detector_kind;

/* Which of several faces is tracked when only one is wanted. */
typedef enum facs_face_choice {
    FACS_FACE_LARGEST, /* the widest, as in OpenFace */
    FACS_FACE_CENTRAL, /* the one nearest to the centre of the picture or region */
    FACS_FACE_FIRST    /* the one found first; no other face replaces it when it is lost */
} facs_face_choice;

/* Returns a value's name as facs's options and result files write it: "cpu", "fp16", "static",
 * "mtcnn", "central". NULL for an unknown number. Static storage; thread-safe. */
FACS_API const char *facs_backend_name(facs_backend backend);
/* As facs_backend_name. */
FACS_API const char *facs_precision_name(facs_precision precision);
/* As facs_backend_name. */
FACS_API const char *facs_au_models_name(facs_au_models models);
/* As facs_backend_name. */
FACS_API const char *facs_detector_name(facs_detector_kind detector);
/* As facs_backend_name. */
FACS_API const char *facs_face_choice_name(facs_face_choice choice);

/* Looks up a value by its name. -EINVAL: there is none; the value is unchanged. */
FACS_API int facs_backend_from_name(const char *name, facs_backend *backend);
/* As facs_backend_from_name. */
FACS_API int facs_precision_from_name(const char *name, facs_precision *precision);
/* As facs_backend_from_name. */
FACS_API int facs_au_models_from_name(const char *name, facs_au_models *models);
/* As facs_backend_from_name. */
FACS_API int facs_detector_from_name(const char *name, facs_detector_kind *detector);
/* As facs_backend_from_name. */
FACS_API int facs_face_choice_from_name(const char *name, facs_face_choice *choice);

/* A person's neutral face, learnt from one video, from which other videos of the same person, seen
 * from a similar view, can start. Without it, a video whose face is never neutral takes its resting
 * level from the wrong frames. The running medians continue from its counts, and the calibration
 * takes the resting level from all those frames and the video's own, so a long history outweighs a
 * short video. NAME.json records its digest. For dynamic models, with the same weights. */
typedef struct facs_neutral facs_neutral;

/* How to analyze. Fill it with facs_default_options. */
typedef struct facs_options {
    size_t size;          /* sizeof(facs_options) */
    const char *models;   /* folder of the weights; NULL: search (facs_models_find) */
    const char *runtime;  /* path of the ONNX Runtime library; NULL: search */
    facs_backend backend; /* default FACS_BACKEND_AUTO */
    /* Of the networks (PFLD, the detector); default FACS_PRECISION_FP32. With INT8, a network that
       facs_quantize found to be no faster stays in FP32, and the log says so. With FP16, CE-CLM's
       weights take half the memory. */
    facs_precision precision;
    int threads; /* for landmarks, 1..FACS_MAX_THREADS; 0 (default): by the number of cores */
    facs_landmark_method landmark_method; /* default FACS_LANDMARKS_AUTO */
    facs_detector_kind detector;          /* default FACS_DETECTOR_AUTO */
    facs_au_models au;                    /* default FACS_AU_DYNAMIC */
    int detect_every; /* PFLD, several faces: run the detector at least every N frames,
                         1..FACS_MAX_DETECT_EVERY; default 5 */
    int batch; /* PFLD: track N frames in parallel, each starting from the face's position N frames
                  earlier, 1..FACS_MAX_BATCH; 0 (default): 3. Results depend on it, but not on
                  threads */
    int faces; /* faces tracked at the same time, 1 (default)..FACS_MAX_FACES, or 0 for that
                  maximum; values other than 1 need OpenFace's landmarks */
    facs_face_choice face_choice; /* with faces 1; default FACS_FACE_LARGEST */
    int region[4];  /* x, y, width, height in pixels: look for faces only there; all 0 (default): in
                       the whole picture */
    int min_face;   /* smallest width of a face to look for, pixels, FACS_MIN_FACE..FACS_MAX_SIDE; 0
                       (default): 60, as in OpenFace */
    float focal_x;  /* camera's focal length, pixels, 1..FACS_MAX_FOCAL; 0 (default): the mean of
                       500 * width / 640 and 500 * height / 480 */
    float focal_y;  /* as focal_x */
    float centre_x; /* camera's optical centre, pixels, 0..FACS_MAX_SIDE; 0 (default): the
                       picture's centre */
    float centre_y; /* as centre_x */
    int live;     /* 1: the stream may never end. Intensities are corrected by what was seen so far
                     (OpenFace's online correction), and nothing is kept for the calibration, so memory
                     does not grow and facs_analyzer_series has no results. Default 0 */
    facs_log log; /* default: silent */
    /* The neutral face to start from, read by the opening; NULL (default): none. Needs faces 1. */
    const facs_neutral *neutral;
    int learn; /* 1: keep what facs_analyzer_neutral needs: some MB for each face. Default 0 */
    int cores; /* of the machine's, those that threads 0 counts on: fewer if several runs share
                  them, 1..FACS_MAX_CORES; 0 (default): all */
    /* 1: fill in facs_result's measures and corrected. facs_extract and facs_live set it by their
       features. Default 0 */
    int measures;
} facs_options;

/* Fills in the defaults, as far as size reaches, and the size. */
FACS_API void facs_default_options_sized(facs_options *options, size_t size);

/* Fills in the defaults and the size. */
static inline void facs_default_options(facs_options *options)
{
    facs_default_options_sized(options, sizeof(*options));
}

/* ---- Models: the weights, shared ------------------------------------------------------------ */

/* The weights and the inference runtime. Read-only once open: any number of analyzers, on any
 * threads, may use it at the same time. It must outlive them. */
typedef struct facs_models facs_models;

/*
 * Finds and opens what the landmark method and the predictors need. On macOS call it on the thread
 * that will run the networks, and never before a fork. -ENOENT (kind ENVIRONMENT): a file or the
 * runtime is missing; -EINVAL (ENVIRONMENT): a file is damaged, or not the one in the manifest;
 * -ENODEV (ENVIRONMENT): the requested backend is not available.
 *
 * Each file is compared with this project's manifest, models/manifest.tsv. For weights of your own,
 * add a manifest.tsv to the folder in the same form (path, size and SHA-256, separated by tabs); it
 * may list files of the same names. A file in neither manifest is used, with a warning in the log.
 * Digests are remembered in the user's cache folder.
 */
FACS_API int facs_models_open(facs_models **out, const facs_options *options, facs_error *error);
/* Releases the weights. No analyzer may be using them. */
FACS_API void facs_models_close(facs_models **models);

/* Returns the provider in use: "CPU", "CoreML", "CUDA" or "none". Valid as long as models. */
FACS_API const char *facs_models_provider(const facs_models *models);

/* Returns the precision of the landmark network or CE-CLM's weights, or of the detector with CLNF
 * landmarks: FP32 if INT8 was requested but is no faster. */
FACS_API facs_precision facs_models_precision(const facs_models *models);

/* Finds the folder that would be used: models if it is not NULL, otherwise $FACS_MODELS if it is
 * set, otherwise the first of these that holds a model file: ../shared/models beside the checkout
 * (if the program runs from its build folder), the user's data folder, the installation's
 * share/facs/models, /usr/share/facs/models. The current folder plays no part. Writes a
 * NUL-terminated path. models and $FACS_MODELS may also name the folder of an installation or a
 * build of OpenFace, or its model folder. -ENOENT: there is none; error's text lists every place
 * that was searched. */
FACS_API int facs_models_find(const char *models, char *path, size_t path_size, facs_error *error);

/* The state of a file of the weights. */
typedef enum facs_file_state {
    FACS_FILE_GOOD,
    FACS_FILE_MISSING,
    FACS_FILE_DAMAGED,
    FACS_FILE_OWN,    /* not the project's, but the one in the folder's own manifest.tsv */
    FACS_FILE_UNKNOWN /* other networks of CE-CLM, in whole files; a run that uses them warns */
} facs_file_state;

/* One file of the weights, as listed in the manifest. */
typedef struct facs_model_file {
    const char *name;    /* path under the models folder */
    int64_t bytes;       /* expected size */
    const char *sha256;  /* expected digest, 64 hex digits */
    const char *licence; /* its terms */
    const char *address; /* where to get it, or "" */
    int needed; /* 1: by facs extract; 2: only by PFLD and RetinaFace; 3: only by CE-CLM; 0: facs
                   does not read it */
    facs_file_state state; /* what was found */
} facs_model_file;

/* Checks a folder for every file in the manifest. Calls each() in the manifest's order. */
FACS_API int facs_models_check(const char *folder,
                               void (*each)(void *opaque, const facs_model_file *file),
                               void *opaque, facs_error *error);

/* How far facs_models_fetch is. */
typedef struct facs_fetch_progress {
    size_t size;         /* sizeof(facs_fetch_progress) */
    const char *name;    /* of the file that is fetched; valid during the call */
    int file;            /* its number, from 1 */
    int files;           /* how many there are to fetch */
    int64_t bytes;       /* so far; may go back where a download begins anew */
    int64_t total_bytes; /* of all files */
} facs_fetch_progress;

/* What to fetch. */
typedef struct facs_fetch_options {
    size_t size; /* sizeof(facs_fetch_options) */
    /* The folder to put the files in, which is made if it does not exist; also one of OpenFace's,
     * as for facs_models_find. NULL: $FACS_MODELS if it is set, otherwise the user's data folder.
     */
    const char *models;
    /* A folder to copy them from, such as one of OpenFace's: what it lacks is downloaded. Or an
     * address, https://..., below which they have the names of the manifest: they then come from
     * nowhere else. NULL: download each from its own address. */
    const char *from;
    int onnx;    /* 1: also what PFLD and RetinaFace need */
    int ceclm;   /* 1: also what CE-CLM needs, 430 MB */
    int dry_run; /* 1: only say what is missing, and in the log where it is available */
    /* Called at least for each megabyte, and while a server is waited for. Not 0: stop. May be
     * NULL. */
    int (*progress)(void *opaque, const facs_fetch_progress *progress);
    void *opaque; /* passed to progress */
    facs_log log; /* licence terms, repeated tries, files that cannot be had; default: silent */
} facs_fetch_options;

/* Fills in the defaults, as far as size reaches, and the size. */
FACS_API void facs_default_fetch_options_sized(facs_fetch_options *options, size_t size);

/* Fills in the defaults and the size. */
static inline void facs_default_fetch_options(facs_fetch_options *options)
{
    facs_default_fetch_options_sized(options, sizeof(*options));
}

/* What was fetched. */
typedef struct facs_fetch_summary {
    size_t size;           /* sizeof(facs_fetch_summary), set by the caller */
    char folder[4096];     /* where the weights are, or "" */
    int files;             /* that are there now and were not before */
    int64_t bytes;         /* in these files */
    int missing;           /* files that were asked for and are not there, or damaged */
    int64_t missing_bytes; /* in these, once they are whole */
} facs_fetch_summary;

/*
 * Fetches the weights that are missing or damaged. A file gets its name once its size and SHA-256
 * are those of the manifest; until then it is a draft beside it. What breaks off is tried again
 * from where it was. Any number of programs may fetch into one folder at the same time. If models
 * is NULL and the folder that facs_models_find finds has everything that is asked for, there is
 * nothing to do; what it has otherwise is copied from there.
 *
 * summary may be NULL; it is filled in on failure, too. USAGE -EINVAL: from is an address that is
 * not allowed. ENVIRONMENT: something is still missing; error has the first reason, and the log the
 * others. -EHOSTUNREACH: there is no connection; -EACCES: a server's certificate is not trusted;
 * -ENOENT: a server does not have a file, or there is no folder; -EPROTO: a server has another
 * file, which was not kept; -EIO. OUTPUT: the folder cannot be written to (-EACCES, -EROFS), or the
 * disk is full (-ENOSPC). CANCELLED -ECANCELED: progress said so.
 */
FACS_API int facs_models_fetch(const facs_fetch_options *options, facs_fetch_summary *summary,
                               facs_error *error);

/* Tries whether a backend works here: 0, or a negative errno with the reason in error. */
FACS_API int facs_backend_probe(facs_backend backend, const facs_options *options,
                                facs_error *error);

/* Writes version and path of the inference runtime that would be used, "1.29.0, /usr/lib/...". */
FACS_API int facs_runtime_describe(const facs_options *options, char *text, size_t text_size,
                                   facs_error *error);

/* A part that only some runs need. It is opened when it is used, and builds may leave it out. */
typedef struct facs_part {
    const char *name;   /* "cameras" */
    const char *serves; /* what needs it */
    int works;          /* 1: it works here */
    const char *text;   /* what it is, or why it does not work */
} facs_part;

/* Checks whether each part except ONNX Runtime works here. Calls each() once per part; the texts
 * are valid during that call. The last one asks the drivers of the graphics card, which may take
 * long, or hang: facs doctor calls this in a second process, with a time limit. */
FACS_API void facs_parts_check(void (*each)(void *opaque, const facs_part *part), void *opaque);

/* ---- INT8 networks --------------------------------------------------------------------------- */

/* A network made by facs_quantize. */
typedef struct facs_quantized {
    const char *name; /* of the original file, "pfld.onnx" */
    const char *path; /* of the INT8 file */
    int64_t inputs;   /* from which its ranges were gathered; 0 from facs_quantized_list */
    double fp32_ms;   /* one run in FP32 on one thread of this machine, milliseconds */
    double int8_ms;   /* the same in INT8 */
    int faster;       /* 1: INT8 is faster here, and precision INT8 uses it */
} facs_quantized;

/* What facs_quantize calls. */
typedef struct facs_quantize_callbacks {
    size_t size; /* sizeof(facs_quantize_callbacks) */
    /* After each frame, with the number of frames so far in all clips. Not 0: stop. May be NULL. */
    int (*progress)(void *opaque, int64_t frames);
    /* After each network. Its strings are valid during the call. May be NULL. */
    void (*made)(void *opaque, const facs_quantized *network);
    void *opaque; /* passed to the callbacks */
} facs_quantize_callbacks;

/* Makes the INT8 versions of PFLD and the detector for precision INT8, from the FP32 files and from
 * what the networks see in count clips (the same inputs as facs_extract), and keeps them in the
 * user's cache folder. Only models, runtime and log of options matter. Errors: as facs_models_open
 * and facs_extract; -ENODATA (INPUT): no clip shows a face; -EIO (INPUT): the networks were made,
 * but one of several clips could not be read and was skipped, as the log says. */
FACS_API int facs_quantize(const char *const *clips, int count, const facs_options *options,
                           const facs_quantize_callbacks *callbacks, facs_error *error);

/* Calls each() for each network that facs_quantize has made on this machine from the folder of
 * weights in options. -ENOENT (ENVIRONMENT): one is missing; those before it were listed. */
FACS_API int facs_quantized_list(const facs_options *options,
                                 void (*each)(void *opaque, const facs_quantized *network),
                                 void *opaque, facs_error *error);

/* ---- Frames and results --------------------------------------------------------------------- */

/* How pixels are stored, with 8 bits per channel. */
typedef enum facs_pixel_format {
    FACS_PIXELS_BGR,  /* blue, green, red */
    FACS_PIXELS_RGB,  /* red, green, blue */
    FACS_PIXELS_BGRA, /* the fourth byte is ignored */
    FACS_PIXELS_RGBA,
    FACS_PIXELS_GREY,
    FACS_PIXELS_NV12, /* a plane of luma, and one of pairs Cb, Cr for each 2 x 2 pixels; BT.601 */
    FACS_PIXELS_I420  /* a plane each of luma, Cb and Cr */
} facs_pixel_format;

/* A picture for an analyzer. The caller owns the pixels, which are read only during the call. Every
 * format gives the same results as the same picture in FACS_PIXELS_BGR. Only what a stage needs is
 * converted: tracking OpenFace's landmarks needs only grey levels. */
typedef struct facs_frame {
    size_t size;           /* sizeof(facs_frame) */
    const uint8_t *pixels; /* the top row; luma for NV12 and I420 */
    int width;             /* pixels, 1..FACS_MAX_SIDE */
    int height;            /* pixels, 1..FACS_MAX_SIDE */
    ptrdiff_t stride; /* bytes from one row to the row below; negative for bottom-up pictures */
    int64_t index;    /* the frame's number in its stream, from 0 */
    double time;      /* seconds from the first frame */
    const float *landmarks; /* 136 floats: use these points and detect nothing; NULL: detect */
    int damaged;            /* 1: the picture is known to be damaged; passed on to the result */
    /* NV12: the pairs Cb, Cr, and NULL. I420: Cb and Cr. (height + 1) / 2 rows of (width + 1) / 2
     * pairs or values, each for 2 x 2 pixels. */
    const uint8_t *chroma[2];
    ptrdiff_t chroma_stride[2]; /* bytes, like stride */
    facs_pixel_format format;   /* default FACS_PIXELS_BGR */
    int full_range; /* NV12 and I420: 1: levels 0..255; 0: luma 16..235, chroma 16..240 */
} facs_frame;

/* The stages of the analysis, for timing. */
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

/* Returns "decode", "detect" and so on, in static storage, or NULL for an unknown number. */
FACS_API const char *facs_stage_name(facs_stage stage);

/* Numbers of a face that OpenFace does not give: docs/measures.md. Left and right are the person's
 * own; pairs hold the left one first. "%": hundredths of the distance between the outer eye corners
 * as seen from the front, so that neither size nor turns of the head matter. NAN: not measured. */
typedef struct facs_measures {
    float lid[2];        /* opening of the eye, % */
    float lid_share[2];  /* the same as a share of what is wide open for this person; closed: about
                            0.3 */
    float brow_inner[2]; /* inner end of the brow above the line of the eye corners, % */
    float brow_outer[2]; /* outer half of the brow above that line, % */
    float mouth_up[2];   /* mouth corner above that line, % (below it: negative) */
    float mouth_out[2];  /* mouth corner to the side of the base of the nose, outwards, % */
    float nose_wing[2];  /* wing of the nose above that line, % (negative) */
    float mouth_open;    /* between the outer edges of the lips, % */
    float mouth_width;   /* between the mouth corners, % */
    float lip_parting;   /* between the inner edges of the lips, % */
    float asym_lid;      /* left minus right of lid, %; the others likewise */
    float asym_brow_inner; /* of brow_inner */
    float asym_brow_outer; /* of brow_outer */
    float asym_mouth_up;   /* of mouth_up */
    float asym_mouth_out;  /* of mouth_out */
    float asym_nose;       /* of nose_wing */
    float head_speed;      /* of the head's turning, over a tenth of a second, degrees per second */
    float gaze_speed;      /* of the eyes' turning in the head, likewise */
    float face_size;       /* the distance between the outer eye corners from the front, pixels */
    float sharpness;       /* of the picture of the face, 0..100 */
    float light;           /* mean brightness of the face, 0..255 */
    int quality;           /* 0: use the row; 1: doubtful; 2: leave it out */
} facs_measures;

/* What was measured in one frame. Without success, all is zero except size, index, time, face_id,
 * damaged and (with OpenFace's landmarks) confidence. */
typedef struct facs_result {
    size_t size;                            /* sizeof(facs_result), set by the caller of pull */
    int64_t index;                          /* of the frame */
    double time;                            /* of the frame, seconds */
    int face_id;                            /* 0 for the first face */
    int success;                            /* 1: a face was tracked in this frame */
    int damaged;                            /* 1: the picture is known to be damaged */
    float confidence;                       /* 0..1 */
    float box[4];                           /* x, y, width, height of the face, pixels */
    float landmarks[2 * FACS_LANDMARKS];    /* x0..x67, y0..y67, pixels */
    float landmarks_3d[3 * FACS_LANDMARKS]; /* X0..X67, Y0.., Z0.., mm, camera coordinates */
    float pose[6];                          /* Tx, Ty, Tz millimetres; Rx, Ry, Rz radians */
    float shape_global[6];                  /* scale, rx, ry, rz, tx, ty of the shape fit */
    float shape_local[FACS_MODES];          /* weights of the shape model's modes */
    /* The eyes, the one on the picture's left first; zero without OpenFace's landmarks. */
    float gaze[6];       /* x, y, z of each eye's unit gaze vector, camera coordinates */
    float gaze_angle[2]; /* x: left-right, y: up-down; radians, mean of both eyes */
    float eye_landmarks[2 * FACS_EYE_POINTS];    /* x0..x55, y0..y55, pixels */
    float eye_landmarks_3d[3 * FACS_EYE_POINTS]; /* X0..X55, Y0.., Z0.., millimetres */
    float intensity[FACS_INTENSITIES]; /* 0..5; uncalibrated: with the neutral face known so far */
    float presence[FACS_PRESENCES];    /* 0 or 1; uncalibrated */
    float stage_ms[FACS_STAGES];       /* time spent on this frame, milliseconds */
    /* All zero unless measures were asked for; then NAN and quality 2 without success. */
    facs_measures measures;
    float corrected[FACS_PRESENCES]; /* 0 or 1: presence corrected by measures; NAN: no Action
                                        Units; as presence before finish */
} facs_result;

/* Indices of facs_result.intensity: the upper face, then the lower face and the blink. */
enum { FACS_AU01_R, FACS_AU02_R, FACS_AU04_R, FACS_AU05_R, FACS_AU06_R, FACS_AU07_R };
enum { FACS_AU09_R = 6, FACS_AU10_R, FACS_AU12_R, FACS_AU14_R, FACS_AU15_R, FACS_AU17_R };
enum { FACS_AU20_R = 12, FACS_AU23_R, FACS_AU25_R, FACS_AU26_R, FACS_AU45_R };

/* Indices of facs_result.presence, which also has AU28. */
enum { FACS_AU01_C, FACS_AU02_C, FACS_AU04_C, FACS_AU05_C, FACS_AU06_C, FACS_AU07_C };
enum { FACS_AU09_C = 6, FACS_AU10_C, FACS_AU12_C, FACS_AU14_C, FACS_AU15_C, FACS_AU17_C };
enum { FACS_AU20_C = 12, FACS_AU23_C, FACS_AU25_C, FACS_AU26_C, FACS_AU28_C, FACS_AU45_C };

/* Returns the name at an index of facs_result.intensity, such as "AU01"; NULL when out of range. */
FACS_API const char *facs_intensity_name(int i);
/* Returns the name at an index of facs_result.presence; NULL when out of range. */
FACS_API const char *facs_presence_name(int i);

/* Returns the description of an Action Unit: "Inner brow raiser" for "AU01"; NULL when unknown. */
FACS_API const char *facs_au_description(const char *name);

/* Returns the colour of a face wherever facs draws several: red << 16 | green << 8 | blue. The
 * colours repeat after FACS_FACE_COLOURS faces. */
FACS_API uint32_t facs_face_colour(int face_id);

/* ---- Analyzer: the faces of one stream ------------------------------------------------------- */

/* Tracks the faces of one stream. */
typedef struct facs_analyzer facs_analyzer;

/* Opens an analyzer. options may differ from those of models in au, detect_every, batch (if both
 * are 1 or neither is), the choice of faces, camera, neutral, learn and log. Keeps models. */
FACS_API int facs_analyzer_open(facs_analyzer **out, facs_models *models,
                                const facs_options *options, facs_error *error);
/* Releases an analyzer. */
FACS_API void facs_analyzer_close(facs_analyzer **analyzer);

/* Analyzes the next frame of the stream. Pull all of its results before the next push; otherwise
 * that returns -EAGAIN. -EINVAL: the frame has no valid picture, or has landmarks although several
 * faces are tracked; -EPIPE: finish was called. A frame without a face is not an error: its result
 * has success 0. After any error the frame counts as not seen. */
FACS_API int facs_analyzer_push(facs_analyzer *analyzer, const facs_frame *frame);

/* Takes the next result. -EAGAIN: push a frame first; that is a state, not a failure. With faces 1
 * each frame has one result. Otherwise it has one for each face known so far, in order of face_id,
 * which counts from 0 in order of appearance; success is 0 while a face is lost. Face 0 has results
 * from the first frame on. A face that has been lost for more than 5 seconds gets no more results
 * once all places are taken and a new face needs one. */
FACS_API int facs_analyzer_pull(facs_analyzer *analyzer, facs_result *result);

/* Ends the stream: predicts again with the final neutral face, and calibrates. */
FACS_API int facs_analyzer_finish(facs_analyzer *analyzer);

/* Returns the number of results so far, over all frames; 0 when live. */
FACS_API int64_t facs_analyzer_count(const facs_analyzer *analyzer);

/* After finish, fills in result n (from 0, in the order of pull): index, face_id, success and the
 * calibrated intensity and presence, which are what OpenFace writes to its CSV, and the final
 * measures and corrected presences if they were asked for. The rest of *result is unchanged, so it
 * may be a result from pull that is to be completed, or one with only its size set. Each face is
 * calibrated separately. -EAGAIN: finish was not called; -ERANGE: there is no such result. */
FACS_API int facs_analyzer_series(const facs_analyzer *analyzer, int64_t n, facs_result *result);

/* Returns what has been learnt so far about a face's neutral look, before or after finish. The
 * caller closes it. -EINVAL: the analyzer was opened without learn; -ERANGE: there is no such face,
 * or another face has taken its place; -ENOMEM. */
FACS_API int facs_analyzer_neutral(const facs_analyzer *analyzer, int face_id, facs_neutral **out);

/* Returns the number of frames with the face from which it was learnt, over all streams. */
FACS_API int64_t facs_neutral_frames(const facs_neutral *neutral);

/* Writes it to a file, which gets its name once it is complete, in the same format on all
 * machines. OUTPUT errors; INPUT -ENODATA: it was learnt from no frame at all. */
FACS_API int facs_neutral_save(const facs_neutral *neutral, const char *path, facs_error *error);
/* Reads it from a file. ENVIRONMENT -ENOENT and so on: the file cannot be read; INPUT -EINVAL: it
 * is something else, damaged, or of another version. */
FACS_API int facs_neutral_load(facs_neutral **out, const char *path, facs_error *error);
/* Reads it from memory, and copies the bytes. Errors: as facs_neutral_load. */
FACS_API int facs_neutral_read(facs_neutral **out, const void *bytes, size_t size,
                               facs_error *error);
/* Returns its bytes, as in a file. Valid as long as neutral. */
FACS_API const void *facs_neutral_bytes(const facs_neutral *neutral, size_t *size);
/* Releases it. */
FACS_API void facs_neutral_close(facs_neutral **neutral);

/* Asks a push on another thread to give up soon; it returns -ECANCELED. Thread-safe. */
FACS_API void facs_analyzer_cancel(facs_analyzer *analyzer);

/* Returns a sentence about the last failure, or "" if there was none. */
FACS_API const char *facs_analyzer_error(const facs_analyzer *analyzer);

/* ---- A whole video --------------------------------------------------------------------------- */

/* Blocks of CSV columns. */
enum {
    FACS_FEATURE_POSE = 1 << 0, /* pose_Tx .. pose_Rz */
    FACS_FEATURE_2D = 1 << 1,   /* x_0 .. y_67 */
    FACS_FEATURE_3D = 1 << 2,   /* X_0 .. Z_67 */
    FACS_FEATURE_PDM = 1 << 3,  /* p_scale .. p_33 */
    FACS_FEATURE_AUS = 1 << 4,  /* AU01_r .. AU45_c */
    FACS_FEATURE_GAZE = 1 << 5, /* gaze_0_x .. eye_lmk_Z_55; only with OpenFace's landmarks */
    FACS_FEATURE_OPENFACE = (1 << 6) - 1, /* the columns that OpenFace has: those above */
    FACS_FEATURE_MEASURES = 1 << 6,       /* lid_left .. AU45_p */
    FACS_FEATURE_ALL = (1 << 7) - 1
};

/* Returns a feature's name, such as "pose"; NULL if it is not exactly one feature. */
FACS_API const char *facs_feature_name(unsigned feature);

/* A column of the CSV. */
typedef struct facs_column {
    size_t size;         /* sizeof(facs_column) */
    char name[24];       /* in the header: "AU01_r" */
    char json[48];       /* the value's path in a JSON line: "intensity.AU01", "landmarks[3][0]" */
    const char *unit;    /* "mm"; "": none */
    const char *meaning; /* a clause */
    unsigned feature;    /* FACS_FEATURE_*; 0: a leading column, always present */
    int decimals;        /* without full precision */
    int final;           /* 1: final as soon as the row exists; 0: once the video has ended */
} facs_column;

/* Describes column i (from 0) of a CSV with these features, for a video or (still 1) a single
 * image. Set column's size first. Its strings are static. -ERANGE: i is past the last column. */
FACS_API int facs_column_get(int i, unsigned features, int still, facs_column *column);

/* What the aligned faces look like. */
enum {
    FACS_ALIGNED_UNMASKED = 1 << 0,  /* with the face's surroundings */
    FACS_ALIGNED_GREY = 1 << 1,      /* one channel, brightness */
    FACS_ALIGNED_GOOD_ONLY = 1 << 2, /* no black picture for a frame without a face */
    FACS_ALIGNED_ALL = (1 << 3) - 1
};

#define FACS_WARNING_RANGES 256 /* the maximum number of ranges of frames in a warning */

/* Everything of one kind that is missing, damaged or guessed in an input. If there is no warning,
 * the values are what the input holds. The codes are listed in docs/warnings.md. */
typedef struct facs_warning {
    const char *code;           /* "damaged-frames" */
    const char *text;           /* one sentence with the count and first place; no full stop */
    int64_t count;              /* from 1 */
    int64_t first_frame;        /* from 0; -1: it is not about a frame */
    double first_time;          /* seconds; NAN: unknown */
    const int64_t (*ranges)[2]; /* first and last frame, from 0, of each range of frames */
    int range_count;            /* of ranges */
    int ranges_whole;           /* 0: there are more than FACS_WARNING_RANGES */
} facs_warning;

/* The progress of a run. */
typedef struct facs_progress {
    int64_t frames_read;     /* by the capture */
    int64_t frames_done;     /* analyzed */
    int64_t frames_expected; /* in all; 0: unknown */
    double seconds;          /* since the run began */
    int64_t frames_drawn;    /* of the overlay, after all frames are analyzed; 0 before */
} facs_progress;

/* Which existing results new ones may replace. The json of an older result says which input it
 * belongs to (size and digest); without a json, its details do (path). A run that would replace any
 * other result, or one whose input is unknown, fails (OUTPUT, -EEXIST): at the start or, if another
 * run got there first, at the end. An input that can be read only once, such as a camera, counts as
 * a new one each time. */
typedef enum facs_overwrite {
    FACS_OVERWRITE_SAME_INPUT, /* those of the same input */
    FACS_OVERWRITE_OUTDATED,   /* also those of an earlier content of the same path */
    FACS_OVERWRITE_ALL         /* all */
} facs_overwrite;

/* What the overlay shows beside the panel. */
typedef enum facs_overlay_style {
    FACS_OVERLAY_FULL,  /* the picture with the face's marks, and the sound */
    FACS_OVERLAY_POINTS /* the marks alone on plain ground: nothing of the picture, and no sound */
} facs_overlay_style;

/* As facs_backend_name. */
FACS_API const char *facs_overlay_style_name(facs_overlay_style style);
/* As facs_backend_from_name. */
FACS_API int facs_overlay_style_from_name(const char *name, facs_overlay_style *style);

/* An input from memory or from callbacks instead of a file, with whatever a file can contain. The
 * callbacks are called from the library's threads, one at a time. */
typedef struct facs_input {
    size_t size;       /* sizeof(facs_input) */
    const void *bytes; /* must not change during the run. NULL: use the callbacks */
    int64_t length;    /* of the input, bytes; for callbacks only with seek */
    /* Writes at most size bytes to bytes. Returns their number, 0 at the end, or a negative errno:
     * the run then fails with that status after the last frame that could be decoded. */
    int (*read)(void *opaque, void *bytes, int size);
    /* Makes the next read begin at offset, 0..length. Returns 0 or a negative errno. NULL: the
     * bytes can be read only once, as from a pipe. */
    int (*seek)(void *opaque, int64_t offset);
    void *opaque; /* passed to read and seek */
} facs_input;

/* The rows of a result in memory: "Results in memory" below. */
typedef struct facs_data facs_data;

/* What to read and write. Fill it with facs_default_extract_options. */
typedef struct facs_extract_options {
    size_t size;           /* sizeof(facs_extract_options) */
    facs_options analysis; /* how to analyze */
    const char *landmarks; /* a CSV with columns frame, x_0 .. y_67 (and success); NULL: detect */
    const char *csv;       /* path of the result; NULL: none */
    const char *json;      /* path of the provenance of csv; NULL: none */
    /* Rows as they come, each written at once: "-" is standard output (file descriptor 1),
     * otherwise a FIFO or a file, which is emptied first. Their Action Units are not calibrated. If
     * the reader closes early, the run ends with -ECANCELED (kind CLOSED), unless it also writes
     * files: it then finishes those. The program must ignore SIGPIPE. NULL: none. */
    const char *csv_rows;  /* with the columns of csv */
    const char *json_rows; /* a line of JSON per row: docs/json-lines.md */
    /* Path of a video with the face's marks in the picture and a panel of Action Units beside it:
     * .mp4, .mkv, .mov or .avi; for a single image, also of a picture. A file or folder is read
     * again for it at the end, to show calibrated values, and its sound is copied. A camera or URL
     * is drawn as it comes, with live values and no sound. */
    const char *overlay;
    /* OpenFace's other results; NULL: none. Like csv, each gets its final name once complete. */
    const char *hog;     /* path of the FHOG of each frame, OpenFace's .hog: 12x12x31 float32 */
    const char *aligned; /* folder of the aligned faces, a picture per frame; replaced as a whole */
    const char *tracked; /* path of the drawn video: .avi and so on; for an image, of a picture */
    const char *details; /* path of the list of files, OpenFace's NAME_of_details.txt */
    int aligned_size; /* side of an aligned face, pixels, 1..FACS_MAX_ALIGNED_SIZE; default 112 */
    double aligned_scale;   /* its pixels per millimetre; 0 (default): 0.7 at 112, in proportion */
    unsigned aligned_flags; /* FACS_ALIGNED_*; default 0 */
    const char *aligned_format; /* of its pictures: "bmp", "jpg", "jpeg", "png"; NULL: "bmp" */
    unsigned features;          /* FACS_FEATURE_*; default FACS_FEATURE_OPENFACE */
    int full_precision;         /* 1: the shortest numbers that read back the same */
    int per_face;  /* 1: instead of csv, NAME.csv, one file per face: NAME_face00.csv and so on */
    double fps;    /* of a folder of images, FACS_MIN_FPS..FACS_MAX_FPS; 0 (default): 30 */
    int64_t every; /* analyze every n-th frame of the input, 1 (default)..FACS_MAX_FRAMES; times
                      stay true */
    int64_t max_frames; /* stop after this many analyzed frames; 0 (default): no limit */
    int stream;         /* number of the video stream in a file, from 1; 0 (default): the best */
    int deinterlace;    /* 1: make whole pictures of interlaced ones */
    int64_t max_pixels; /* refuse pictures with more pixels; 0 (default): a limit that allows 8K */
    size_t queue_bytes; /* memory for frames between capture and worker; at least two frames */
    /* Called on the calling thread, about ten times a second and at the end. Not 0: stop. May be
     * NULL. */
    int (*progress)(void *opaque, const facs_progress *progress);
    /* Called on the calling thread for each row, in order. Not 0: stop. May be NULL. */
    int (*result)(void *opaque, const facs_result *result);
    /* Called on the calling thread at the end, for each kind of warning. What it points to is valid
     * during the call. Warnings also go to the log. May be NULL. */
    void (*warning)(void *opaque, const facs_warning *warning);
    void *opaque; /* passed to the callbacks */
    int strict;   /* 1: a warning fails the run (INPUT, -EINVAL): no file gets its final name */
    facs_overwrite overwrite; /* default FACS_OVERWRITE_SAME_INPUT */
    const char *command_line; /* for json, quoted as for a shell; NULL: unknown */
    /* Keeps the models open from one input to the next. NULL: the call opens and closes them. *kept
     * NULL: the call opens them and leaves them there. Otherwise it uses *kept, which must have
     * been opened with the same models, runtime, backend, precision, threads, cores, detector and
     * landmark method. Calls at the same time may share it: the first opens the models and the
     * others wait. The caller closes them after the last call. */
    facs_models **kept;
    /* Read this; the input's name is only shown. NULL: open the input by its name. */
    const facs_input *from;
    /* Receives the neutral face of the first face after a run that succeeds, otherwise NULL. The
     * caller closes it. In a batch of several inputs, prepare sets it for each. NULL: do not learn
     * it. */
    facs_neutral **learnt;
    /* Receives the finished rows after a run that succeeds, otherwise NULL: what csv would hold,
     * whether or not files are written, with all faces in one table. The caller closes it. In a
     * batch of several inputs, prepare sets it for each; the rows are there when complete is
     * called. NULL: do not keep rows. */
    facs_data **data;
    /* Analyze only the frames of these times, begin <= t < end, seconds from the input's first
     * frame, 0..FACS_MAX_SECONDS. Numbers and times of frames stay those of the whole input, but
     * tracking, neutral face and calibration know only these. end 0 (default): to the last one.
     * INPUT errors: there is no such frame. */
    double begin;
    double end; /* as begin */
    int rotate; /* turn pictures clockwise, after the rotation that the input itself asks for: 0
                   (default), 90, 180 or 270 degrees. All coordinates are those of turned pictures
                 */
    facs_overlay_style overlay_style; /* default FACS_OVERLAY_FULL */
    /* 1: the rows of a folder of images and of a single image also have the name of the file that
     * they are about, without its folder, in UTF-8: in the CSVs a last column "picture", quoted as
     * in RFC 4180, in lines of JSON the key "picture". Other inputs have no such column. */
    int picture_names;
    /* What decodes files: "auto", the first device of FFmpeg that works, or software if none does;
     * a device by FFmpeg's name, such as "vaapi", "cuda" or "videotoolbox" (-ENODEV, kind
     * ENVIRONMENT: it does not work here); NULL (default) or "none": software. Other inputs, codecs
     * whose decoders may differ, damaged files, and files whose device fails, are decoded by
     * software, so the numbers are the same. */
    const char *hwaccel;
} facs_extract_options;

/* Fills in the defaults, as far as the sizes reach, and both sizes. */
FACS_API void facs_default_extract_options_sized(facs_extract_options *options, size_t size,
                                                 size_t analysis_size);

/* Fills in the defaults and the sizes. */
static inline void facs_default_extract_options(facs_extract_options *options)
{
    facs_default_extract_options_sized(options, sizeof(*options), sizeof(options->analysis));
}

/* The outcome of a run. */
typedef struct facs_summary {
    size_t size;             /* sizeof(facs_summary), set by the caller */
    int64_t frames;          /* analyzed */
    int64_t rows;            /* written; with faces 1 one per frame */
    int64_t faces;           /* rows with success 1 */
    int64_t people;          /* different faces that were found */
    int64_t failed;          /* frames that could not be decoded; they have no row */
    int64_t expected;        /* frames, of the part that was asked for; 0: the input does not say */
    int64_t decoded;         /* frames read */
    int64_t damaged;         /* decoded frames known to be damaged; do not trust their values */
    int64_t lost;            /* frames missing from the input */
    int complete;            /* 1: everything that the input should contain was read */
    int warnings;            /* kinds of warnings */
    int width;               /* of the pictures, pixels, after rotation */
    int height;              /* of the pictures, pixels, after rotation */
    double duration;         /* time of the last frame, seconds */
    double seconds;          /* of the whole run, including opening the models */
    double analysis_seconds; /* from the first frame in to the last result out, without opening */
    char provider[16];       /* "CPU", ... */
    facs_precision precision; /* as facs_models_precision; FP32 with given landmarks */
    int still_image;          /* 1: the input was a single image */
    float mean_intensity[FACS_INTENSITIES]; /* calibrated, over the rows with a face */
    float share_present[FACS_PRESENCES]; /* share of these rows in which each AU is present, 0..1 */
    /* After a run that failed or was stopped: the file with the rows so far; "": there is none, or
     * all files have their final names. */
    char unfinished[4096];
    double mean_confidence;               /* of all rows, 0..1; 0: there are none */
    facs_landmark_method landmark_method; /* never FACS_LANDMARKS_AUTO: what that stood for */
} facs_summary;

/*
 * Analyzes one input: a video file, an image, a folder of images, "camera:N" or "camera:NAME", a
 * URL, or "-" for standard input (file descriptor 0). The calling thread captures; for a camera on
 * macOS it must be the main thread. Two worker threads open the models and analyze.
 *
 * A result file gets its final name once it is complete. Until then, and if the run fails or is
 * stopped, the rows so far are in NAME.csv.1f09a2c3.part (the digits vary), which the next run with
 * the same result removes. All files get their names together, json first and csv last: once the
 * csv exists, so do all others, except the overlay, which is drawn afterwards. A name that is a
 * symbolic link is replaced, not followed. Two runs that write the same result at the same time do
 * not mix.
 *
 * summary may be NULL; otherwise it is filled in on failure too. On failure error's kind says what
 * was at fault; -ECANCELED: a callback asked to stop.
 */
FACS_API int facs_extract(const char *input, const facs_extract_options *options,
                          facs_summary *summary, facs_error *error);

/* Checks whether facs_extract would only write again the results that already exist. It keeps what
 * that takes, such as the digests of the models, from one input to the next. Any number of threads
 * may use it. */
typedef struct facs_resume facs_resume;

/* Prepares such checks. -ENOMEM (INTERNAL). */
FACS_API int facs_resume_open(facs_resume **out, facs_error *error);
/* Releases it. */
FACS_API void facs_resume_close(facs_resume **resume);

/* Returns 1 if the csv, json and overlay of options are complete and were made by this version from
 * this input as it is now (same size and digest, and same time if the digest does not cover the
 * whole file), with the same options and models; with strict, also without warnings. Returns 0
 * otherwise: reason is then a clause that says why, or "" if there are no results. The models,
 * landmark method, detector, backend and precision of options must be the same in each call.
 * ENVIRONMENT errors: as facs_models_open; INTERNAL errors. */
FACS_API int facs_resume_check(facs_resume *resume, const char *input,
                               const facs_extract_options *options, char *reason,
                               size_t reason_size, facs_error *error);

/* ---- Reading results ------------------------------------------------------------------------- */

/* Reads a CSV with a header row by row: a result of facs or OpenFace 1.0 to 2.2, with "," or ", "
 * between cells, or what R, pandas or Excel wrote from it: quoted cells (RFC 4180), UTF-8 with or
 * without a byte order mark or UTF-16 with one, lines that end in LF, CRLF or CR, a column of row
 * names without a header. Memory does not depend on the length. One thread at a time. */
typedef struct facs_table facs_table;

/* Opens a CSV and reads its header. INPUT errors: -ENOENT and so on; -EINVAL: a line longer than
 * 256 KiB, more than 4096 columns, cells separated by semicolons, tabs, bars or blanks, a file that
 * is not text, or text in UTF-16 without its mark. An empty file opens, and has no columns. */
FACS_API int facs_table_open(facs_table **out, const char *path, facs_error *error);
/* Releases it. */
FACS_API void facs_table_close(facs_table **table);

/* Returns the first column of that name, counting from column from (0 is the first), or -1. */
FACS_API int facs_table_column(const facs_table *table, const char *name, int from);

/* Returns a column's name, or NULL past the last. Valid as long as table. */
FACS_API const char *facs_table_name(const facs_table *table, int column);

/* Reads the next row that is not blank, and writes the cells of count columns to values as numbers,
 * in the order of columns. A value is NaN for column -1, for an empty cell and for the words with
 * which programs mark a missing number: nan, -nan(ind), 1.#QNAN, inf, NA, #N/A, null, None and the
 * like. Returns 1 if there was a row, 0 at the end. INPUT -EINVAL: any other cell is not a number,
 * or the row does not have as many cells as the header. */
FACS_API int facs_table_read(facs_table *table, const int *columns, int count, double *values,
                             facs_error *error);

/* Returns a cell of the row read last as text, without the blanks and quotes around it; NULL: there
 * is none. Valid until the next row is read. */
FACS_API const char *facs_table_text(const facs_table *table, int column);

/* Returns the number of the last line read, from 1, for messages. */
FACS_API int64_t facs_table_line(const facs_table *table);

/* ---- Results in memory ----------------------------------------------------------------------- */

/* A column of a facs_data. What it points to is valid as long as the facs_data, and until a row is
 * added. */
typedef struct facs_data_column {
    size_t size;             /* sizeof(facs_data_column), set by the caller */
    const char *name;        /* in the CSV's header: "AU01_r" */
    const double *numbers;   /* one per row, NAN for an empty cell; NULL: the column has integers */
    const int64_t *integers; /* frame, face_id and success, or an image's face; otherwise NULL */
    const char *unit;        /* as in facs_column; "" also for a column that facs does not write */
    const char *meaning;     /* the same */
    unsigned feature;        /* as in facs_column; 0 for a column that facs does not write */
    int decimals;            /* as in facs_column; -1 for a column that facs does not write */
    int final;               /* as in facs_column */
} facs_data_column;

/*
 * The rows of a result, column by column, with 8 bytes per value. Each number is the double that is
 * nearest to what the CSV says, so it is rounded unless full_precision was asked for. A facs_data
 * comes from facs_extract, facs_data_read or facs_data_open. While no rows are added, any number of
 * threads may read it.
 */

/* Opens one without rows, with the columns of facs_csv_header and the numbers of facs_csv_line.
 * -ENOMEM. */
FACS_API int facs_data_open(facs_data **out, unsigned features, int still, int full_precision);

/* Adds a row. For the finished CSV's values, let facs_analyzer_series complete the result first.
 * -ENOMEM; -EINVAL: data was read from a CSV, or the result's size is not set. After an error the
 * row was not added. */
FACS_API int facs_data_add(facs_data *data, const facs_result *result);

/* Reads a whole CSV that facs_table_open can read. A column of whole numbers holds numbers if a
 * cell of it is empty or not a whole number. Errors: as facs_table_open and facs_table_read;
 * INTERNAL -ENOMEM. */
FACS_API int facs_data_read(facs_data **out, const char *csv, facs_error *error);

/* Releases it. */
FACS_API void facs_data_close(facs_data **data);

/* Returns the number of rows. */
FACS_API int64_t facs_data_rows(const facs_data *data);
/* Returns the number of columns. */
FACS_API int facs_data_columns(const facs_data *data);

/* Describes column i (from 0). Set column's size first. -ERANGE: i is past the last column. */
FACS_API int facs_data_get(const facs_data *data, int i, facs_data_column *column);

/* Returns the first column of that name, or -1. */
FACS_API int facs_data_find(const facs_data *data, const char *name);

/* Returns the name of the image file that row n (from 0) is about, in UTF-8: of a run with
 * facs_extract_options.picture_names, or of a CSV with the column "picture", which is not among the
 * columns above. NULL: there is none. Valid as long as data. */
FACS_API const char *facs_data_picture(const facs_data *data, int64_t n);

/* Returns the text of NAME.json, which says how the rows were made: of a run, whether or not it
 * wrote one; of a CSV, the one beside it (of NAME_face00.csv too), unless it describes other rows.
 * "": there is none. Valid as long as data. */
FACS_API const char *facs_data_json(const facs_data *data);

/* ---- Report ---------------------------------------------------------------------------------- */

/* What the page shows. Fill it with facs_default_report_options. */
typedef struct facs_report_options {
    size_t size;         /* sizeof(facs_report_options) */
    const char *html;    /* path of the page */
    const char *json;    /* the CSV's json from facs_extract; NULL or missing: none */
    const char *video;   /* a file or folder of images, for pictures of the peaks; NULL: the one
                            named in json, if it exists with the size and digest given there */
    const facs_log *log; /* receives warnings of what was left out; NULL: only the page has them */
    /* A table of segments, a document or export of ELAN, or an export of BORIS (docs/summary.md);
     * the page shows those of this recording. NULL (default): none. */
    const char *segments;
} facs_report_options;

/* Fills in the defaults, as far as size reaches, and the size. */
FACS_API void facs_default_report_options_sized(facs_report_options *options, size_t size);

/* Fills in the defaults and the size. */
static inline void facs_default_report_options(facs_report_options *options)
{
    facs_default_report_options_sized(options, sizeof(*options));
}

/*
 * Writes a page that shows a result of facs or OpenFace: one self-contained HTML file, which gets
 * its name once it is complete. Reads the CSV once, and needs at most 600 bytes of memory per row.
 * INPUT errors: the CSV has no Action Unit columns. If the video or json cannot be used, or the
 * json describes other results than this CSV, the page says so; that is not an error. ENVIRONMENT
 * -ENOSYS: the library was built without uPlot, which draws the curves.
 */
FACS_API int facs_report(const char *csv, const facs_report_options *options, facs_error *error);

/* ---- Live ------------------------------------------------------------------------------------ */

/* A result as soon as it exists. What it points to is valid during the call. */
typedef struct facs_live_row {
    size_t size;               /* sizeof(facs_live_row) */
    const facs_result *result; /* uncalibrated: intensities with OpenFace's online correction */
    const facs_frame *frame;   /* its picture */
    double delay_ms;           /* since the frame was captured, that is, decoded */
    int64_t dropped;        /* frames dropped just before this one; 0 for a frame's further faces */
    int64_t dropped_so_far; /* since the run began */
} facs_live_row;

/* How to run live. Fill it with facs_default_live_options. */
typedef struct facs_live_options {
    size_t size;           /* sizeof(facs_live_options) */
    facs_options analysis; /* live is always 1 here */
    int realtime;          /* 1: play a file at its own pace, as if it were a camera */
    int loop;              /* 1: restart a file at its end; frame numbers and times continue */
    double fps;            /* of a folder of images, FACS_MIN_FPS..FACS_MAX_FPS; 0 (default): 30 */
    int64_t max_frames;    /* stop after this many analyzed frames; 0 (default): no limit */
    int stream;            /* number of the video stream in a file, from 1; 0 (default): the best */
    int deinterlace;       /* 1: make whole pictures of interlaced ones */
    int64_t max_pixels; /* refuse pictures with more pixels; 0 (default): a limit that allows 8K */
    const char *json_rows; /* as in facs_extract_options, with delay and dropped frames */
    unsigned features;     /* FACS_FEATURE_* of json_rows; default FACS_FEATURE_AUS */
    int full_precision;    /* 1: the shortest numbers in json_rows that read back the same */
    /* Called for each row, in order, as soon as it exists, on the thread that analyzes (not the
     * calling one). While it runs, newer frames replace each other, so a slow callback costs frames
     * but adds no delay. Not 0: stop (-ECANCELED). May be NULL. */
    int (*row)(void *opaque, const facs_live_row *row);
    /* Called on the calling thread, several times a second, even while no frame comes. Not 0: stop
     * (-ECANCELED). May be NULL. */
    int (*stop)(void *opaque);
    void *opaque;           /* passed to the callbacks */
    const facs_input *from; /* as in facs_extract_options */
    int rotate;             /* as in facs_extract_options */
    const char *csv_rows;   /* as in facs_extract_options, with the columns of features */
    /* Path of a recording, .mkv, which must not exist yet: every picture that came, dropped or not,
     * without loss and with its time, so that facs_extract measures what was seen. It gets its name
     * at the end, also of a run that was stopped. A picture for which the encoder has no time is
     * left out, and the log says how many were; the analysis never waits. NULL: none. */
    const char *record;
    /* Called after row(), on the same thread, and at the end on the calling one, until it returns
     * NULL: a line of JSON of the caller's own for json_rows, such as a marker, with its newline.
     * It stays valid until the next call. NULL: none. */
    const char *(*line)(void *opaque);
    const char *hwaccel; /* as in facs_extract_options */
} facs_live_options;

/* Fills in the defaults, as far as the sizes reach, and both sizes. */
FACS_API void facs_default_live_options_sized(facs_live_options *options, size_t size,
                                              size_t analysis_size);

/* Fills in the defaults and the sizes. */
static inline void facs_default_live_options(facs_live_options *options)
{
    facs_default_live_options_sized(options, sizeof(*options), sizeof(options->analysis));
}

/* The outcome of a live run. */
typedef struct facs_live_summary {
    size_t size;            /* sizeof(facs_live_summary), set by the caller */
    int64_t captured;       /* frames that came from the input */
    int64_t frames;         /* captured frames that were analyzed */
    int64_t dropped;        /* captured frames that a newer one replaced before their turn */
    int64_t rows;           /* one for each face of a frame */
    int64_t faces;          /* rows with success 1 */
    int64_t failed;         /* frames that could not be decoded */
    int width;              /* of the pictures, pixels */
    int height;             /* of the pictures, pixels */
    double seconds;         /* from the first frame in to the last row out */
    double delay_median_ms; /* from capture until the row is written and row() has returned, ms */
    double delay_p95_ms;    /* 95 % of these delays are no longer */
    double delay_max_ms;    /* the longest */
    char provider[16];      /* as facs_models_provider */
} facs_live_summary;

/* Analyzes with the lowest delay: the newest frame wins. input: "camera:N" or "camera:NAME", a URL,
 * or "-" for standard input; a file or a folder of images only with realtime. The calling thread
 * captures; for a camera on macOS it must be the main thread. Another thread opens the models and
 * analyzes. A frame that is still waiting when the next one comes is dropped and counted. Returns 0
 * at the end of the input or after max_frames; -ECANCELED if a callback asked to stop, or (kind
 * CLOSED) if the reader of json_rows has gone. summary may be NULL; otherwise it is filled in on
 * failure too. */
FACS_API int facs_live(const char *input, const facs_live_options *options,
                       facs_live_summary *summary, facs_error *error);

/* ---- Rows as text ---------------------------------------------------------------------------- */

#define FACS_CSV_LINE_SIZE  65536 /* bytes, enough for any header or row */
#define FACS_JSON_LINE_SIZE 65536 /* bytes, enough for any line of JSON */

/* Writes the header of a CSV as facs extract does, with a newline and a NUL. still 1: for a single
 * image. Returns the length without the NUL. -ENOSPC: size is too small. */
FACS_API int facs_csv_header(char *text, size_t size, unsigned features, int still);
/* Writes a result as a row of such a CSV. For the finished CSV's values, let facs_analyzer_series
 * complete the result first. Returns as facs_csv_header. */
FACS_API int facs_csv_line(char *text, size_t size, const facs_result *result, unsigned features,
                           int full_precision, int still);

/* Writes a result as facs extract --json - and facs live do (docs/json-lines.md), with a newline
 * and a NUL. live: the frame's delay and dropped frames, or NULL; its result is not read. The line
 * is always valid JSON: a number that is not finite becomes null. Returns as facs_csv_header. */
FACS_API int facs_json_line(char *text, size_t size, const facs_result *result,
                            const facs_live_row *live, unsigned features, int full_precision);

#ifdef __cplusplus
}
#endif
#endif
