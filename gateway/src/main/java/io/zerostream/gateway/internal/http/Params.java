package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads query parameters. */
final class Params {
    private static final int DEFAULT_LIMIT = 100;
    private static final Pattern PARAMETERS = Pattern.compile("(?s);.*");
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,8}");

    private Params() {}

    /**
     * The media type of the body in small letters, without parameters; empty when none is given. From the header itself,
     * for the servlet container fails at a character set that it does not know.
     */
    static String mediaType(Context ctx) {
        String header = ctx.header("Content-Type");
        return header == null
                ? ""
                : PARAMETERS.matcher(header).replaceFirst("").strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The parameter {@code limit}, 100 when absent.
     *
     * @throws RefusedException when it is not a whole number above 0
     */
    static int limit(Context ctx) {
        String text = ctx.queryParam("limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!LIMIT.matcher(text).matches()) {
            throw new RefusedException(
                    Refusal.BAD_VALUE, "limit is '" + SafeText.of(text) + "'", "give a whole number above 0");
        }
        return Integer.parseInt(text);
    }
}
