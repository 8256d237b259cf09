package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.registry.NameRule;
import io.zerostream.schemas.registry.RegistryLimits;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageEventLimitsTest {
    private final ImageEvent.Builder event = ImageEvent.newBuilder()
            .setEventId("e".repeat(ImageEventLimits.EVENT_ID))
            .setSourceId("s".repeat(ImageEventLimits.SOURCE_ID))
            .setCapturedAt(ImageEventLimits.CAPTURED_LAST)
            .setClassSet("c".repeat(ImageEventLimits.CLASS_SET))
            .setUri("u".repeat(ImageEventLimits.URI))
            .setContentType("t".repeat(ImageEventLimits.CONTENT_TYPE))
            .setAttributes(Map.of("n", "v".repeat(ImageEventLimits.ATTRIBUTES - 1)));

    @Test
    void whatIsAtTheLimitsPasses() {
        assertThat(ImageEventLimits.problem(event.build())).isEmpty();
        assertThat(ImageEventLimits.problem(
                        event.setCapturedAt(ImageEventLimits.CAPTURED_FIRST).build()))
                .isEmpty();
    }

    @Test
    void eachFieldIsRefusedByItsNamePastItsLimit() {
        assertProblem("event_id", ImageEvent.newBuilder(event).setEventId("e".repeat(ImageEventLimits.EVENT_ID + 1)));
        assertProblem("event_id", ImageEvent.newBuilder(event).setEventId(""));
        assertProblem(
                "source_id", ImageEvent.newBuilder(event).setSourceId("s".repeat(ImageEventLimits.SOURCE_ID + 1)));
        assertProblem("source_id", ImageEvent.newBuilder(event).setSourceId(""));
        assertProblem(
                "class_set", ImageEvent.newBuilder(event).setClassSet("c".repeat(ImageEventLimits.CLASS_SET + 1)));
        assertProblem("uri", ImageEvent.newBuilder(event).setUri("u".repeat(ImageEventLimits.URI + 1)));
        assertProblem(
                "content_type",
                ImageEvent.newBuilder(event).setContentType("t".repeat(ImageEventLimits.CONTENT_TYPE + 1)));
        assertProblem(
                "attributes",
                ImageEvent.newBuilder(event)
                        .setAttributes(Map.of(
                                "n",
                                "v".repeat(ImageEventLimits.ATTRIBUTES / 2),
                                "m",
                                "v".repeat(ImageEventLimits.ATTRIBUTES / 2))));
    }

    /** A name that a set, a source or an alias can have in the registry, of the greatest length. */
    @Test
    void everySetOfTheRegistryCanBeAskedForAndEverySourceBeOne() {
        String name = "n".repeat(RegistryLimits.NAME_CHARS);

        assertThat(NameRule.fault(name)).isNull();
        assertThat(ImageEventLimits.problem(
                        event.setClassSet(name).setSourceId(name).build()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -62_135_596_800_001L, 253_402_300_800_000L, Long.MAX_VALUE})
    void momentsThatNoCalendarHasAreRefused(long millis) {
        assertProblem("captured_at", ImageEvent.newBuilder(event).setCapturedAt(Instant.ofEpochMilli(millis)));
    }

    /** There are more moments than milliseconds of a long. */
    @Test
    void momentsBeyondWhatMillisecondsCanSayAreRefused() {
        assertThat(ImageEventLimits.isCapturedAt(Instant.MAX)).isFalse();
        assertThat(ImageEventLimits.isCapturedAt(Instant.MIN)).isFalse();
    }

    private static void assertProblem(String field, ImageEvent.Builder broken) {
        assertThat(ImageEventLimits.problem(broken.build())).hasValueSatisfying(problem -> assertThat(problem)
                .startsWith(field)
                .as("short whatever the field holds")
                .hasSizeLessThan(200));
    }
}
