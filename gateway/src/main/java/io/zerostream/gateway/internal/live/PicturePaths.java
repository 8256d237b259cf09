package io.zerostream.gateway.internal.live;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the gateway serves recent pictures. */
public final class PicturePaths {
    private PicturePaths() {}

    /** Path of a picture; event ids are callers' own and may hold anything. */
    public static String of(String eventId) {
        return "/api/images/" + encoded(eventId);
    }

    /** The same, for that of one source alone: another may have a picture of this id. */
    public static String of(String eventId, String sourceId) {
        return of(eventId) + "?source=" + encoded(sourceId);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
