package io.zerostream.schemas;

import io.zerostream.schemas.avro.Camera;
import io.zerostream.schemas.avro.CameraRegion;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a {@link Camera} may be: asked by whoever writes one, and again by whoever is to run it. */
public final class CameraRules {
    /** Longest name, characters. */
    public static final int NAME = 100;

    /** Longest address, characters. */
    public static final int URL = 2000;

    /** Most frames looked at in a second. */
    public static final double FASTEST = 60;

    /** Fewest: one in a thousand seconds. */
    public static final double SLOWEST = 0.001;

    /** Smallest longest side of pictures, pixels. */
    public static final int SMALLEST_SIDE = 16;

    /** Largest longest side of pictures, pixels. */
    public static final int LARGEST_SIDE = 8192;

    /** Names of containers may have an underscore, which Java's hosts may not. */
    private static final Pattern HOST = Pattern.compile("([\\w.-]+|\\[[0-9A-Fa-f:.%]+])(:\\d{1,5})?");

    private static final Pattern PASSWORD =
            Pattern.compile("(?i)(^|[&;])\\w*(pass|pwd|token|secret|auth|api_?key)\\w*=");

    private static final Set<String> SCHEMES = Set.of("rtsp", "rtsps", "http", "https", "file", "v4l2");

    private CameraRules() {}

    /** What is wrong with it, for people; empty = nothing. */
    public static List<String> problems(Camera camera) {
        List<String> problems = new ArrayList<>();
        name(camera.getName(), problems);
        url(camera.getUrl(), problems);
        within("frames_per_second", camera.getFramesPerSecond(), SLOWEST, FASTEST, problems);
        within("change", camera.getChange(), 0, 1, problems);
        if (camera.getAtLeastEveryMs() < 0) {
            problems.add("at_least_every_ms is " + camera.getAtLeastEveryMs() + "; it is 0 or more");
        }
        within("jpeg_quality", camera.getJpegQuality(), 1, 100, problems);
        if (camera.getLongestSide() != 0) {
            within("longest_side", camera.getLongestSide(), SMALLEST_SIDE, LARGEST_SIDE, problems);
        }
        region(camera.getRegion(), problems);
        if (camera.getSourceId() != null && !ImageEventLimits.isSourceId(camera.getSourceId())) {
            problems.add("source_id has 1 to " + ImageEventLimits.SOURCE_ID + " characters");
        }
        if (camera.getClassSet() != null && camera.getClassSet().length() > ImageEventLimits.CLASS_SET) {
            problems.add("class_set has at most " + ImageEventLimits.CLASS_SET + " characters");
        }
        return problems;
    }

    private static void name(String name, List<String> problems) {
        if (name.isEmpty() || name.length() > NAME) {
            problems.add("name has 1 to " + NAME + " characters");
        } else if (!name.codePoints().allMatch(SafeText::seen) || name.isBlank()) {
            problems.add("name '" + SafeText.of(name) + "' has characters that nobody sees");
        }
    }

    private static void url(String url, List<String> problems) {
        if (url.length() > URL) {
            problems.add("url has at most " + URL + " characters");
            return;
        }
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!SCHEMES.contains(scheme)) {
                problems.add("url begins with rtsp://, rtsps://, http://, https://, file:/ or v4l2:/");
            } else if (scheme.startsWith("rtsp") || scheme.startsWith("http")) {
                if (holdsPassword(uri)) {
                    problems.add("url holds a user or a password, which everybody would read in the topic: put them"
                            + " into the worker's secrets, and name that in 'secret'; an @ in a path is written %40");
                } else if (uri.getRawAuthority() == null
                        || !HOST.matcher(uri.getRawAuthority()).matches()) {
                    problems.add("url names no host: write " + scheme + "://HOST/ and the path");
                }
            } else if (uri.getPath() == null || uri.getPath().isEmpty()) {
                problems.add("url '" + SafeText.of(url) + "' names no file: write " + scheme + ":/ and the path");
            }
        } catch (URISyntaxException e) {
            // its reason has no more of the address than the place
            problems.add("url is no address: " + e.getReason() + " at character " + e.getIndex());
        }
    }

    /** Also one with a slash in it, which ends what Java takes for the host, and those that cheap cameras want as parameters. */
    private static boolean holdsPassword(URI uri) {
        String before = uri.getRawSchemeSpecificPart().split("[?]", 2)[0];
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return before.contains("@") || PASSWORD.matcher(query).find();
    }

    private static void region(@Nullable CameraRegion region, List<String> problems) {
        if (region != null
                && !(region.getLeft() >= 0
                        && region.getTop() >= 0
                        && region.getWidth() > 0
                        && region.getHeight() > 0
                        && region.getLeft() + region.getWidth() <= 1 + 1e-9
                        && region.getTop() + region.getHeight() <= 1 + 1e-9)) {
            problems.add("region is left, top, width and height as shares of the frame, and lies within it");
        }
    }

    private static void within(String field, double value, double least, double most, List<String> problems) {
        if (!(value >= least && value <= most)) {
            problems.add(field + " is " + value + "; it is " + least + " to " + most);
        }
    }
}
