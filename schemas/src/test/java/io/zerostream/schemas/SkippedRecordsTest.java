package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SkippedRecordsTest {
    private static final TopicPartition PARTITION = new TopicPartition("images", 0);

    private Instant now = Instant.EPOCH;

    @Test
    void thousandsAreOneLineInTenSeconds() {
        SkippedRecords skipped = new SkippedRecords(new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        });
        long lines = 0;
        for (int second = 0; second < 30; second++) {
            now = Instant.EPOCH.plus(Duration.ofSeconds(second));
            lines += IntStream.range(0, 1000)
                    .filter(i -> skipped.log(PARTITION, i, "rubbish"))
                    .count();
        }
        assertThat(lines).isEqualTo(3);
    }
}
