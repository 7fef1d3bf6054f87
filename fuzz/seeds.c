/*
 * seeds FOLDER: writes small valid files for the targets that read binary ones, into FOLDER/NAME/.
 * They are made by what makes files for the tests, so nothing binary is kept in the repository.
 */
#include "made_cen_file.h"
#include "made_channels.h"
#include "made_experts.h"
#include "made_pdm.h"
#include "make_clip.h"
#include "make_tiff.h"
#include "tiny_onnx.h"

#include "au/running_median.h"
#include "base/sha256.h"
#include "fuzz.h"
#include "output/outputs.h"
#include "output/provenance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *folder;

/* FOLDER/TARGET/NAME, in static storage. */
static const char *seed_path(const char *target, const char *name)
{
    static char path[4096];
    snprintf(path, sizeof(path), "%s/%s", folder, target);
    mkdir(path, 0777);
    snprintf(path, sizeof(path), "%s/%s/%s", folder, target, name);
    return path;
}

/* The bytes that choose, then what they choose for. */
static void put(const char *target, const char *name, fuzz_part choice, const void *bytes,
                size_t size)
{
    FILE *file = fopen(seed_path(target, name), "wb");
    if (!file || fwrite(choice.bytes, 1, choice.size, file) != choice.size ||
        fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        fprintf(stderr, "seeds: %s/%s cannot be written\n", target, name);
        exit(1);
    }
}

static fuzz_part one_byte(int value)
{
    static uint8_t byte;
    byte = (uint8_t)value;
    return (fuzz_part){&byte, 1};
}

/* ---- Models ---------------------------------------------------------------------------------- */

static void write_pdm(void)
{
    double mean[18], basis[36], variance[2] = {4, 1};
    uint32_t state = 1;
    for (int i = 0; i < 18; i++)
        mean[i] = 50 * made_number(&state);
    for (int i = 0; i < 36; i++)
        basis[i] = (int)(8 * made_number(&state)) / 8.0;
    char *text = made_pdm_text(6, 2, mean, basis, variance);
    put("pdm", "six_points", (fuzz_part){NULL, 0}, text, strlen(text));
    free(text);
}

/* fuzz_experts.c's first byte: points - 1, plus 4 times (window - 3) / 2. */
static void write_experts(int points, int window, int components)
{
    char name[32];
    size_t size;
    made_experts *experts = made_experts_new(2, points, components, 1);
    experts->windows = 1;
    experts->window[0] = window;
    for (int i = 0; i < 2 * points; i++)
        experts->expert[i].neurons = experts->expert[i].neurons ? 1 : 0;
    unsigned char *bytes = made_experts_bytes(experts, &size);
    snprintf(name, sizeof(name), "%d_%d_%d", points, window, components);
    put("experts", name, one_byte(points - 1 + 4 * ((window - 3) / 2)), bytes, size);
    free(bytes);
    made_experts_free(experts);
}

/* fuzz_cen.c's first byte: points - 1, plus 4 times (window - 3) / 2. */
static void write_cen(int points, int window, int layers, const int *units)
{
    static const facs_cen_kind kinds[] = {FACS_CEN_RELU, FACS_CEN_TANH, FACS_CEN_SIGMOID};
    char name[32];
    size_t size;
    made_cen_file *file = made_cen_file_new(0.25, points, layers, units, kinds, 1);
    file->views = 2; /* smaller */
    file->mirror_view[1] = 1;
    unsigned char *bytes = made_cen_file_bytes(file, &size);
    snprintf(name, sizeof(name), "%d_%d_%d", points, window, layers);
    put("cen", name, one_byte(points - 1 + 4 * ((window - 3) / 2)), bytes, size);
    free(bytes);
    file->views = MADE_CEN_VIEWS;
    made_cen_file_free(file);
}

static void write_validator(void)
{
    enum { SIDE = 8, PIXELS = SIDE * SIDE - 3 };
    static const made_layer layers[] = {{.kind = 0, .in = 1, .out = 2, .height = 3, .width = 3},
                                        {.kind = 3},
                                        {.kind = 1},
                                        {.kind = 2, .in = 18, .out = 4}};
    float landmarks[8];
    made_bytes bytes = {0};
    made_int(&bytes, 3);
    made_int(&bytes, 1);
    made_head(&bytes, 3, 1, 6);
    for (int k = 0; k < 3; k++)
        made_double(&bytes, 0);
    for (int part = 0; part < 2; part++) {
        made_head(&bytes, 1, PIXELS, 6);
        for (int i = 0; i < PIXELS; i++)
            made_double(&bytes, 1);
    }
    made_network(&bytes, layers, 4);
    made_warp(&bytes, 4, SIDE, 3, 0);
    made_square(landmarks, 4, 40, 4, 4);
    put("validator", "one_view", (fuzz_part){(const uint8_t *)landmarks, sizeof(landmarks)},
        bytes.data, bytes.size);
    free(bytes.data);
}

/* fuzz_channels.c's first byte: side - 1, plus 16 times (outputs - 1). */
static void write_channels(void)
{
    static const made_channel_layer small[] = {
        {0, 3, 2, 2, 0}, {3, 0, 2, 0, 0}, {1, 0, 0, 2, 2}, {2, 18, 2, 0, 0}};
    static const made_channel_layer pairs[] = {{0, 3, 8, 1, 0}, {0, 8, 8, 3, 0}, {2, 8, 3, 0, 0}};
    made_bytes bytes = {0};
    made_channels(&bytes, small, 4);
    put("channels", "small", one_byte(6 + 16), bytes.data, bytes.size);
    free(bytes.data);
    bytes = (made_bytes){0};
    made_channels(&bytes, pairs, 3);
    put("channels", "pairs", one_byte(2 + 32), bytes.data, bytes.size);
    free(bytes.data);
}

/* type; rows, columns, type of the means and of the weights; bias, classes; the list. */
static void write_predictor(void)
{
    static const char list[] = "a.dat AU01\nb.dat AU02\nc.dat AU04\n";
    static const double tail[3] = {0.5, 1, 0};
    made_bytes bytes = {0};
    made_int(&bytes, 5);
    for (int i = 0; i < 2; i++) {
        made_head(&bytes, 1, 4702, 6);
        made_double(&bytes, 0.25);
        made_double(&bytes, -0.5);
    }
    for (int i = 0; i < 3; i++)
        made_double(&bytes, tail[i]);
    uint8_t *whole = malloc(bytes.size + sizeof(list));
    memcpy(whole, bytes.data, bytes.size);
    memcpy(whole + bytes.size, list, sizeof(list) - 1);
    put("predictors", "svm", one_byte(24 << 1), whole, bytes.size + sizeof(list) - 1);
    free(whole);
    free(bytes.data);
}

/* A convolution with a normalisation behind it, and another convolution: what is folded. */
static void write_networks(void)
{
    static const int64_t kernel[] = {2, 1, 1, 1}, pointwise[] = {2, 2, 1, 1}, two = 2;
    static const float ones[] = {1, 2, 0.5F, 1};
    static const char *const choices[] = {"plain",  "detector", "folded",
                                          "pruned", "halved",   "quantized"};
    static const int how[] = {0, 1, 2, 7, 11, 22};
    for (int i = 0; i < 6; i++) {
        size_t size;
        tiny_onnx *model = tiny_onnx_new();
        tiny_onnx_input(model, "x", TINY_FLOAT, "1 1 4 4");
        tiny_onnx_floats(model, "k", 4, kernel, ones);
        tiny_onnx_floats(model, "p", 4, pointwise, ones);
        tiny_onnx_floats(model, "n", 1, &two, ones);
        tiny_onnx_node(model, "Conv", "x k", "a", NULL);
        tiny_onnx_node(model, "BatchNormalization", "a n n n n", "b", NULL);
        tiny_onnx_node(model, "Relu", "b", "c", NULL);
        tiny_onnx_node(model, "Conv", "c p n", "y", NULL);
        tiny_onnx_output(model, "y", TINY_FLOAT, "1 2 4 4");
        tiny_onnx_write(model, seed_path("onnx", "whole"));
        unsigned char *bytes = read_whole(seed_path("onnx", "whole"), &size);
        put("onnx", choices[i], one_byte(how[i]), bytes, size);
        free(bytes);
        remove(seed_path("onnx", "whole"));
    }
}

/* A detector with RetinaFace's form, whose heads and resizing are rewritten. */
static void write_detector(void)
{
    size_t size;
    tiny_retinaface(seed_path("onnx", "whole"), 0);
    unsigned char *bytes = read_whole(seed_path("onnx", "whole"), &size);
    put("onnx", "retinaface", one_byte(7), bytes, size);
    put("onnx", "retinaface_halved", one_byte(11), bytes, size);
    free(bytes);
    remove(seed_path("onnx", "whole"));
}

/* The same form with the whole reader's medians behind the byte 0xff would be 20 MB. */
static void write_medians(void)
{
    static const float descriptors[4][3] = {
        {0, 0.5F, -1}, {0.1F, 0.5F, 1}, {0.1F, 0, 0}, {0, 0, 0}};
    facs_running_median *median;
    uint8_t bytes[256];
    if (facs_running_median_open(&median, 3, 40, -1, 1, 1) < 0)
        exit(1);
    for (int i = 0; i < 4; i++)
        facs_running_median_add(median, descriptors[i]);
    put("neutral", "four", one_byte(0), bytes, facs_running_median_write(median, bytes));
    facs_running_median_close(&median);
}

/* ---- Results --------------------------------------------------------------------------------- */

static void digest(const char *text, char hex[65])
{
    facs_hash hash;
    facs_hash_begin(&hash, facs_sha256_fastest());
    facs_hash_add(&hash, text, strlen(text));
    facs_hash_end_hex(&hash, hex);
}

/* A NAME.json that --resume accepts up to the models, for the input "video" and the CSV "rows". */
static void write_sidecar(void)
{
    static const char video[] = "video", rows[] = "frame,AU12_r\n1,2\n";
    static const char details[] = "OpenFace\nInput full path:v.mp4\n";
    char video_sha256[65], rows_sha256[65];
    facs_extract_options options;
    digest(video, video_sha256);
    digest(rows, rows_sha256);
    facs_default_extract_options(&options);
    json_t *root = json_pack("{s:s, s:s, s:{s:s, s:s, s:i, s:s, s:{s:s, s:s}, s:s}, s:o, s:[], "
                             "s:[{s:i, s:i, s:s, s:s}], "
                             "s:{s:[]}}",
                             "program", "facs", "version", facs_version(), "input", "name", "v.mp4",
                             "path", "v.mp4", "size", 5, "modified", "2023-11-14T22:13:20Z",
                             "digest", "method", "sha256", "value", video_sha256, "kind", "video",
                             "options", facs_provenance_options(&options, FACS_FEATURE_ALL, 0),
                             "warnings", "results", "rows", 1, "bytes", (int)strlen(rows), "sha256",
                             rows_sha256, "file", "r.csv", "models", "files");
    char *json = json_dumps(root, JSON_INDENT(1));
    const size_t size = strlen(json) + sizeof(rows) + sizeof(details) + 2 * sizeof(FUZZ_MARK);
    char *text = malloc(size);
    snprintf(text, size, "%s%s%s%s%s", json, FUZZ_MARK, details, FUZZ_MARK, rows);
    put("sidecar", "whole", one_byte(0), text, strlen(text));
    free(text);
    free(json);
    json_decref(root);
}

/* ---- Pictures and clips ---------------------------------------------------------------------- */

/* A file that was made, for the targets that read such files. */
static void share(const char *path, const char *name)
{
    size_t size;
    unsigned char *bytes = read_whole(path, &size);
    put("source", name, one_byte(0), bytes, size);
    put("stills", name, (fuzz_part){NULL, 0}, bytes, size);
    free(bytes);
}

static void write_clips(void)
{
    static const char *const forms[][3] = {
        {"mp4", "mpeg4", NULL},     {"mov", "mjpeg", "movflags=faststart"},
        {"avi", "mpeg4", NULL},     {"avi", "mjpeg", NULL},
        {"matroska", "ffv1", NULL}, {"mpegts", "mpeg2video", NULL},
        {"gif", "gif", NULL},       {"webp", "libwebp_anim", NULL},
        {"webm", "libvpx", NULL},   {"mp4", "libx264", "movflags=frag_keyframe+empty_moov"},
        {"flv", "flv", NULL},       {"asf", "wmv2", NULL},
        {"apng", "apng", NULL},     {"nut", "ffv1", NULL}};
    static const char *const stills[] = {"png", "mjpeg", "bmp", "ppm"};
    char name[64];
    make_folder();
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        const clip made = {.format = forms[i][0],
                           .encoder = forms[i][1],
                           .options = forms[i][2],
                           .width = 16,
                           .height = 16,
                           .frames = 3,
                           .quantiser = 20};
        snprintf(name, sizeof(name), "%s_%s", forms[i][0], forms[i][1]);
        make_clip(in_folder("clip"), &made);
        share(in_folder("clip"), name);
    }
    for (size_t i = 0; i < sizeof(stills) / sizeof(stills[0]); i++) {
        make_image(in_folder("still"), stills[i], 8, 8, 100);
        share(in_folder("still"), stills[i]);
    }
    remove_folder();
}

/* Pages of a TIFF, little and big endian, with 64-bit offsets, of 16 bits, and of ImageJ. */
static void write_tiffs(void)
{
    static const tiff_spec specs[] = {
        {.pages = 2, .levels = {10, 20}, .orientation = {6, 1}},
        {.pages = 1, .big_endian = 1, .bits = 16, .max_sample = 1023, .levels = {500}},
        {.pages = 2, .big = 1, .levels = {1, 2}, .kinds = {0, 1}},
        {.pages = 1, .more_planes = 1, .levels = {9}, .description = "ImageJ=1\nimages=2\nfps=5\n"},
        {.pages = 3, .circle = 1, .levels = {3, 4, 5}}};
    char name[16];
    make_folder();
    for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
        make_tiff(in_folder("pages"), &specs[i]);
        snprintf(name, sizeof(name), "tiff_%zu", i);
        share(in_folder("pages"), name);
    }
    remove_folder();
}

/* With sound beside the pictures, in containers that take PCM. */
static void write_sounds(void)
{
    static const char *const formats[] = {"mov", "avi", "matroska", "nut"};
    make_folder();
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        const clip made = {.format = formats[i],
                           .encoder = "mjpeg",
                           .width = 16,
                           .height = 16,
                           .frames = 2,
                           .quantiser = 31,
                           .sound_packets = 1};
        size_t size;
        make_clip(in_folder("clip"), &made);
        unsigned char *bytes = read_whole(in_folder("clip"), &size);
        put("sound", formats[i], (fuzz_part){NULL, 0}, bytes, size);
        free(bytes);
    }
    remove_folder();
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    folder = argv[1];
    mkdir(folder, 0777);
    write_pdm();
    write_experts(1, 3, 0);
    write_experts(3, 3, 3);
    write_experts(2, 5, 1);
    write_cen(1, 3, 1, (const int[]){1});
    write_cen(2, 5, 3, (const int[]){2, 2, 1});
    write_cen(3, 11, 2, (const int[]){1, 1});
    write_validator();
    write_channels();
    write_predictor();
    write_networks();
    write_detector();
    write_medians();
    write_sidecar();
    write_clips();
    write_tiffs();
    write_sounds();
    return 0;
}
