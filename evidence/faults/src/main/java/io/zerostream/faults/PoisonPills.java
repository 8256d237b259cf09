package io.zerostream.faults;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Records that somebody with a Kafka client can put on {@code images}: single ones that ended or stalled everything once.
 */
final class PoisonPills {
    private static final int MB = 1_000_000;
    private static final int LARGEST = 64 * MB;
    /** No schema of any registry. */
    private static final byte[] UNKNOWN_SCHEMA = {0, 0x7f, 0, 0, 0, 2, 2};

    private final KafkaConnection kafka;
    private final SchemaCoder<ImageEvent> coder;

    PoisonPills(KafkaConnection kafka) {
        this.kafka = kafka;
        this.coder = new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, kafka.registry());
    }

    /**
     * Sends each once.
     *
     * @throws FaultException when Kafka does not take one of them, or takes the one that unpacks to more than a record
     */
    void send() {
        byte[] good = event("good");
        try (Producer<byte[], byte[]> producer = producer("none")) {
            List<Future<?>> sent = new ArrayList<>();
            for (byte[] value : events()) {
                sent.add(producer.send(record(null, value)));
            }
            sent.add(producer.send(record(new byte[15 * MB], good)));
            sent.add(producer.send(record(null, UNKNOWN_SCHEMA)));
            sent.add(producer.send(record(null, new byte[0])));
            sent.add(producer.send(record(null, null)));
            sent.add(producer.send(record(null, Arrays.copyOf(good, good.length / 2))));
            // a string that says it has 2 GB
            byte[] lying = Arrays.copyOf(good, 20);
            System.arraycopy(new byte[] {-2, -1, -1, -1, 15}, 0, lying, 5, 5);
            sent.add(producer.send(record(null, lying)));
            for (Future<?> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new FaultException("Kafka did not take a record that says the wrong things", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        sendBomb();
    }

    private List<byte[]> events() {
        String megabytes = "x".repeat(17 * MB / 2);
        List<byte[]> values = new ArrayList<>();
        for (long time : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE, -1, 0}) {
            values.add(coder.encode(builder("time" + time)
                    .setCapturedAt(Instant.ofEpochMilli(time))
                    .build()));
        }
        values.add(coder.encode(builder("source").setSourceId(megabytes).build()));
        values.add(coder.encode(builder(megabytes).build()));
        values.add(coder.encode(builder("set").setClassSet(megabytes).build()));
        values.add(coder.encode(
                builder("attributes").setAttributes(Map.of("truth", megabytes)).build()));
        values.add(coder.encode(
                builder("uri").setContent(null).setUri("https://" + megabytes).build()));
        values.add(coder.encode(builder("nobody").setSourceId("").build()));
        return values;
    }

    private byte[] event(String id) {
        return coder.encode(builder(id).build());
    }

    private static ImageEvent.Builder builder(String id) {
        return ImageEvent.newBuilder()
                .setEventId("pill-" + id)
                .setSourceId("stranger")
                .setCapturedAt(Instant.now())
                .setContent(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    /** Some kilobytes that unpack to more than a record may have. */
    private void sendBomb() {
        try (Producer<byte[], byte[]> producer = producer("gzip")) {
            producer.send(record(null, new byte[LARGEST - MB])).get();
            throw new FaultException("Kafka took a record that unpacks to " + (LARGEST - MB) + " bytes");
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RecordTooLargeException)) {
                throw new FaultException("Kafka refused a record for another reason than its size", e);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Producer<byte[], byte[]> producer(String compression) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        compression,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        LARGEST,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        2L * LARGEST),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static ProducerRecord<byte[], byte[]> record(byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord<>(Topics.IMAGES.name(), key, value);
    }

    private static FaultException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new FaultException("interrupted", e);
    }
}
