package io.zerostream.schemas;

import io.zerostream.schemas.avro.ImageEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link ImageEvent} may hold. Whoever writes to {@code images} can put anything into a record; the job makes a
 * dead letter of what is past these limits, and the gateway neither sends nor remembers it. Lengths are in characters
 * (UTF-16 units). The size of the picture itself is a setting of both.
 */
public final class ImageEventLimits {
    /** Longest {@code event_id}; also at least one character. */
    public static final int EVENT_ID = 1024;

    /** Longest {@code source_id}, as of names in the registry, where a source may have a set; also at least one character. */
    public static final int SOURCE_ID = 300;

    /** Longest {@code class_set}: that of a name in the registry, so that every set can be asked for. */
    public static final int CLASS_SET = 300;

    /** Longest {@code uri}. */
    public static final int URI = 8192;

    /** Longest {@code content_type}. */
    public static final int CONTENT_TYPE = 255;

    /** Names and values of all {@code attributes} together. */
    public static final int ATTRIBUTES = 64 * 1024;

    /** Earliest {@code captured_at}: before the year 1 calendars disagree, and many readers fail. */
    public static final Instant CAPTURED_FIRST = Instant.parse("0001-01-01T00:00:00Z");

    /** Latest {@code captured_at}, for the same reason. */
    public static final Instant CAPTURED_LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private ImageEventLimits() {}

    /**
     * The first thing that is past a limit.
     *
     * @return for people: which field, and what is wrong with it, in a few words whatever the field holds; empty = nothing
     */
    public static Optional<String> problem(ImageEvent event) {
        return name("event_id", event.getEventId(), EVENT_ID)
                .or(() -> name("source_id", event.getSourceId(), SOURCE_ID))
                .or(() -> captured(event.getCapturedAt()))
                .or(() -> text("class_set", event.getClassSet(), CLASS_SET))
                .or(() -> text("uri", event.getUri(), URI))
                .or(() -> text("content_type", event.getContentType(), CONTENT_TYPE))
                .or(() -> attributes(event.getAttributes()));
    }

    /** Whether it can be an {@code event_id}. */
    public static boolean isEventId(@Nullable String text) {
        return text != null && name("event_id", text, EVENT_ID).isEmpty();
    }

    /** Whether it can be a {@code source_id}. */
    public static boolean isSourceId(@Nullable String text) {
        return text != null && name("source_id", text, SOURCE_ID).isEmpty();
    }

    /** Whether it can be a {@code captured_at}. */
    public static boolean isCapturedAt(@Nullable Instant time) {
        return time != null && captured(time).isEmpty();
    }

    private static Optional<String> name(String field, String text, int longest) {
        return text.isEmpty() ? Optional.of(field + " is empty") : text(field, text, longest);
    }

    private static Optional<String> text(String field, @Nullable String text, int longest) {
        return text == null || text.length() <= longest
                ? Optional.empty()
                : Optional.of(field + " has " + text.length() + " characters; the limit is " + longest);
    }

    private static Optional<String> captured(Instant time) {
        return time.isBefore(CAPTURED_FIRST) || time.isAfter(CAPTURED_LAST)
                ? Optional.of(
                        "captured_at is " + time + ", which is not between " + CAPTURED_FIRST + " and " + CAPTURED_LAST)
                : Optional.empty();
    }

    private static Optional<String> attributes(Map<String, String> attributes) {
        long characters = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            characters += attribute.getKey().length() + attribute.getValue().length();
        }
        return characters <= ATTRIBUTES
                ? Optional.empty()
                : Optional.of("attributes have " + characters + " characters; the limit is " + ATTRIBUTES);
    }
}
