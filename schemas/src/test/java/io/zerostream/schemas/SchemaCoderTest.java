package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCoderTest {
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final SchemaCoder<ImageEvent> coder = new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, registry.access());

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    @Test
    void readsBackWhatItWrote() {
        ImageEvent event = event();

        assertThat(coder.decode(coder.encode(event))).isEqualTo(event);
    }

    @Test
    void startsWithMagicZeroAndTheSchemaIdInBigEndian() {
        byte[] bytes = coder.encode(event());

        int id = new SchemaRegistryClient(registry.access()).register("images-value", ImageEvent.getClassSchema());
        assertThat(bytes[0]).isZero();
        assertThat(ByteBuffer.wrap(bytes, 1, 4).getInt()).isEqualTo(id);
    }

    @Test
    void readsUnionsIntoOurGeneratedClasses() {
        SchemaCoder<ClassRegistryRecord> union =
                new SchemaCoder<>(ClassRegistryRecord.class, Topics.CLASS_REGISTRY, registry.access());
        ClassSet set = ClassSet.newBuilder()
                .setName("birds/v2")
                .setSpace("cub")
                .setRevision(3)
                .setMembers(List.of("Fish Crow", "Laysan Albatross"))
                .setChangedAt(Instant.ofEpochMilli(1))
                .build();

        Object back = union.decode(union.encode(new ClassRegistryRecord(set))).getEntry();

        assertThat(back).isInstanceOf(ClassSet.class).isEqualTo(set);
    }

    @Test
    void worksAfterTravellingToAnotherMachine() throws IOException, ClassNotFoundException {
        byte[] before = coder.encode(event());
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        new ObjectOutputStream(wire).writeObject(coder);

        @SuppressWarnings("unchecked")
        SchemaCoder<ImageEvent> arrived = (SchemaCoder<ImageEvent>)
                new ObjectInputStream(new ByteArrayInputStream(wire.toByteArray())).readObject();

        assertThat(arrived.encode(event())).isEqualTo(before);
    }

    @Test
    void saysWhatIsWrongWithBytesOfAnotherFormat() {
        assertThatThrownBy(() -> coder.decode("{\"json\": true}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("not a ImageEvent in Confluent wire format")
                .hasMessageContaining("first byte 123");
        assertThatThrownBy(() -> coder.decode(new byte[0])).isInstanceOf(SerializationException.class);
    }

    /** A registry that starts, or has too much to do, is no reason to restart a job. */
    @Test
    void asksABusyRegistryAgain() {
        byte[] bytes = coder.encode(event());
        registry.refuse(503, 429, 502, 429);

        assertThat(new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, registry.access()).decode(bytes))
                .isEqualTo(event());
    }

    @Test
    void asksOnceForWhatIsNotThere() {
        int before = registry.asked();
        assertThatThrownBy(() -> coder.decode(new byte[] {0, 0, 0, 39, 15, 2, 2}))
                .isInstanceOf(SchemaRegistryException.class);
        assertThat(registry.asked()).isEqualTo(before + 1);
    }

    /** Avro's own exceptions for these are not of one kind. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"null\", \"null\"]",
                "[[\"null\"]]",
                "{\"type\": \"fixed\", \"name\": \"f\", \"size\": -1}",
                "{\"type\": \"record\", \"name\": \"r\", \"fields\": [{\"name\": \"a\", \"type\": \"int\", \"default\": \"x\"}]}",
            })
    void aSchemaThatAvroRefusesSaysThatTheRecordIsNotOurs(String schema) {
        byte[] bytes = ByteBuffer.allocate(9)
                .put((byte) 0)
                .putInt(registry.add(schema))
                .array();
        assertThatThrownBy(() -> coder.decode(bytes)).isInstanceOf(SerializationException.class);
    }

    /** A program that was set to another registry sends its records by the thousand. */
    @Test
    void recordsOfAnUnknownSchemaAskTheRegistryOnceAltogether() {
        int protobuf = registry.add("syntax = \"proto3\"; message Door { string name = 1; }");
        byte[] others = ByteBuffer.allocate(9).put((byte) 0).putInt(protobuf).array();
        int before = registry.asked();
        for (int i = 0; i < 500; i++) {
            assertThatThrownBy(() -> coder.decode(new byte[] {0, 0, 0, 39, 15, 2, 2}))
                    .isInstanceOfSatisfying(SchemaRegistryException.class, e -> assertThat(e.notFound())
                            .isTrue());
            assertThatThrownBy(() -> coder.decode(others)).isInstanceOf(SerializationException.class);
        }
        assertThat(registry.asked()).isEqualTo(before + 2);
    }

    @Test
    void refusesASchemaIdThatTheRegistryDoesNotKnow() {
        byte[] bytes = {0, 0, 0, 39, 15, 2, 2};

        assertThatThrownBy(() -> coder.decode(bytes))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("/schemas/ids/9999");
    }

    @Test
    void aSchemaIdThatIsNoneOrAnotherProgramsSaysThatTheRecordIsNotOurs() {
        int protobuf = registry.add("syntax = \"proto3\"; message Door { string name = 1; }");

        assertThatThrownBy(() -> coder.decode(
                        ByteBuffer.allocate(9).put((byte) 0).putInt(protobuf).array()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("none of Avro's");
        assertThatThrownBy(() -> coder.decode(new byte[] {0, -1, 0, 0, 0, 2, 2}))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void neverThrowsAnythingButItsOwnErrorsOnDamagedBytes() {
        SchemaCoder<DeadLetter> letters = new SchemaCoder<>(DeadLetter.class, Topics.DEAD_LETTERS, registry.access());
        byte[] good = letters.encode(DeadLetter.newBuilder()
                .setTopic("images")
                .setPartition(1)
                .setOffset(7)
                .setMessage("no")
                .setReason(io.zerostream.schemas.avro.DeadLetterReason.UNDECODABLE)
                .setFailedAt(Instant.EPOCH)
                .build());
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bad = Arrays.copyOf(good, 6 + random.nextInt(good.length - 6));
            bad[5 + random.nextInt(bad.length - 5)] = (byte) random.nextInt();
            try {
                letters.decode(bad);
            } catch (SerializationException e) {
                assertThat(e).hasMessageContaining("damaged DeadLetter");
            }
        }
    }

    @Test
    void doesNotAllocateWhatALyingLengthAsksFor() {
        byte[] header = Arrays.copyOf(coder.encode(event()), 5);
        // event_id claims 1 GiB: zig-zag varint of 2^30, nothing behind it
        byte[] liar = ByteBuffer.allocate(10)
                .put(header)
                .put(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x08})
                .array();

        assertThatThrownBy(() -> coder.decode(liar)).isInstanceOf(SerializationException.class);
    }

    private static ImageEvent event() {
        return ImageEvent.newBuilder()
                .setEventId("e-1")
                .setSourceId("camera-7")
                .setCapturedAt(Instant.ofEpochMilli(1_700_000_000_123L))
                .setContent(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .build();
    }
}
