package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.Durations;
import io.zerostream.schemas.SafeText;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads query parameters, and what a body is said to be. */
final class Params {
    private static final int DEFAULT_LIMIT = 100;
    private static final Pattern PARAMETERS = Pattern.compile("(?s);.*");
    private static final String NOW = "now";
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");
    private static final Pattern REVISION = Pattern.compile("[1-9][0-9]{0,12}");
    private static final Pattern SHARE = Pattern.compile("0(\\.[0-9]{1,9})?|1(\\.0{1,9})?");
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,8}");

    /** What the server puts in place of bytes that are none of UTF-8 and not percent-encoded either. */
    private static final char REPLACED = '\uFFFD';

    private Params() {}

    /**
     * A parameter of the query, the first of its name; null when there is none. Percent-encoded UTF-8 as addresses are,
     * whatever the request says of its body: the servlet container would take the body's character set for the query too.
     *
     * @throws RefusedException when the query is not percent-encoded UTF-8
     */
    static @Nullable String query(Context ctx, String name) {
        String query = ctx.req().getQueryString();
        if (query == null) {
            return null;
        }
        for (String part : query.split("&")) {
            String[] pair = part.split("=", 2);
            if (decoded(pair[0]).equals(name)) {
                return pair.length == 1 ? "" : decoded(pair[1]);
            }
        }
        return null;
    }

    /**
     * Names of the parameters of a query, in their order.
     *
     * @throws RefusedException when the query is not percent-encoded UTF-8
     */
    static List<String> names(String query) {
        return Arrays.stream(query.split("&"))
                .filter(part -> !part.isEmpty())
                .map(part -> decoded(part.split("=", 2)[0]))
                .toList();
    }

    private static String decoded(String encoded) {
        try {
            if (encoded.indexOf(REPLACED) >= 0) {
                throw new CharacterCodingException();
            }
            // byte by byte, for the decoder would put up with bytes that are none of UTF-8
            String bytesAsLetters = new String(encoded.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            byte[] bytes = URLDecoder.decode(bytesAsLetters, StandardCharsets.ISO_8859_1)
                    .getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "the query has '" + SafeText.of(encoded) + "', which is not percent-encoded UTF-8",
                    "write each byte of it as a percent sign and two hexadecimal digits");
        }
    }

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
        String text = query(ctx, "limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!LIMIT.matcher(text).matches()) {
            throw new RefusedException(
                    Refusal.BAD_VALUE, "limit is '" + SafeText.of(text) + "'", "give a whole number above 0");
        }
        return Integer.parseInt(text);
    }

    /**
     * A parameter that is a whole number.
     *
     * @param usual when absent
     * @throws RefusedException when it is not a whole number from 1 to the most
     */
    static int number(Context ctx, String name, int usual, int most) {
        String text = query(ctx, name);
        if (text == null) {
            return usual;
        }
        if (!LIMIT.matcher(text).matches() || Integer.parseInt(text) > most) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    name + " is '" + SafeText.of(text) + "'",
                    "give a whole number from 1 to " + most);
        }
        return Integer.parseInt(text);
    }

    /**
     * A parameter that is a share.
     *
     * @param usual when absent
     * @throws RefusedException when it is not a number from 0 to 1
     */
    static float share(Context ctx, String name, float usual) {
        String text = query(ctx, name);
        if (text == null) {
            return usual;
        }
        if (!SHARE.matcher(text).matches()) {
            throw new RefusedException(
                    Refusal.BAD_VALUE, name + " is '" + SafeText.of(text) + "'", "give a number from 0 to 1");
        }
        return Float.parseFloat(text);
    }

    /**
     * A parameter that is a time: ISO-8601 with a zone, {@code now}, or {@code now-} and how long before.
     *
     * @param usual when absent
     * @throws RefusedException when it is none, or not between the years 1970 and 9999
     */
    static Instant instant(Context ctx, String name, Instant now, Instant usual) {
        String text = query(ctx, name);
        if (text == null) {
            return usual;
        }
        try {
            Instant at = instant(text, now);
            if (!at.isBefore(Instant.EPOCH) && at.isBefore(LAST)) {
                return at;
            }
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw noTime(name, text);
        }
        throw noTime(name, text);
    }

    private static Instant instant(String text, Instant now) {
        if (text.startsWith(NOW + "-")) {
            return now.minus(Durations.parse(text.substring(NOW.length() + 1)));
        }
        return text.equals(NOW) ? now : OffsetDateTime.parse(text).toInstant();
    }

    private static RefusedException noTime(String name, String text) {
        return new RefusedException(
                Refusal.BAD_VALUE,
                name + " is '" + SafeText.of(text) + "', which is not a time",
                "write for example 2026-11-21T10:00:00Z, now or now-90m");
    }

    /**
     * A revision.
     *
     * @param usual when absent
     * @throws RefusedException when it is not a whole number above 0
     */
    static long revision(Context ctx, String name, long usual) {
        return Objects.requireNonNullElse(revision(ctx, name), usual);
    }

    /**
     * A revision; null when absent.
     *
     * @throws RefusedException when it is not a whole number above 0
     */
    static @Nullable Long revision(Context ctx, String name) {
        String text = query(ctx, name);
        if (text == null) {
            return null;
        }
        if (!REVISION.matcher(text).matches()) {
            throw new RefusedException(
                    Refusal.BAD_VALUE, name + " is '" + SafeText.of(text) + "'", "give a revision, as in 12");
        }
        return Long.parseLong(text);
    }

    /**
     * Whether a parameter is {@code true}; false when absent.
     *
     * @throws RefusedException when it is neither true nor false
     */
    static boolean flag(Context ctx, String name) {
        String text = query(ctx, name);
        if (text == null || text.equals("true") || text.equals("false")) {
            return "true".equals(text);
        }
        throw new RefusedException(Refusal.BAD_VALUE, name + " is '" + SafeText.of(text) + "'", "write true or false");
    }

    /**
     * The parameter {@code wait}, 0 when absent.
     *
     * @throws RefusedException when it is no time, or not between 0 and the longest
     */
    static Duration waiting(Context ctx, Duration longest) {
        String text = query(ctx, "wait");
        if (text == null) {
            return Duration.ZERO;
        }
        try {
            Duration time = Durations.parse(text);
            if (!time.isNegative() && time.compareTo(longest) <= 0) {
                return time;
            }
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.BAD_VALUE, "wait: " + e.getMessage(), "give a time");
        }
        throw new RefusedException(
                Refusal.BAD_VALUE,
                "wait is '" + SafeText.of(text) + "'",
                "wait from 0 to " + longest.toMillis() + " ms, and ask GET /api/labels?event_id=… later");
    }
}
