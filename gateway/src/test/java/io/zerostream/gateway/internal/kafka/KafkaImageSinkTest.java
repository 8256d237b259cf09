package io.zerostream.gateway.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.PictureWriter;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.ImageEvent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KafkaImageSinkTest {
    private static final Duration TIMEOUT = Duration.ofMillis(600);
    private static final int CLIENTS = 12;

    /** One after the other they would wait a timeout each, and Kafka's producer a minute at a time. */
    @Test
    @Timeout(30)
    void nobodyWaitsLongerThanTheTimeoutForABrokerThatIsSilentHoweverManyWait() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress())) {
            Producer<String, ImageEvent> producer = new KafkaConnection(
                            "127.0.0.1:" + silent.getLocalPort(), "http://127.0.0.1:1")
                    .producer(Topics.IMAGES, ImageEvent.class, PictureWriter.settings(TIMEOUT));
            PictureWriter writer = new PictureWriter(producer, TIMEOUT);
            KafkaImageSink sink = new KafkaImageSink(writer);
            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            long start = System.nanoTime();
            List<Future<RefusedException>> answers = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> clients.submit(() -> catchThrowableOfType(
                            RefusedException.class,
                            () -> sink.send(picture("p" + i), TraceContext.NONE).await())))
                    .toList();
            clients.shutdown();
            for (Future<RefusedException> answer : answers) {
                assertThat(answer.get().refusal()).isEqualTo(Refusal.KAFKA_AWAY);
                assertThat(answer.get())
                        .hasMessageContaining(
                                "Kafka, or the schema registry, does not answer (write-timeout is 600 ms)");
                assertThat(answer.get().hint())
                        .as("it may be written yet, and the gateway may have made its id")
                        .contains("event_id=p");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("twelve one after the other would take 3.6 s at the least")
                    .isLessThan(TIMEOUT.multipliedBy(4));
            writer.close();
            // the producer would wait for its answer
            silent.close();
            producer.close(Duration.ZERO);
        }
    }

    private static ImageEvent picture(String id) {
        return ImageEvent.newBuilder()
                .setEventId(id)
                .setSourceId("camera")
                .setCapturedAt(Instant.EPOCH)
                .setContent(ByteBuffer.wrap(new byte[] {1}))
                .build();
    }
}
