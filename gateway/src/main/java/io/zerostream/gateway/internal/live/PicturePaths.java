package io.zerostream.gateway.internal.live;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the gateway serves recent pictures. */
public final class PicturePaths {
    private PicturePaths() {}

    /** Path of a picture; event ids are callers' own and may hold anything. */
    public static String of(String eventId) {
        return "/api/images/"
                + URLEncoder.encode(eventId, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
