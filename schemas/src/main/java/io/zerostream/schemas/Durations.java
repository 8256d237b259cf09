package io.zerostream.schemas;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as people write them in settings, flags and files: {@code 500 ms}, {@code 1.5s}, {@code 5 min} or {@code 5m},
 * {@code 1h30m}, {@code 1d12h}, and ISO-8601 ({@code PT1M}, {@code P1D}). A day has 24 hours. Units come from the largest to
 * the smallest; spaces, and whether letters are large or small, do not count. Each part may have a sign: whoever needs a
 * time above 0 asks for that himself.
 */
public final class Durations {
    private static final Pattern ISO = Pattern.compile("[-+]?p.*");

    /** Days, what ISO-8601 writes behind its T, and milliseconds, which it does not have. */
    private static final Pattern SHORT = Pattern.compile("((?:[-+]?\\d+d)?)(.*?)(?:([-+]?\\d+)ms)?");

    private Durations() {}

    /** @throws IllegalArgumentException saying what may be written */
    public static Duration parse(String text) {
        String plain = text.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
        try {
            return ISO.matcher(plain).matches() ? Duration.parse(plain) : written(plain);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + SafeText.of(text) + "' is not a time: write for example 90s, 500 ms, 5 min, 1h or PT1M", e);
        }
    }

    /** A time of at least 0 as {@link #parse} reads it, for example {@code 1d12h}; what is less than a millisecond is lost. */
    public static String text(Duration time) {
        StringBuilder text = new StringBuilder();
        append(text, time.toDays(), "d");
        append(text, time.toHoursPart(), "h");
        append(text, time.toMinutesPart(), "m");
        append(text, time.toSecondsPart(), "s");
        append(text, time.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number != 0) {
            text.append(number).append(unit);
        }
    }

    private static Duration written(String plain) {
        Matcher parts = SHORT.matcher(plain);
        if (!parts.matches()) {
            throw new DateTimeException("not of this form");
        }
        String days = parts.group(1);
        String rest = parts.group(2).replace("min", "m");
        String millis = parts.group(3);
        if (millis == null) {
            return iso(days, rest);
        }
        Duration whole = days.isEmpty() && rest.isEmpty() ? Duration.ZERO : iso(days, rest);
        return whole.plusMillis(Long.parseLong(millis));
    }

    private static Duration iso(String days, String rest) {
        return Duration.parse("P" + days + (rest.isEmpty() ? "" : "T" + rest));
    }
}
