package io.zerostream.cli.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zerostream.schemas.Percentiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The account of a headless run, as JSON with snake_case keys.
 *
 * @param pictures sent, broken ones included
 * @param labels pictures that got a label, unknown ones included
 * @param unknown pictures whose label says UNKNOWN
 * @param deadLetters pictures that became dead letters
 * @param deadLetterReasons the same by reason
 * @param missing pictures that came out as neither
 * @param duplicates further labels or dead letters of a picture that already had one
 * @param throughputPerS pictures that came out a second, from the first sent to the last out
 * @param latencyMs from before the send to the label being visible to a reader of committed records
 * @param firstLabelMs from the start of the process to the first visible label; -1 without any
 * @param accuracy share of right labels among pictures of known class; NaN without any
 * @param classAdded the class added half way; null when none was
 * @param modelVersion version that made the last label
 * @param classSetRevisions revisions that labels were made with, ascending
 */
record DemoReport(
        long pictures,
        long labels,
        long unknown,
        long deadLetters,
        Map<String, Long> deadLetterReasons,
        long missing,
        long duplicates,
        @JsonProperty("throughput_per_s") double throughputPerS,
        Percentiles latencyMs,
        long firstLabelMs,
        double accuracy,
        @Nullable ClassAdded classAdded,
        String modelVersion,
        List<Long> classSetRevisions) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /**
     * What became of the added class.
     *
     * @param name its name
     * @param firstUseMs from the call that added it to the first label (of any picture) made with a set that has it
     * @param recognised whether pictures of it got its name more often after than before
     * @param accuracyBefore share of its pictures with the right label before; NaN without any
     * @param accuracyAfter share of its pictures with the right label after; NaN without any
     * @param picturesAfter how many of its pictures were labelled after
     */
    record ClassAdded(
            String name,
            long firstUseMs,
            boolean recognised,
            double accuracyBefore,
            double accuracyAfter,
            long picturesAfter) {}

    /** Whether the run is one to be proud of. */
    boolean ok() {
        return missing == 0 && duplicates == 0 && labels > 0 && (classAdded == null || classAdded.recognised());
    }

    void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    @Override
    public String toString() {
        try {
            return JSON.writeValueAsString(this);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and texts is always JSON", e);
        }
    }
}
