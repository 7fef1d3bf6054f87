/*
 * FFmpeg's functions. Its libraries and the hundred that they need take longer to load than most
 * commands run, so they are opened when something is decoded or encoded: include this instead of
 * FFmpeg's headers, and call its functions by their names. One that is not here yet needs two
 * lines: its name in the list of its library, and the line that leads there.
 */
#ifndef FACS_MEDIA_FFMPEG_H
#define FACS_MEDIA_FFMPEG_H

#include "os/library.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/bprint.h>
#include <libavutil/display.h>
#include <libavutil/hwcontext.h>
#include <libavutil/intreadwrite.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

/* Where a stream keeps what belongs to all of its packets. */
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102) /* FFmpeg 6.1 */
#define FACS_SIDE_DATA_OF_CODEC(F) F(, av_packet_side_data_get)
#define FACS_SIDE_DATA_OF_FORMAT(F)
#else
#define FACS_SIDE_DATA_OF_CODEC(F)
#define FACS_SIDE_DATA_OF_FORMAT(F) F(, av_stream_get_side_data)
#endif

/* clang-format off */
#define FACS_AVUTIL_FUNCTIONS(F) \
    F(, av_bprint_finalize) F(, av_bprint_init) F(, av_buffer_ref) F(, av_buffer_unref) \
    F(, av_calloc) F(, av_d2q) F(, av_dict_copy) F(, av_dict_free) F(, av_dict_parse_string) \
    F(, av_dict_set) F(, av_dict_set_int) F(, av_display_rotation_set) F(, av_frame_alloc) F(, av_frame_apply_cropping) \
    F(, av_frame_clone) F(, av_frame_copy) F(, av_frame_copy_props) F(, av_frame_free) \
    F(, av_frame_get_buffer) F(, av_frame_get_side_data) F(, av_frame_make_writable) \
    F(, av_frame_move_ref) F(, av_frame_new_side_data) F(, av_frame_unref) F(, av_free) \
    F(, av_freep) F(, av_hwdevice_ctx_create) \
    F(, av_hwdevice_find_type_by_name) F(, av_hwdevice_get_type_name) \
    F(, av_hwdevice_iterate_types) F(, av_hwframe_transfer_data) F(, av_get_padded_bits_per_pixel) F(, av_log_default_callback) \
    F(, av_log_get_level) F(, av_log_set_callback) F(, av_log_set_level) F(, av_malloc) \
    F(, av_match_list) F(, av_memdup) F(, av_opt_get) F(, av_opt_set) F(, av_pix_fmt_desc_get) F(, av_rescale) \
    F(, av_strcasecmp) F(, av_strdup) F(, av_strerror) F(, av_strncasecmp) F(, av_version_info) \
    F(, avutil_version)

#define FACS_AVCODEC_FUNCTIONS(F) \
    F(, av_new_packet) F(, av_packet_alloc) F(, av_packet_free) F(, av_packet_move_ref) \
    F(, av_packet_rescale_ts) F(, av_packet_unref) F(, av_shrink_packet) \
    F(, avcodec_alloc_context3) F(, avcodec_default_get_buffer2) F(, avcodec_descriptor_get) \
    F(, avcodec_find_decoder) F(, avcodec_find_encoder) F(, avcodec_find_encoder_by_name) \
    F(, avcodec_flush_buffers) F(, avcodec_free_context) F(, avcodec_get_class) \
    F(, avcodec_get_hw_config) F(, avcodec_get_name) F(, avcodec_open2) F(, avcodec_parameters_copy) \
    F(, avcodec_parameters_from_context) F(, avcodec_parameters_to_context) \
    F(, avcodec_receive_frame) F(, avcodec_receive_packet) F(, avcodec_send_frame) \
    F(, avcodec_send_packet) F(, avcodec_version) \
    FACS_SIDE_DATA_OF_CODEC(F)

#define FACS_AVFORMAT_FUNCTIONS(F) \
    F(, av_codec_get_tag) F(, av_find_best_stream) F(, av_find_input_format) \
    F(, av_guess_format) F(, av_guess_sample_aspect_ratio) F(, av_index_search_timestamp) \
    F(, av_probe_input_buffer2) F(, av_read_frame) F(, av_seek_frame) F(, av_stream_get_parser) \
    F(, av_write_frame) F(, av_write_trailer) \
    F(, avformat_alloc_context) F(, avformat_alloc_output_context2) F(, avformat_close_input) \
    F(, avformat_find_stream_info) F(, avformat_free_context) \
    F(, avformat_index_get_entries_count) F(, avformat_index_get_entry) F(, avformat_new_stream) \
    F(, avformat_open_input) F(, avformat_query_codec) F(, avformat_version) \
    F(, avformat_write_header) F(, avio_alloc_context) F(, avio_context_free) F(, avio_flush) \
    F(, avio_closep) F(, avio_open2) F(, avio_read) F(, avio_read_partial) F(, avio_read_to_bprint) \
    F(, avio_seek) F(, avio_size) \
    FACS_SIDE_DATA_OF_FORMAT(F)

#define FACS_SWSCALE_FUNCTIONS(F) \
    F(, sws_freeContext) F(, sws_getCachedContext) F(, sws_getCoefficients) F(, sws_getContext) \
    F(, sws_scale) F(, sws_setColorspaceDetails) F(, swscale_version)
/* clang-format on */

typedef struct facs_ffmpeg_functions {
    struct facs_avutil_functions {
        FACS_AVUTIL_FUNCTIONS(FACS_LIBRARY_POINTER)
    } util;
    struct facs_avcodec_functions {
        FACS_AVCODEC_FUNCTIONS(FACS_LIBRARY_POINTER)
    } codec;
    struct facs_avformat_functions {
        FACS_AVFORMAT_FUNCTIONS(FACS_LIBRARY_POINTER)
    } format;
    struct facs_swscale_functions {
        FACS_SWSCALE_FUNCTIONS(FACS_LIBRARY_POINTER)
    } scale;
} facs_ffmpeg_functions;

/* Opens FFmpeg's libraries unless they are open. They stay so until the process ends. Thread-safe.
 * ENVIRONMENT -ENOENT: one is missing or lacks a function; the sentence names it. */
int facs_ffmpeg_open(facs_error *error);

/* 1: they are open. */
int facs_ffmpeg_is_open(void);

/* Returns the functions, and opens the libraries first if nobody has; whoever opens a source or an
 * encoder asks facs_ffmpeg_open, so that a library that is missing is an error. Thread-safe. */
const facs_ffmpeg_functions *facs_ffmpeg(void);

#ifndef FACS_LINKED /* os/library.h */

#define av_bprint_finalize            facs_ffmpeg()->util.av_bprint_finalize
#define av_bprint_init                facs_ffmpeg()->util.av_bprint_init
#define av_buffer_ref                 facs_ffmpeg()->util.av_buffer_ref
#define av_buffer_unref               facs_ffmpeg()->util.av_buffer_unref
#define av_calloc                     facs_ffmpeg()->util.av_calloc
#define av_d2q                        facs_ffmpeg()->util.av_d2q
#define av_dict_copy                  facs_ffmpeg()->util.av_dict_copy
#define av_dict_free                  facs_ffmpeg()->util.av_dict_free
#define av_dict_parse_string          facs_ffmpeg()->util.av_dict_parse_string
#define av_dict_set                   facs_ffmpeg()->util.av_dict_set
#define av_dict_set_int               facs_ffmpeg()->util.av_dict_set_int
#define av_display_rotation_set       facs_ffmpeg()->util.av_display_rotation_set
#define av_frame_alloc                facs_ffmpeg()->util.av_frame_alloc
#define av_frame_apply_cropping       facs_ffmpeg()->util.av_frame_apply_cropping
#define av_frame_clone                facs_ffmpeg()->util.av_frame_clone
#define av_frame_copy                 facs_ffmpeg()->util.av_frame_copy
#define av_frame_copy_props           facs_ffmpeg()->util.av_frame_copy_props
#define av_frame_free                 facs_ffmpeg()->util.av_frame_free
#define av_frame_get_buffer           facs_ffmpeg()->util.av_frame_get_buffer
#define av_frame_get_side_data        facs_ffmpeg()->util.av_frame_get_side_data
#define av_frame_make_writable        facs_ffmpeg()->util.av_frame_make_writable
#define av_frame_move_ref             facs_ffmpeg()->util.av_frame_move_ref
#define av_frame_new_side_data        facs_ffmpeg()->util.av_frame_new_side_data
#define av_frame_unref                facs_ffmpeg()->util.av_frame_unref
#define av_free                       facs_ffmpeg()->util.av_free
#define av_freep                      facs_ffmpeg()->util.av_freep
#define av_get_padded_bits_per_pixel  facs_ffmpeg()->util.av_get_padded_bits_per_pixel
#define av_hwdevice_ctx_create        facs_ffmpeg()->util.av_hwdevice_ctx_create
#define av_hwdevice_find_type_by_name facs_ffmpeg()->util.av_hwdevice_find_type_by_name
#define av_hwdevice_get_type_name     facs_ffmpeg()->util.av_hwdevice_get_type_name
#define av_hwdevice_iterate_types     facs_ffmpeg()->util.av_hwdevice_iterate_types
#define av_hwframe_transfer_data      facs_ffmpeg()->util.av_hwframe_transfer_data
#define av_log_default_callback       facs_ffmpeg()->util.av_log_default_callback
#define av_log_get_level              facs_ffmpeg()->util.av_log_get_level
#define av_log_set_callback           facs_ffmpeg()->util.av_log_set_callback
#define av_log_set_level              facs_ffmpeg()->util.av_log_set_level
#define av_malloc                     facs_ffmpeg()->util.av_malloc
#define av_match_list                 facs_ffmpeg()->util.av_match_list
#define av_memdup                     facs_ffmpeg()->util.av_memdup
#define av_opt_get                    facs_ffmpeg()->util.av_opt_get
#define av_opt_set                    facs_ffmpeg()->util.av_opt_set
#define av_pix_fmt_desc_get           facs_ffmpeg()->util.av_pix_fmt_desc_get
#define av_rescale                    facs_ffmpeg()->util.av_rescale
#define av_strcasecmp                 facs_ffmpeg()->util.av_strcasecmp
#define av_strdup                     facs_ffmpeg()->util.av_strdup
#define av_strerror                   facs_ffmpeg()->util.av_strerror
#define av_strncasecmp                facs_ffmpeg()->util.av_strncasecmp
#define av_version_info               facs_ffmpeg()->util.av_version_info
#define avutil_version                facs_ffmpeg()->util.avutil_version

#define av_new_packet                   facs_ffmpeg()->codec.av_new_packet
#define av_packet_alloc                 facs_ffmpeg()->codec.av_packet_alloc
#define av_packet_free                  facs_ffmpeg()->codec.av_packet_free
#define av_packet_move_ref              facs_ffmpeg()->codec.av_packet_move_ref
#define av_packet_rescale_ts            facs_ffmpeg()->codec.av_packet_rescale_ts
#define av_packet_unref                 facs_ffmpeg()->codec.av_packet_unref
#define av_shrink_packet                facs_ffmpeg()->codec.av_shrink_packet
#define avcodec_alloc_context3          facs_ffmpeg()->codec.avcodec_alloc_context3
#define avcodec_default_get_buffer2     facs_ffmpeg()->codec.avcodec_default_get_buffer2
#define avcodec_descriptor_get          facs_ffmpeg()->codec.avcodec_descriptor_get
#define avcodec_find_decoder            facs_ffmpeg()->codec.avcodec_find_decoder
#define avcodec_find_encoder            facs_ffmpeg()->codec.avcodec_find_encoder
#define avcodec_find_encoder_by_name    facs_ffmpeg()->codec.avcodec_find_encoder_by_name
#define avcodec_flush_buffers           facs_ffmpeg()->codec.avcodec_flush_buffers
#define avcodec_free_context            facs_ffmpeg()->codec.avcodec_free_context
#define avcodec_get_class               facs_ffmpeg()->codec.avcodec_get_class
#define avcodec_get_hw_config           facs_ffmpeg()->codec.avcodec_get_hw_config
#define avcodec_get_name                facs_ffmpeg()->codec.avcodec_get_name
#define avcodec_open2                   facs_ffmpeg()->codec.avcodec_open2
#define avcodec_parameters_copy         facs_ffmpeg()->codec.avcodec_parameters_copy
#define avcodec_parameters_from_context facs_ffmpeg()->codec.avcodec_parameters_from_context
#define avcodec_parameters_to_context   facs_ffmpeg()->codec.avcodec_parameters_to_context
#define avcodec_receive_frame           facs_ffmpeg()->codec.avcodec_receive_frame
#define avcodec_receive_packet          facs_ffmpeg()->codec.avcodec_receive_packet
#define avcodec_send_frame              facs_ffmpeg()->codec.avcodec_send_frame
#define avcodec_send_packet             facs_ffmpeg()->codec.avcodec_send_packet
#define avcodec_version                 facs_ffmpeg()->codec.avcodec_version

#define av_codec_get_tag                 facs_ffmpeg()->format.av_codec_get_tag
#define av_find_best_stream              facs_ffmpeg()->format.av_find_best_stream
#define av_find_input_format             facs_ffmpeg()->format.av_find_input_format
#define av_guess_format                  facs_ffmpeg()->format.av_guess_format
#define av_guess_sample_aspect_ratio     facs_ffmpeg()->format.av_guess_sample_aspect_ratio
#define av_index_search_timestamp        facs_ffmpeg()->format.av_index_search_timestamp
#define av_probe_input_buffer2           facs_ffmpeg()->format.av_probe_input_buffer2
#define av_read_frame                    facs_ffmpeg()->format.av_read_frame
#define av_seek_frame                    facs_ffmpeg()->format.av_seek_frame
#define av_stream_get_parser             facs_ffmpeg()->format.av_stream_get_parser
#define av_write_frame                   facs_ffmpeg()->format.av_write_frame
#define av_write_trailer                 facs_ffmpeg()->format.av_write_trailer
#define avformat_alloc_context           facs_ffmpeg()->format.avformat_alloc_context
#define avformat_alloc_output_context2   facs_ffmpeg()->format.avformat_alloc_output_context2
#define avformat_close_input             facs_ffmpeg()->format.avformat_close_input
#define avformat_find_stream_info        facs_ffmpeg()->format.avformat_find_stream_info
#define avformat_free_context            facs_ffmpeg()->format.avformat_free_context
#define avformat_index_get_entries_count facs_ffmpeg()->format.avformat_index_get_entries_count
#define avformat_index_get_entry         facs_ffmpeg()->format.avformat_index_get_entry
#define avformat_new_stream              facs_ffmpeg()->format.avformat_new_stream
#define avformat_open_input              facs_ffmpeg()->format.avformat_open_input
#define avformat_query_codec             facs_ffmpeg()->format.avformat_query_codec
#define avformat_version                 facs_ffmpeg()->format.avformat_version
#define avformat_write_header            facs_ffmpeg()->format.avformat_write_header
#define avio_alloc_context               facs_ffmpeg()->format.avio_alloc_context
#define avio_context_free                facs_ffmpeg()->format.avio_context_free
#define avio_closep                      facs_ffmpeg()->format.avio_closep
#define avio_flush                       facs_ffmpeg()->format.avio_flush
#define avio_open2                       facs_ffmpeg()->format.avio_open2
#define avio_read                        facs_ffmpeg()->format.avio_read
#define avio_read_partial                facs_ffmpeg()->format.avio_read_partial
#define avio_read_to_bprint              facs_ffmpeg()->format.avio_read_to_bprint
#define avio_seek                        facs_ffmpeg()->format.avio_seek
#define avio_size                        facs_ffmpeg()->format.avio_size

#define sws_freeContext          facs_ffmpeg()->scale.sws_freeContext
#define sws_getCachedContext     facs_ffmpeg()->scale.sws_getCachedContext
#define sws_getCoefficients      facs_ffmpeg()->scale.sws_getCoefficients
#define sws_getContext           facs_ffmpeg()->scale.sws_getContext
#define sws_scale                facs_ffmpeg()->scale.sws_scale
#define sws_setColorspaceDetails facs_ffmpeg()->scale.sws_setColorspaceDetails
#define swscale_version          facs_ffmpeg()->scale.swscale_version

#define av_packet_side_data_get facs_ffmpeg()->codec.av_packet_side_data_get
#define av_stream_get_side_data facs_ffmpeg()->format.av_stream_get_side_data

/* Inline functions of FFmpeg's headers that call others. */
#undef avio_tell
#define avio_tell(file) avio_seek(file, 0, SEEK_CUR)

static inline char *facs_ffmpeg_reason(char *text, size_t size, int code)
{
    av_strerror(code, text, size);
    return text;
}

#define av_make_error_string facs_ffmpeg_reason

#endif

#endif
