/*
 * Clips in the real file formats for tests, made with FFmpeg's encoders. Every function fails the
 * running test when it cannot do its work.
 */
#ifndef FACS_TESTS_MAKE_CLIP_H
#define FACS_TESTS_MAKE_CLIP_H

#include "folder.h"

#include <stddef.h>
#include <stdint.h>

/* What a clip shows. */
typedef enum clip_content {
    CLIP_LEVELS, /* frame n is one grey level, clip_level(n) */
    CLIP_CORNER, /* white in the top left quarter of the coded picture, black elsewhere */
    CLIP_COMB,   /* even rows white in the left half, all else black: two moments in one picture */
    CLIP_MOVING  /* coloured waves and noise that move by fractions of a pixel */
} clip_content;

typedef struct clip {
    const char *format;  /* FFmpeg's name of the container: "avi", "mov", "mp4", "matroska" ... */
    const char *encoder; /* "mpeg4", "mjpeg", "png", "ffv1" ... */
    const char *options; /* of the container, "movflags=faststart:..."; NULL: none */
    int width, height, frames;
    int aspect[2];         /* width : height of a pixel; 0, 0: it is not said */
    int declared[2];       /* width and height that the container says; 0, 0: the truth */
    int interlaced;        /* 1: the file says so, and that even rows come first (mpeg2video) */
    int fps;               /* 0: 25 */
    int b_frames;          /* between two others, stored out of order */
    int quantiser;         /* 0: 2, hardly a loss */
    const int *times_ms;   /* presentation time of each frame; NULL: evenly at fps */
    const int *stamps_ms;  /* what the file says of each packet in their place; NULL: the truth */
    const int32_t *matrix; /* display matrix, 9 numbers; NULL: none */
    clip_content content;
    int resize_at; /* from this frame on: resized_width x resized_height; 0: never */
    int resized_width, resized_height;
    int bad_from, bad_count;       /* the data of so many frames is overwritten by zeros */
    int spoilt_from, spoilt_count; /* in that of so many, the last three fifths by noise */
    const char *intact;            /* path of the same clip without that; NULL: do not write it */
    int key_every;                 /* frames from key frame to key frame; 0: the encoder's choice */
    int sound_packets;             /* of a PCM tone beside the pictures, 100 ms each; 0: none */
    int sound_ms;                  /* when it begins */
} clip;

/* The grey level, 0..255, that frame n of CLIP_LEVELS shows once decoded; 12 apart, the 20th is the
 * first. */
int clip_level(int n);

void make_clip(const char *path, const clip *clip);

/* The video streams of two clips, one after the other's end, in one file; dispositions are
 * FFmpeg's. */
void join_clips(const char *path, const char *format, const char *const parts[2],
                const int dispositions[2]);

/* A tone without pictures, in a container that takes PCM: "wav", "mov". */
void make_sound(const char *path, const char *format);

/* One image of one grey level; encoder "png", "mjpeg", "bmp", "ppm". */
void make_image(const char *path, const char *encoder, int width, int height, int level);

#endif
