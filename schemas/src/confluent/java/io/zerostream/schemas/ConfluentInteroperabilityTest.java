package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Our wire format and Confluent's own serializer read and write the same bytes. Profile {@code confluent}. */
class ConfluentInteroperabilityTest {
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final SchemaCoder<ImageEvent> ours = new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, registry.access());
    private final Map<String, ?> config = Map.of(
            "schema.registry.url", registry.url(), "specific.avro.reader", true, "avro.remove.java.properties", false);

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    @Test
    void confluentReadsWhatWeWrite() {
        try (KafkaAvroDeserializer theirs = new KafkaAvroDeserializer()) {
            theirs.configure(config, false);

            assertThat(theirs.deserialize("images", ours.encode(event()))).isEqualTo(event());
        }
    }

    @Test
    void weReadWhatConfluentWrites() {
        try (KafkaAvroSerializer theirs = new KafkaAvroSerializer()) {
            theirs.configure(config, false);

            assertThat(ours.decode(theirs.serialize("images", event()))).isEqualTo(event());
        }
    }

    private static ImageEvent event() {
        return ImageEvent.newBuilder()
                .setEventId("e")
                .setSourceId("s")
                .setCapturedAt(Instant.ofEpochMilli(5))
                .setContent(ByteBuffer.wrap(new byte[] {1}))
                .build();
    }
}
