package io.zerostream.job;

import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Records of {@code images} as nobody should write them: good ones with something wrong about them, and plain bytes. */
final class HostileRecords {
    private static final List<Long> TIMES = List.of(
            Long.MIN_VALUE,
            Long.MIN_VALUE + 1,
            -1L,
            0L,
            Long.MAX_VALUE,
            ImageEventLimits.CAPTURED_FIRST.toEpochMilli(),
            ImageEventLimits.CAPTURED_LAST.toEpochMilli());

    private final SchemaCoder<ImageEvent> coder;
    private final Random random;
    private final byte[] png;
    private int offset;

    /** @param png a picture of which nothing is wrong */
    HostileRecords(SchemaCoder<ImageEvent> coder, Random random, byte[] png) {
        this.coder = coder;
        this.random = random;
        this.png = png;
    }

    /** The next one. */
    ConsumerRecord<byte[], byte[]> next() {
        byte[] value = value();
        return record(random.nextInt(8) == 0 ? new byte[random.nextInt(100_000)] : new byte[] {1}, value);
    }

    /** A record with this key and value. */
    ConsumerRecord<byte[], byte[]> record(byte @Nullable [] key, byte @Nullable [] value) {
        RecordHeaders headers = new RecordHeaders();
        if (random.nextInt(4) == 0) {
            headers.add("traceparent", bytes(random.nextInt(100_000)));
            headers.add("tracestate", bytes(random.nextInt(100_000)));
        }
        // what a producer says may be anything; a broker's clock is right
        boolean lying = random.nextInt(4) == 0;
        return new ConsumerRecord<>(
                Topics.IMAGES.name(),
                0,
                offset++,
                lying ? time() : System.currentTimeMillis(),
                lying ? TimestampType.CREATE_TIME : TimestampType.LOG_APPEND_TIME,
                0,
                0,
                key,
                value,
                headers,
                Optional.empty());
    }

    private byte @Nullable [] value() {
        byte[] good = coder.encode(event());
        return switch (random.nextInt(16)) {
            case 0 -> null;
            case 1 -> bytes(random.nextInt(200));
            case 2 -> Arrays.copyOf(good, random.nextInt(good.length));
            case 3, 4 -> {
                for (int i = 0; i < 4; i++) {
                    good[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
                }
                yield good;
            }
            // a string that says it has 2 GB
            case 5 -> concat(Arrays.copyOf(good, 5), new byte[] {-2, -1, -1, -1, 15, 1, 2, 3});
            default -> good;
        };
    }

    /** Most of it is right: one thing wrong at a time gets furthest. */
    private ImageEvent event() {
        ImageEvent.Builder event = ImageEvent.newBuilder()
                .setEventId("p" + offset)
                .setSourceId("camera" + random.nextInt(3))
                .setCapturedAt(Instant.now().minusMillis(random.nextInt(2000)))
                .setContent(ByteBuffer.wrap(png));
        switch (random.nextInt(14)) {
            case 0, 1 -> event.setCapturedAt(Instant.ofEpochMilli(time()));
            case 2 -> event.setEventId(text(ImageEventLimits.EVENT_ID));
            case 3 -> event.setSourceId(text(ImageEventLimits.SOURCE_ID));
            case 4 -> event.setClassSet(text(ImageEventLimits.CLASS_SET));
            case 5 -> event.setContentType(text(ImageEventLimits.CONTENT_TYPE));
            case 6 -> event.setAttributes(Map.of(text(ImageEventLimits.ATTRIBUTES), text(ImageEventLimits.ATTRIBUTES)));
            case 7 -> event.setContent(null).setUri(text(ImageEventLimits.URI));
            case 8 -> event.setUri("http://127.0.0.1/" + text(20));
            case 9 -> event.setContent(ByteBuffer.wrap(bytes(random.nextInt(300))));
            case 10 -> event.setContent(ByteBuffer.wrap(Arrays.copyOf(png, random.nextInt(png.length))));
            case 11 -> event.setContent(null);
            default -> event.setSourceId("camera");
        }
        return event.build();
    }

    private long time() {
        return random.nextBoolean() ? TIMES.get(random.nextInt(TIMES.size())) : random.nextLong();
    }

    /** Around the limit, far past it, or nothing; of characters that break what does not expect them. */
    private String text(int limit) {
        int length = List.of(0, 1, limit, limit + 1, 3 * limit).get(random.nextInt(5));
        return List.of("a", "\n", "\0", "ü", "\ud83d\ude00", "/", "{}", "\u202e", "\ud800")
                .get(random.nextInt(9))
                .repeat(length);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }

    /** What a source or key of some MB is made of. */
    static String megabytes(double size) {
        return new String(new byte[(int) (size * 1024 * 1024)], StandardCharsets.ISO_8859_1).replace('\0', 'x');
    }
}
