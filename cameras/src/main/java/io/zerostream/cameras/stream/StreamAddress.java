package io.zerostream.cameras.stream;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream comes from, and what it is opened with.
 *
 * @param url as people wrote it, without a password
 * @param files folder that video files must be in; null = none may be opened
 * @param credentials user and password; null = none
 * @param authorities whose certificates are believed, where the address asks for TLS; null = none is checked
 */
public record StreamAddress(
        URI url,
        @Nullable Path files,
        @Nullable Credentials credentials,
        @Nullable Authorities authorities) {
    private static final Set<String> NETWORK = Set.of("rtsp", "rtsps", "http", "https");

    /** One whose certificate is not checked. */
    public StreamAddress(URI url, @Nullable Path files, @Nullable Credentials credentials) {
        this(url, files, credentials, null);
    }

    /** Whether it is a video on disk, which is played and has an end. */
    public boolean isFile() {
        return "file".equals(scheme());
    }

    /** Whether it is a device of this machine. */
    boolean isDevice() {
        return "v4l2".equals(scheme());
    }

    /** Whether it is spoken to by RTSP. */
    boolean isRtsp() {
        return scheme().startsWith("rtsp");
    }

    /** Who is believed; empty = no certificate is checked, or it asks for none. */
    Optional<Authorities> believed() {
        boolean secured = scheme().equals("https") || scheme().equals("rtsps");
        return secured ? Optional.ofNullable(authorities) : Optional.empty();
    }

    private String scheme() {
        String scheme = url.getScheme();
        return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
    }

    /** What FFmpeg opens; holds the password, so it is never shown. */
    String opened() throws StreamException {
        if (isFile()) {
            return file().toString();
        }
        if (isDevice()) {
            return url.getPath();
        }
        if (!NETWORK.contains(scheme())) {
            throw new StreamException("'" + url + "' is no address of a camera: it begins with rtsp://, rtsps://,"
                    + " http://, https://, file:/ or v4l2:/");
        }
        if (credentials == null) {
            return url.toString();
        }
        String text = url.toString();
        int host = text.indexOf("//") + 2;
        return text.substring(0, host) + encoded(credentials.user()) + ":" + encoded(credentials.password()) + "@"
                + text.substring(host);
    }

    private Path file() throws StreamException {
        if (files == null) {
            throw new StreamException(
                    "'" + url + "' is a file, and this worker has no folder of videos: run it with --videos");
        }
        Path folder = files.toAbsolutePath().normalize();
        Path file;
        try {
            file = Path.of(url).toAbsolutePath().normalize();
            // a link must not lead out of the folder either
            if (!file.startsWith(folder) || !file.toRealPath().startsWith(folder.toRealPath())) {
                throw new StreamException(
                        "'" + url + "' is not in its worker's folder of videos, " + folder + ": put it there");
            }
        } catch (java.io.IOException | IllegalArgumentException e) {
            throw new StreamException("there is no file '" + url + "'");
        }
        return file;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Protocols that a stream may lead to: a playlist from outside must not read our files. */
    String allowedProtocols() {
        if (isFile()) {
            return "file";
        }
        return isRtsp() ? "rtsp,rtsps,rtp,srtp,tcp,udp,tls" : "http,https,tcp,tls,crypto,httpproxy";
    }
}
