package io.zerostream.cameras.stream;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EINVAL;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_OPT_SEARCH_CHILDREN;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_get;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Has FFmpeg check certificates where an address names who is believed; else it checks none. Whoever was checked must not
 * lead to where nobody is.
 */
final class TlsRules {
    /**
     * What may come of who is believed, as FFmpeg names formats. Playlists (HLS, DASH) are not among them: FFmpeg fetches their
     * parts without looking at a certificate.
     */
    private static final String FORMATS =
            "mpjpeg,mjpeg,jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe,image2,gif,mpegts,"
                    + "mpeg,mov,matroska,flv,avi,asf,h264,hevc,m4v,obu,ivf,rtsp";

    private TlsRules() {}

    /**
     * Sets what FFmpeg is to check.
     *
     * @throws StreamException when there are no certificates in the file of those who are believed
     */
    static void set(StreamAddress address, AVDictionary options) throws StreamException {
        if (address.believed().isPresent()) {
            Authorities believed = address.believed().get();
            if (believed.problem().isPresent()) {
                throw new StreamException(believed.problem().get());
            }
            av_dict_set(options, "format_whitelist", FORMATS, 0);
            av_dict_set(options, "tls_verify", "1", 0);
            av_dict_set(options, "ca_file", believed.file().toString(), 0);
        }
    }

    /**
     * Looks for the reason why FFmpeg did not open something, for it says no more than that there was an error in reading.
     *
     * @param result what FFmpeg answered
     * @param patience longest time for asking again
     * @throws StreamException if that may be for what is checked
     */
    static void explain(int result, StreamAddress address, Duration patience) throws StreamException {
        if (address.believed().isPresent() && (result == AVERROR_EIO() || result == AVERROR_EINVAL())) {
            throw new StreamException("'" + address.url() + "' cannot be opened: "
                    + address.believed()
                            .get()
                            .refusal(address.url(), patience)
                            .orElse(FfmpegErrors.text(result) + "; where certificates are checked (--ca) no playlist"
                                    + " (HLS, DASH) is read: if it is one take the address of the stream itself"));
        }
    }

    /**
     * FFmpeg follows redirections wherever they lead, to HTTP too, and tells where it has come to, not by which way: whoever
     * answered without a certificate in between may have chosen that place. So it may only be the camera that was asked.
     *
     * @param connection null = it has none that is known here, as by RTSP
     * @throws StreamException when it is elsewhere, though a certificate was to be checked
     */
    static void refuseRedirection(StreamAddress address, @Nullable AVIOContext connection) throws StreamException {
        if (address.believed().isPresent() && connection != null) {
            @Nullable String location = location(connection);
            if (location != null && !isAt(address.url(), location)) {
                throw new StreamException("'" + address.url() + "' leads to "
                        + (location.regionMatches(true, 0, "http:", 0, 5)
                                ? "an address of http, where no certificate is checked, though they are to be (--ca)"
                                : "another camera, and by which way cannot be checked, though certificates are to be"
                                        + " (--ca): give the address where it leads to"));
            }
        }
    }

    private static boolean isAt(URI camera, String location) {
        try {
            URI there = new URI(location);
            return "https".equalsIgnoreCase(there.getScheme()) && place(there).equalsIgnoreCase(place(camera));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Host and port, without a user. */
    private static String place(URI url) {
        String authority = String.valueOf(url.getRawAuthority());
        String place = authority.substring(authority.lastIndexOf('@') + 1);
        return place.matches(".*:\\d+") ? place : place + ":443";
    }

    private static @Nullable String location(AVIOContext connection) {
        try (BytePointer name = new BytePointer("location");
                PointerPointer<BytePointer> value = new PointerPointer<>(1)) {
            if (av_opt_get(connection, name, AV_OPT_SEARCH_CHILDREN, value) < 0) {
                return null;
            }
            BytePointer location = value.get(BytePointer.class, 0);
            try {
                return location.getString();
            } finally {
                av_free(location);
            }
        }
    }
}
