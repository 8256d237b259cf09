package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.source.ImageRecordSchema;
import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Event time comes from the record alone: what it says, and when the broker says it came. */
class ArrivalTest {
    private static final long LONG_AGO = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000;

    private SchemasServer schemas;

    @BeforeEach
    void startRegistry() throws IOException {
        schemas = new SchemasServer();
    }

    @AfterEach
    void stopRegistry() {
        schemas.close();
    }

    /** Long ago by this machine's clock, which would allow each of them. */
    @ParameterizedTest
    @CsvSource({"0, 0", "-1, -1", "-5000, -5000", "-5001, -5000", "-36000000, -5000", "1, 0", "36000000, 0"})
    void eventTimeIsWhenItWasTakenBetweenTheArrivalAndALittleBefore(long taken, long eventTime) {
        IncomingPicture picture = read(TimestampType.LOG_APPEND_TIME, LONG_AGO, LONG_AGO + taken);

        assertThat(picture.eventTime() - LONG_AGO).isEqualTo(eventTime);
        assertThat(picture.event().getCapturedAt().toEpochMilli()).isEqualTo(LONG_AGO + taken);
    }

    @Test
    void aProducersStampIsTakenForTheArrivalUnlessItIsInTheFuture() {
        long now = System.currentTimeMillis();

        assertThat(read(TimestampType.CREATE_TIME, LONG_AGO, LONG_AGO + 7).eventTime())
                .isEqualTo(LONG_AGO);
        IncomingPicture ahead = read(TimestampType.CREATE_TIME, now + HOUR, now + HOUR);
        assertThat(ahead.eventTime()).isBetween(now, now + HOUR / 2);
        assertThat(ahead.origin().timestamp()).isEqualTo(ahead.eventTime());
        assertThat(read(TimestampType.CREATE_TIME, -1, now).origin().timestamp())
                .as("has none")
                .isZero();
    }

    private IncomingPicture read(TimestampType type, long stamp, long capturedAt) {
        byte[] value = new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, schemas.access())
                .encode(ImageEvent.newBuilder()
                        .setEventId("p")
                        .setSourceId("camera")
                        .setCapturedAt(Instant.ofEpochMilli(capturedAt))
                        .build());
        List<IncomingPicture> pictures = new ArrayList<>();
        new ImageRecordSchema(schemas.access(), EventTime.DEFAULT)
                .deserialize(
                        new ConsumerRecord<>(
                                "images", 0, 0, stamp, type, 0, 0, null, value, new RecordHeaders(), Optional.empty()),
                        new ListCollector<>(pictures));
        assertThat(pictures).hasSize(1);
        return pictures.get(0);
    }
}
