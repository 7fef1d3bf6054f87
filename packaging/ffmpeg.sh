# shellcheck shell=sh disable=SC2034
# What is in the FFmpeg of packaging/dependencies: only what reads the inputs of facs and writes its videos and pictures,
# under the LGPL. src/media/source_file.c has the list of demuxers that facs opens.

ffmpeg_demuxers='aac apng asf av1 avi dv flv gif h264 hevc hls ivf live_flv m4v matroska mjpeg mov mp3 mpegps mpegts
    mpegvideo mpjpeg mxf nut obu ogg rm rtp rtsp sdp wtv yuv4mpegpipe
    image_bmp_pipe image_gif_pipe image_j2k_pipe image_jpeg_pipe image_jpegls_pipe image_pam_pipe image_pbm_pipe
    image_pgm_pipe image_png_pipe image_ppm_pipe image_qoi_pipe image_sgi_pipe image_tiff_pipe image_webp_pipe'

# Videos from cameras, phones and calls; old and editors' formats; screen recordings; pictures.
ffmpeg_video='h264 hevc libdav1d vp8 vp9 mpeg4 mjpeg mpeg1video mpeg2video mpegvideo dvvideo
    wmv1 wmv2 wmv3 wmv3image vc1 vc1image msmpeg4v1 msmpeg4v2 msmpeg4v3 h261 h263 h263i h263p flv theora vp3 vp5 vp6
    vp6a vp6f vp7 rv10 rv20 rv30 rv40 svq1 svq3 cinepak indeo2 indeo3 indeo4 indeo5 msvideo1 msrle rpza smc qtrle mjpegb
    snow dirac
    prores dnxhd cfhd hqx hq_hqa cllc aic ffv1 ffvhuff huffyuv utvideo magicyuv lagarith mszh zlib asv1 asv2 vcr1 fraps
    rawvideo v210 v210x v308 v408 v410 r210 r10k yuv4 y41p avrn avui ayuv
    mss1 mss2 mts2 g2m tscc tscc2 cscd zmbv flashsv flashsv2 screenpresso rscc
    bmp gif apng png tiff webp ppm pgm pgmyuv pbm pam sgi qoi jpeg2000 jpegls targa'

# Sound is only copied, but some demuxers take its parameters from the decoder.
ffmpeg_sound='aac aac_latm ac3 eac3 mp1 mp2 mp3 opus vorbis flac alac amrnb amrwb cook wmav1 wmav2 wmapro wmavoice
    adpcm_ima_wav adpcm_ima_qt adpcm_ms adpcm_g726 gsm gsm_ms nellymoser speex
    pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_f32le pcm_u8 pcm_s8 pcm_alaw pcm_mulaw pcm_bluray pcm_dvd'

ffmpeg_parsers='aac aac_latm ac3 amr av1 bmp cook dirac dnxhd dvbsub flac gif gsm h261 h263 h264 hevc jpeg2000 mjpeg
    mlp mpeg4video mpegaudio mpegvideo opus png pnm qoi rv30 rv40 vc1 vorbis vp3 vp8 vp9 webp'

ffmpeg_filters='aac_adtstoasc av1_frame_merge av1_frame_split extract_extradata h264_mp4toannexb
    hevc_mp4toannexb mjpeg2jpeg mpeg4_unpack_bframes null vp9_superframe vp9_superframe_split'

ffmpeg_encoders='mpeg4 mjpeg png bmp ffv1'
ffmpeg_muxers='mov mp4 ipod matroska avi'
# What else the tests make their clips with: small, and only on Windows, where they run with this FFmpeg.
ffmpeg_test_encoders='apng flv gif mpeg2video ppm wmv2'
ffmpeg_test_muxers='apng asf flv gif mpegts nut wav'

ffmpeg_protocols='file pipe crypto http https httpproxy tcp tls udp rtp rtmp rtmps rtmpt'

# ffmpeg_options SYSTEM: print them for FFmpeg's configure.
ffmpeg_options() {
    encoders=$ffmpeg_encoders muxers=$ffmpeg_muxers
    [ "$1" != windows ] || encoders="$encoders $ffmpeg_test_encoders" muxers="$muxers $ffmpeg_test_muxers"
    echo --disable-everything --disable-autodetect --disable-programs --disable-doc --disable-debug --disable-avfilter --disable-postproc \
        --disable-shared --enable-static --enable-zlib --enable-libdav1d
    for kind in demuxer:"$ffmpeg_demuxers" decoder:"$ffmpeg_video $ffmpeg_sound" parser:"$ffmpeg_parsers" \
        bsf:"$ffmpeg_filters" encoder:"$encoders" muxer:"$muxers" protocol:"$ffmpeg_protocols"; do
        for part in ${kind#*:}; do
            echo "--enable-${kind%%:*}=$part"
        done
    done
    case $1 in
    linux) echo --enable-version3 --enable-mbedtls --enable-indev=v4l2 ;; # mbed TLS makes it LGPL 3
    windows)
        echo --enable-schannel --enable-w32threads --enable-indev=dshow --enable-d3d11va
        # Direct3D 11 decodes what is the same bit by bit (src/media/hardware.c), on every maker's graphics. Its newer
        # interface, which facs uses, shares the older one's files.
        for codec in h264 hevc vp9; do
            echo --enable-hwaccel=${codec}_d3d11va --enable-hwaccel=${codec}_d3d11va2
        done
        ;;
    esac
}
