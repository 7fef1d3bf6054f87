/* The options of all commands. */
#include "args.h"

#define AT(field)   offsetof(facs_args, field)
#define SIZE(field) sizeof(((facs_args *)0)->field)
#define EXTRACT     (FACS_FOR_EXTRACT | FACS_FOR_OPENFACE)
#define ANALYSIS    (EXTRACT | FACS_FOR_BENCH | FACS_FOR_LIVE)

/* The names of an enumeration of the library, by value. */
#define NAMES(word, type)                                                                          \
    static const char *word(int value)                                                             \
    {                                                                                              \
        return facs_##word##_name((type)value);                                                    \
    }
NAMES(backend, facs_backend)
NAMES(precision, facs_precision)
NAMES(au_models, facs_au_models)
NAMES(detector, facs_detector_kind)
NAMES(face_choice, facs_face_choice)
NAMES(overlay_style, facs_overlay_style)

static const char *feature(int value)
{
    return facs_feature_name(1U << value);
}

static const char *progress(int value)
{
    static const char *const names[] = {"auto", "json", "none"};
    return value >= 0 && value < 3 ? names[value] : NULL;
}

const char *facs_events_format(int value)
{
    static const char *const names[] = {"csv", "eaf", "boris", "txt", "TextGrid"};
    return value >= 0 && value < 5 ? names[value] : NULL;
}

/* clang-format off */
#define FLAG(name, commands, field, help) \
    {name, NULL, NULL, FACS_ARG_FLAG, commands, AT(field), 0, 0, 0, NULL, help}
#define WORD(name, letter, value, commands, field, help) \
    {name, letter, value, FACS_ARG_WORD, commands, AT(field), 0, 0, 0, NULL, help}
#define CHOICE(name, value, commands, field, choices, help) \
    {name, NULL, value, FACS_ARG_CHOICE, commands, AT(field), 0, 0, 0, choices, help}
#define LIST(name, commands, field, choices, help) \
    {name, NULL, "LIST", FACS_ARG_LIST, commands, AT(field), 0, 0, 0, choices, help}
#define WHOLE(name, value, commands, field, min, max, help) \
    {name, NULL, value, FACS_ARG_WHOLE, commands, AT(field), SIZE(field), min, max, NULL, help}
#define REAL(name, commands, field, min, max, help) \
    {name, NULL, "F", FACS_ARG_REAL, commands, AT(field), SIZE(field), min, max, NULL, help}

#define TIME(name, commands, field, min, help) \
    {name, NULL, "TIME", FACS_ARG_TIME, commands, AT(field), SIZE(field), min, FACS_MAX_SECONDS, NULL, help}

const facs_arg facs_arg_table[] = {
    WORD("--output", "-o", "FILE", FACS_FOR_EXTRACT, output, "write the result to FILE (one input only)"),
    WORD("--output", "-o", "FILE", FACS_FOR_REPORT, output, "write the page to FILE (one result only); of a study, default: DIR/study.html"),
    WORD("--output", "-o", "FILE", FACS_FOR_MERGE, output,
         "write the table to FILE: .csv, or .sqlite or .db for a database"),
    WORD("--output", "-o", "FILE", FACS_FOR_SUMMARY, output, "write the table to FILE, a .csv"),
    WORD("--segments", NULL, "FILE", FACS_FOR_SUMMARY, summarize.segments,
         "give each segment rows of its own: a table with pattern, start, end and label, or what ELAN and BORIS save"),
    WORD("--baseline", NULL, "LABEL", FACS_FOR_SUMMARY | FACS_FOR_REPORT, summarize.baseline,
         "also give every figure as the difference to the segments with this label"),
    WORD("--path", NULL, "PATTERN", FACS_FOR_SUMMARY | FACS_FOR_REPORT, summarize.path,
         "make columns from the path of each input, such as {group}/{participant}/{session}.mp4; * stands for any text"),
    WHOLE("--jobs", "N", FACS_FOR_SUMMARY, summarize.jobs, 1, FACS_MAX_JOBS,
          "read N results at a time; default: one for each core"),
    WORD("--output", "-o", "FILE", FACS_FOR_EVENTS, output,
         "write the events to FILE (one result only): .csv, or .eaf (ELAN), .boris, .TextGrid (Praat), .txt (labels for Audacity)"),
    CHOICE("--format", "FORMAT", FACS_FOR_EVENTS, events_format, facs_events_format,
           "without -o: write RESULT_events.FORMAT next to each result; default: csv"),
    WORD("--kinds", NULL, "LIST", FACS_FOR_EVENTS | FACS_FOR_EXTRACT, find.kinds,
         "events to look for, such as blink,smile,AU12; AU stands for all Action Units; default: all"),
    WORD("--parameters", NULL, "NAME=VALUE,...", FACS_FOR_EVENTS | FACS_FOR_EXTRACT | FACS_FOR_SUMMARY, find.parameters,
         "change parameters of the events' definitions (docs/events.md), such as blink.max=0.5"),
    WORD("--columns", NULL, "LIST", FACS_FOR_MERGE, merge.columns,
         "columns of the table, such as AU*_r,pose_*; frame, face_id, timestamp, confidence and success are always there; default: all"),
    REAL("--min-confidence", FACS_FOR_MERGE, merge.min_confidence, 0, 1,
         "leave out rows with a lower confidence, 0 to 1"),
    FLAG("--every-face", FACS_FOR_MERGE, merge.every_face,
         "take the rows of all faces; default: only those of face 0, the first"),
    WORD("--path", NULL, "PATTERN", FACS_FOR_MERGE, merge.path,
         "make columns from the path of each input, such as {group}/{participant}/{session}.mp4; * stands for any text"),
    WORD("--directory", "-d", "DIR", FACS_FOR_EXTRACT, directory,
         "write NAME.csv and NAME.json for each input into DIR, which is made if it does not exist"),
    WORD("--csv", NULL, "FILE", FACS_FOR_EXTRACT, csv,
         "write each CSV row at once, not calibrated, to a file, a FIFO, or standard output (-); NAME.csv is then written only with -o or -d"),
    WORD("--csv", NULL, "FILE", FACS_FOR_LIVE, csv,
         "write CSV rows to a file, a FIFO, or standard output (-); the lines of JSON then come only with --json"),
    WORD("--json", NULL, "FILE", FACS_FOR_EXTRACT, json, "the same as lines of JSON"),
    WORD("--json", NULL, "FILE", FACS_FOR_LIVE, json,
         "write the lines to a file or a FIFO instead of standard output"),
    WORD("--json", NULL, "FILE", FACS_FOR_BENCH | FACS_FOR_AGREEMENT | FACS_FOR_STATUS, json,
         "write the figures as JSON to FILE, or to standard output (-)"),
    WORD("--models", NULL, "DIR", ANALYSIS | FACS_FOR_MODELS | FACS_FOR_DOCTOR | FACS_FOR_QUANTIZE, options.analysis.models,
         "folder of the weights"),
    WORD("--runtime", NULL, "FILE", ANALYSIS | FACS_FOR_DOCTOR | FACS_FOR_QUANTIZE, options.analysis.runtime,
         "ONNX Runtime library to load"),
    CHOICE("--backend", "NAME", ANALYSIS, options.analysis.backend, backend,
         "where ONNX Runtime runs its networks; auto uses the first of CUDA, Core ML and CPU that works"),
    CHOICE("--precision", "NAME", ANALYSIS, options.analysis.precision, precision,
         "number format of ONNX Runtime's networks; fp16 is for Core ML and CUDA, int8 for the CPU, after facs quantize; with ceclm, fp16 halves the memory of its weights"),
    WHOLE("--threads", "N", ANALYSIS, options.analysis.threads, 1, FACS_MAX_THREADS,
         "number of threads that find landmarks; default: chosen from the number of cores"),
    WORD("--landmarks", NULL, "auto|ceclm|clnf|pfld", FACS_FOR_LIVE, landmarks,
         "find the 68 points with OpenFace's larger model (ceclm), its smaller one (clnf), or a small network (pfld); auto, the default, uses ceclm if its files are there, and clnf if not"),
    WORD("--landmarks", NULL, "auto|ceclm|clnf|pfld|FILE.csv", EXTRACT | FACS_FOR_BENCH, landmarks,
         "find the 68 points with OpenFace's larger model (ceclm), its smaller one (clnf), or a small network (pfld), or read them from a CSV with the columns frame, x_0 .. y_67; auto, the default, uses ceclm if its files are there, and clnf if not"),
    WHOLE("--detect-every", "N", ANALYSIS, detect_every, 1, FACS_MAX_DETECT_EVERY,
         "with pfld or several faces: run the face detector at least every N frames; it also runs when a face is lost"),
    WHOLE("--batch", "N", EXTRACT | FACS_FOR_BENCH, options.analysis.batch, 1, FACS_MAX_BATCH,
         "with pfld: track N frames in parallel, each starting from the face's position N frames earlier; the numbers depend on N; default: 3"),
    CHOICE("--detector", "NAME", ANALYSIS, options.analysis.detector, detector,
         "what finds faces: OpenFace's MTCNN, or RetinaFace on ONNX Runtime; auto uses MTCNN with ceclm and clnf, and RetinaFace with pfld, coreml, cuda, fp16 or int8"),
    CHOICE("--face", "WHICH", ANALYSIS, options.analysis.face_choice, face_choice,
         "which of several faces to follow: the largest, the most central, or the first one found and no other"),
    WORD("--region", NULL, "X,Y,W,H", ANALYSIS, region,
         "look for faces only in this rectangle of the picture, in pixels"),
    WHOLE("--min-face", "PIXELS", ANALYSIS, options.analysis.min_face, FACS_MIN_FACE, FACS_MAX_SIDE,
         "look for faces at least this wide; default: 60, and smaller ones if there is none"),
    WORD("--faces", NULL, "N|all", ANALYSIS, faces,
         "follow up to N faces at a time, 1 to 32, or all of them; one row per face and frame"),
    CHOICE("--au", "KIND", ANALYSIS, options.analysis.au, au_models,
         "models that compare with the person's neutral face (dynamic, for videos) or not (static, for short clips); single images always use static; none: no Action Units, which takes less time"),
    WORD("--neutral", NULL, "FILE", FACS_FOR_EXTRACT, neutral,
         "start from the neutral face that --save-neutral wrote to FILE for the same person in another video"),
    WORD("--neutral-from", NULL, "FILE", FACS_FOR_EXTRACT, neutral, "the same as --neutral"),
    WORD("--save-neutral", NULL, "FILE", FACS_FOR_EXTRACT, save_neutral,
         "write what was learnt about the first face's neutral look to FILE (one input only)"),
    LIST("--features", FACS_FOR_EXTRACT, features, feature, "columns to write; default: those of OpenFace, all but measures"),
    LIST("--features", FACS_FOR_LIVE, features, feature, "what the lines contain; default: aus"),
    FLAG("--realtime", FACS_FOR_LIVE, realtime, "play a file at its own pace, like a camera"),
    FLAG("--loop", FACS_FOR_LIVE, loop, "start a file again when it ends; with --realtime"),
    WORD("--record", NULL, "FILE.mkv", FACS_FOR_LIVE, record,
         "record all pictures without loss, with their times, for facs extract"),
    FLAG("--view", FACS_FOR_LIVE, view,
         "open a page in the browser with the picture, points, bars and curves; on a terminal, instead of the lines"),
    WORD("--markers", NULL, "FILE.csv", FACS_FOR_LIVE, markers,
         "with --view: keep the markers that are set on the page, as segments for facs summary"),
    WHOLE("--view-port", "N", FACS_FOR_LIVE, view_port, 1, 65535,
         "with --view: the page's port; default: any free port"),
    WHOLE("--every", "N", EXTRACT | FACS_FOR_BENCH, options.every, 1, FACS_MAX_FRAMES,
         "analyze only every N-th frame; times stay correct"),
    TIME("--from", FACS_FOR_EXTRACT, options.begin, 0,
         "begin with the first frame at or after TIME, seconds or hh:mm:ss.mmm; times and frame numbers stay those of the whole video"),
    TIME("--to", FACS_FOR_EXTRACT, options.end, 0.001,
         "end before the first frame at or after TIME; default: with the last frame"),
    WHOLE("--max-frames", "N", ANALYSIS, options.max_frames, 1, FACS_MAX_FRAMES, "stop after N analyzed frames"),
    REAL("--fps", ANALYSIS, options.fps, FACS_MIN_FPS, FACS_MAX_FPS,
         "frames per second of a folder of images; default: 30"),
    REAL("--fx", ANALYSIS, options.analysis.focal_x, 1, FACS_MAX_FOCAL, "camera: horizontal focal length in pixels"),
    REAL("--fy", ANALYSIS, options.analysis.focal_y, 1, FACS_MAX_FOCAL, "camera: vertical focal length in pixels"),
    REAL("--cx", ANALYSIS, options.analysis.centre_x, 0.001, FACS_MAX_SIDE,
         "camera: optical centre from the left, in pixels"),
    REAL("--cy", ANALYSIS, options.analysis.centre_y, 0.001, FACS_MAX_SIDE,
         "camera: optical centre from the top, in pixels"),
    FLAG("--per-face", FACS_FOR_EXTRACT, options.per_face,
         "write one result for each face: NAME_face00.csv and so on"),
    WHOLE("--stream", "N", ANALYSIS, options.stream, 1, FACS_MAX_STREAM,
         "use the N-th video stream of a file that has several, from 1; default: the best one"),
    FLAG("--deinterlace", ANALYSIS, options.deinterlace, "make full pictures from interlaced ones"),
    WHOLE("--rotate", "DEGREES", FACS_FOR_EXTRACT | FACS_FOR_BENCH | FACS_FOR_LIVE, options.rotate, 0, 270,
         "turn the pictures clockwise by 90, 180 or 270 degrees, if they are not upright in a player"),
    WHOLE("--max-pixels", "N", ANALYSIS, options.max_pixels, 1, FACS_MAX_PIXELS,
         "refuse pictures of more than N pixels, to limit the memory for one picture"),
    WORD("--hwaccel", NULL, "auto|none|NAME", ANALYSIS, options.hwaccel,
         "let a device decode files, for example vaapi, cuda or videotoolbox: the first that works (auto), or the one of that name; the numbers are the same"),
    WORD("--overlay", NULL, "FILE.mp4", FACS_FOR_EXTRACT, overlay,
         "also write a video that shows what was found: box, points, head pose and gaze in the picture, and a bar for each Action Unit next to it; .mp4 alone: NAME_overlay.mp4 next to each result"),
    CHOICE("--overlay-style", "NAME", FACS_FOR_EXTRACT, options.overlay_style, overlay_style,
         "what the overlay shows: the picture with the marks (full), or the marks alone, without picture and sound (points)"),
    FLAG("--picture-names", FACS_FOR_EXTRACT, options.picture_names,
         "name the image file of each row in a last column, for a folder of images or a single image"),
    FLAG("--full-precision", FACS_FOR_EXTRACT | FACS_FOR_LIVE, options.full_precision,
         "write the shortest numbers that read back exactly, instead of OpenFace's decimals"),
    WORD("--list", NULL, "FILE", FACS_FOR_EXTRACT, list,
         "take the inputs from a file, or from standard input (-), with one path a line"),
    WORD("--pattern", NULL, "GLOB", FACS_FOR_EXTRACT, pattern,
         "which files of a folder are inputs, such as '*.mp4,*.mov'; default: all videos"),
    WORD("--root", NULL, "DIR", FACS_FOR_EXTRACT, root,
         "folder whose subfolders the results repeat; default: the folder that was given, or the one that a whole list is in"),
    WORD("--shard", NULL, "I/N|auto", FACS_FOR_EXTRACT, share,
         "take only share I of N, of about the same size; auto: the one that a task of a Slurm, PBS, LSF or Grid Engine array has"),
    WORD("--from", NULL, "DIR|URL", FACS_FOR_MODELS, fetch.from,
         "with fetch: copy what is in DIR, such as OpenFace's folder, and download only the rest; or download everything from below URL"),
    FLAG("--ceclm", FACS_FOR_MODELS, fetch.ceclm, "with fetch: also the weights of CE-CLM, 430 MB"),
    FLAG("--onnx", FACS_FOR_MODELS, fetch.onnx, "with fetch: also the networks for ONNX Runtime, PFLD and RetinaFace, 5 MB"),
    FLAG("--dry-run", FACS_FOR_MODELS, fetch.dry_run, "with fetch: only list what is missing, and where it is available"),
    FLAG("--dry-run", FACS_FOR_EXTRACT, dry_run,
         "only print the inputs, their sizes and their results, which --list can read"),
    WHOLE("--jobs", "N", FACS_FOR_EXTRACT, batch.jobs, 1, FACS_MAX_JOBS,
          "analyze N inputs at a time; default: one for each core"),
    FLAG("--resume", FACS_FOR_EXTRACT, resume,
         "skip inputs that already have their result, and those that failed before"),
    FLAG("--retry-failed", FACS_FOR_EXTRACT, batch.retry_failed,
         "with --resume: try again what failed before"),
    {"--patience", NULL, "SECONDS", FACS_ARG_REAL, FACS_FOR_EXTRACT, AT(batch.patience), SIZE(batch.patience), 0, 1e9, NULL,
     "give an input up if no frame comes for so long; 0: never; default: 300, one input: 0"},
    FLAG("--overwrite", EXTRACT, overwrite, "also replace results of other inputs"),
    FLAG("--strict", EXTRACT, options.strict,
         "treat every warning as a failure: exit status 1, and no result"),
    FLAG("--summary", FACS_FOR_EXTRACT, summary,
         "print a closing table: frames, faces, speed, mean intensity of each Action Unit"),
    CHOICE("--progress", "KIND", FACS_FOR_EXTRACT, progress, progress,
         "what to show meanwhile: bars on a terminal (auto), a line of JSON on standard output for each event (json), or nothing"),
    FLAG("--report", FACS_FOR_EXTRACT, report,
         "write NAME.html next to each result: a page to look at (facs report)"),
    FLAG("--events", FACS_FOR_EXTRACT, events,
         "write NAME_events.csv next to each result: blinks, smiles, nods and so on (facs events)"),
    WORD("--segments", NULL, "FILE", FACS_FOR_REPORT, summarize.segments,
         "shade and compare segments: a table with pattern, start, end and label, or what ELAN and BORIS save"),
    WORD("--group", NULL, "COLUMN", FACS_FOR_REPORT, group,
         "of a study, what its page groups by at first: a column of --path, segment, or folder"),
    WORD("--video", NULL, "FILE", FACS_FOR_REPORT, video,
         "video, or folder of images, to take the pictures of the peaks from; default: the one that NAME.json names"),
    FLAG("--left", FACS_FOR_STATUS, left, "list the inputs that are left, one path per line"),
    FLAG("--failed", FACS_FOR_STATUS, failed, "list the inputs that failed, one path per line"),
    FLAG("--quiet", ANALYSIS | FACS_FOR_REPORT | FACS_FOR_QUANTIZE | FACS_FOR_MERGE | FACS_FOR_SUMMARY | FACS_FOR_EVENTS, quiet,
         "show no progress bar and no notes, only warnings and errors"),
    FLAG("--verbose", ANALYSIS | FACS_FOR_DOCTOR | FACS_FOR_QUANTIZE, verbose,
         "say which models and which provider are used, and why others are not"),
    FLAG("--no-sandbox", ANALYSIS | FACS_FOR_MODELS | FACS_FOR_REPORT | FACS_FOR_QUANTIZE | FACS_FOR_AGREEMENT | FACS_FOR_STATUS | FACS_FOR_MERGE | FACS_FOR_SUMMARY | FACS_FOR_EVENTS, no_sandbox,
         "do not use the sandbox: let the process open any file and use the network"),
    {"--help", "-h", NULL, FACS_ARG_FLAG, FACS_FOR_ALL, AT(help), 0, 0, 0, NULL, "print this text"},
    {.name = NULL},
};
/* clang-format on */
