package io.zerostream.cli.erase;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Records of a source in one partition.
 *
 * @param topic name of the topic
 * @param partition of it
 * @param records how many, at least 1
 * @param last offset of the last of them
 * @param oldest when the first was written
 * @param newest when the last was written
 * @param others records of other sources that lie before the last of them
 * @param goneBy when the last will be gone by the topic's retention; null = never
 */
record Place(
        String topic,
        int partition,
        long records,
        long last,
        Instant oldest,
        Instant newest,
        long others,
        @Nullable Instant goneBy) {

    /** The same in a topic that keeps its records for so long; null = for good. */
    Place kept(@Nullable Long millis) {
        return new Place(
                topic,
                partition,
                records,
                last,
                oldest,
                newest,
                others,
                millis == null ? null : newest.plusMillis(millis));
    }
}
