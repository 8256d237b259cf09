package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records by schemas that a stranger registered: those of images, and one more field. */
class WriterSchemaTest {
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final SchemaCoder<ImageEvent> coder = new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, registry.access());

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    @Test
    void aTypeThatHoldsItselfIsRefused() {
        String list = record("N", "{\"name\":\"n\",\"type\":[\"null\",\"N\"]}");

        assertThatThrownBy(() -> coder.decode(with(list, ones(2_000_000))))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("more than 32 deep");
    }

    /** Ten bytes that take weeks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"null\"",
                "{\"type\":\"fixed\",\"name\":\"N\",\"size\":0}",
                "{\"type\":\"record\",\"name\":\"N\",\"fields\":[]}",
                "{\"type\":\"record\",\"name\":\"N\",\"fields\":[{\"name\":\"n\",\"type\":\"null\"}]}"
            })
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void anArrayOfWhatTakesNoBytesIsRefused(String items) {
        byte[] trillion = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x40, 0};

        assertThatThrownBy(() -> coder.decode(with("{\"type\":\"array\",\"items\":" + items + "}", trillion)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("takes no bytes");
    }

    @Test
    void typesThatHoldOthersTwiceAreRefused() {
        String doubled = "\"long\"";
        for (int i = 0; i < 25; i++) {
            String first = i == 0 ? doubled : "\"N" + (i - 1) + '"';
            doubled = record(
                    "N" + i, "{\"name\":\"a\",\"type\":" + doubled + "},{\"name\":\"b\",\"type\":" + first + "}");
        }
        String type = doubled;

        assertThatThrownBy(() -> coder.decode(with(type, ones(100))))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("more than 5000 types");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"null\",\"string\"]",
                "{\"type\":\"array\",\"items\":[\"null\",\"long\"]}",
                "{\"type\":\"map\",\"values\":\"null\"}"
            })
    void otherFieldsAreReadOver(String type) {
        assertThat(coder.decode(with(type, new byte[1])).getEventId()).isEqualTo("e-1");
    }

    @ParameterizedTest
    @MethodSource("ours")
    void ourOwnAreFarFromTheLimits(Schema schema) {
        assertThat(WriterSchema.fault(schema)).isEmpty();
    }

    static Stream<Schema> ours() {
        return Topics.ALL.stream().map(Topics.Topic::valueSchema);
    }

    private static String record(String name, String fields) {
        return "{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[" + fields + "]}";
    }

    private static byte[] ones(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 2);
        return bytes;
    }

    /** A record whose schema has one more field, at its end. */
    private byte[] with(String type, byte[] value) {
        String ours = ImageEvent.getClassSchema().toString();
        int end = ours.lastIndexOf("]}");
        int id = registry.add(ours.substring(0, end) + ",{\"name\":\"more\",\"type\":" + type + "}]}");
        byte[] event = coder.encode(ImageEvent.newBuilder()
                .setEventId("e-1")
                .setSourceId("camera-7")
                .setCapturedAt(Instant.EPOCH)
                .setContent(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .build());
        return ByteBuffer.allocate(event.length + value.length)
                .put(event)
                .put(value)
                .putInt(1, id)
                .array();
    }
}
