package io.zerostream.cameras.stream;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_FORBIDDEN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_UNAUTHORIZED;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;

/** FFmpeg's numbers in words. */
final class FfmpegErrors {
    private static final int LONGEST = 200;

    private FfmpegErrors() {}

    static String text(int error) {
        if (error == AVERROR_HTTP_UNAUTHORIZED()) {
            return "it asks for user and password, or refuses these (401)";
        }
        if (error == AVERROR_HTTP_FORBIDDEN()) {
            return "it refuses this user (403)";
        }
        if (error == AVERROR_HTTP_NOT_FOUND()) {
            return "it has nothing under this path (404)";
        }
        if (error == AVERROR_INVALIDDATA()) {
            return "what comes is no picture and no video";
        }
        byte[] text = new byte[LONGEST];
        av_strerror(error, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }
}
