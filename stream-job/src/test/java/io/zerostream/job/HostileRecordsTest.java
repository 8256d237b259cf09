package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.ConfigKey;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.Parallelism;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.source.ImageRecordSchema;
import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever somebody writes to {@code images}, the job does not restart, and each record is a label or a small letter. */
@Timeout(180)
class HostileRecordsTest {
    private static final int RECORDS = 400;
    /** With room for all that a letter repeats of its picture. */
    private static final int LARGEST_LETTER = 80 * 1024;

    private final BoundedJob job = new BoundedJob();
    private final List<IncomingPicture> pictures = new ArrayList<>();
    private SchemasServer schemas;
    private SchemaCoder<ImageEvent> events;

    @BeforeEach
    void startRegistry() throws IOException {
        schemas = new SchemasServer();
        events = new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, schemas.access());
    }

    @AfterEach
    void stopRegistry() {
        schemas.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everyRecordIsALabelOrASmallLetter(long seed) throws Exception {
        HostileRecords hostile = new HostileRecords(events, new Random(seed), NumberedPictures.png(0xff0000));
        for (int i = 0; i < RECORDS; i++) {
            read(hostile.next());
        }
        runAndBalance();
        assertThat(job.labels.records()).hasSizeGreaterThan(RECORDS / 10);
        assertThat(job.deadLetters.records())
                .extracting(DeadLetter::getReason)
                .contains(
                        DeadLetterReason.INVALID_EVENT,
                        DeadLetterReason.UNREADABLE_RECORD,
                        DeadLetterReason.EMPTY_CONTENT,
                        DeadLetterReason.URI_REFUSED,
                        DeadLetterReason.UNDECODABLE);
    }

    @Test
    void whatFillsAWholeRecordMakesASmallLetterOrALabel() throws Exception {
        HostileRecords hostile = new HostileRecords(events, new Random(0), NumberedPictures.png(0xff0000));
        read(hostile.record(new byte[16 * 1024 * 1024], events.encode(good().build())));
        read(hostile.record(
                new byte[16 * 1024 * 1024],
                events.encode(good().setContent(ByteBuffer.wrap(new byte[] {1})).build())));
        read(hostile.record(
                null,
                events.encode(good().setSourceId(HostileRecords.megabytes(8.5)).build())));
        read(hostile.record(
                null,
                events.encode(good().setEventId(HostileRecords.megabytes(15)).build())));
        read(hostile.record(
                null,
                events.encode(good().setAttributes(Map.of("truth", HostileRecords.megabytes(14)))
                        .build())));
        read(hostile.record(null, new byte[Topics.MAX_RECORD_BYTES + 1]));
        runAndBalance();

        assertThat(job.labels.records()).as("a large key is nobody's harm").hasSize(1);
        assertThat(job.deadLetters.records())
                .extracting(DeadLetter::getReason)
                .containsExactlyInAnyOrder(
                        DeadLetterReason.UNSUPPORTED_FORMAT,
                        DeadLetterReason.INVALID_EVENT,
                        DeadLetterReason.INVALID_EVENT,
                        DeadLetterReason.INVALID_EVENT,
                        DeadLetterReason.TOO_MANY_BYTES);
        assertThat(job.deadLetters.records())
                .filteredOn(letter -> letter.getMessage().startsWith("source_id"))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.getEventId()).isEqualTo("good");
                    assertThat(letter.getSourceId()).isNull();
                    assertThat(letter.getMessage()).isEqualTo("source_id has 8912896 characters; the limit is 300");
                });
    }

    /** A log is read by more people than the pictures are, and kept for longer. */
    @Test
    void nothingOfAPictureIsInTheLogWhateverIsWrongWithIt() throws Exception {
        byte[] secret = "Vera Beispiel".repeat(20).getBytes(StandardCharsets.UTF_8);
        byte[] png = NumberedPictures.png(0xff0000);
        byte[] damaged = Arrays.copyOf(png, png.length + secret.length);
        System.arraycopy(secret, 0, damaged, png.length / 2, secret.length);
        HostileRecords hostile = new HostileRecords(events, new Random(0), png);
        try (CapturedLog log = new CapturedLog()) {
            for (byte[] content : List.of(secret, damaged, new byte[0])) {
                read(hostile.record(
                        null,
                        events.encode(
                                good().setContent(ByteBuffer.wrap(content)).build())));
            }
            byte[] record =
                    events.encode(good().setContent(ByteBuffer.wrap(secret)).build());
            read(hostile.record(null, record));
            read(hostile.record(null, secret));
            read(hostile.record(null, Arrays.copyOf(record, record.length - 40)));
            record[5] = (byte) 0x7f;
            read(hostile.record(null, record));
            runAndBalance();

            assertThat(log.lines())
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("Vera Beispiel"))
                    // as lists of numbers, in hexadecimal, in base64
                    .noneMatch(line -> line.contains("86, 101, 114, 97, 32"))
                    .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("566572612042"))
                    .noneMatch(line -> line.contains("VmVyYSBCZWlzcGllb"));
        }
        assertThat(job.deadLetters.records())
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(letter -> assertThat(letter.getMessage()).doesNotContain("Vera Beispiel"));
        assertThat(pictures)
                .as("what would be logged of one")
                .extracting(IncomingPicture::toString)
                .allMatch(text -> text.startsWith("images-"))
                .noneMatch(text -> text.contains("Vera Beispiel"));
    }

    private static ImageEvent.Builder good() {
        return ImageEvent.newBuilder()
                .setEventId("good")
                .setSourceId("camera")
                .setCapturedAt(Instant.now())
                .setContent(ByteBuffer.wrap(NumberedPictures.png(0xff0000)));
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        new ImageRecordSchema(schemas.access(), EventTime.DEFAULT).deserialize(record, new Collector<>() {
            @Override
            public void collect(IncomingPicture picture) {
                pictures.add(picture);
            }

            @Override
            public void close() {}
        });
    }

    private void runAndBalance() throws Exception {
        JobConfig config = ConfigKey.defaults()
                .withParallelism(new Parallelism(1, 2, 2, 0))
                .withEventTime(new EventTime(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10)));
        job.run(config, pictures);

        assertThat(job.deadLetters.records()).extracting(DeadLetter::getOffset).doesNotHaveDuplicates();
        assertThat(job.labels.records().size() + job.deadLetters.records().size())
                .isEqualTo(pictures.size());
        List<Long> labelled =
                pictures.stream().map(p -> p.origin().offset()).collect(ArrayList::new, List::add, List::addAll);
        labelled.removeAll(
                job.deadLetters.records().stream().map(DeadLetter::getOffset).toList());
        assertThat(job.labels.records())
                .extracting(ZeroShotLabel::getEventId)
                .containsExactlyInAnyOrderElementsOf(pictures.stream()
                        .filter(p -> labelled.contains(p.origin().offset()))
                        .map(p -> p.event().getEventId())
                        .toList());
        assertThat(job.stats.records().stream()
                        .filter(s -> s.getKind() != WindowKind.SLIDING)
                        .mapToLong(LabelStats::getLabels)
                        .sum())
                .isEqualTo(job.labels.records().size());
        SchemaCoder<DeadLetter> letters = new SchemaCoder<>(DeadLetter.class, Topics.DEAD_LETTERS, schemas.access());
        SchemaCoder<ZeroShotLabel> labels = new SchemaCoder<>(ZeroShotLabel.class, Topics.LABELS, schemas.access());
        assertThat(job.deadLetters.records())
                .allSatisfy(letter -> assertThat(letters.encode(letter)).hasSizeLessThan(LARGEST_LETTER));
        assertThat(job.labels.records())
                .allSatisfy(label -> assertThat(labels.encode(label)).hasSizeLessThan(LARGEST_LETTER));
    }
}
