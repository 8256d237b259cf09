package io.zerostream.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.TopicReader.Unreadable;
import io.zerostream.schemas.TopicTail;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One answer to each thing that can go wrong, on the real servers. */
class TopicReaderIT extends OnePlatform {
    @Test
    void whatIsNoneOfOursIsHandedOnAndPassedOver() throws Exception {
        Topics.Topic topic = topic("strangers");
        send(topic, "good", 0, "first");
        raw(topic, "garbage", new byte[] {9, 9, 9});
        raw(topic, "no schema has this id", new byte[] {0, 0, 0x11, 0x22, 0x33, 1});
        raw(topic, "no value", null);
        send(topic, "good", 1, "second");

        List<String> read = new ArrayList<>();
        List<Unreadable> others = new ArrayList<>();
        try (TopicReader<ImageEvent> reader = TopicReader.fromBeginning(kafka, topic, ImageEvent.class)) {
            reader.toEnd(record -> read.add(record.value().getEventId()), others::add, () -> false);
            assertThat(reader.positions()).isEqualTo(reader.ends());
        }

        assertThat(read).containsExactlyInAnyOrder("first", "second");
        assertThat(others).extracting(Unreadable::key).containsExactly("garbage", "no schema has this id", "no value");
        assertThat(others).extracting(Unreadable::offset).containsExactly(1L, 2L, 3L);
        assertThat(others.get(0).problem()).contains("wire format");
        assertThat(others.get(1).problem()).contains("404");
        assertThat(others.get(2).problem()).isEqualTo("it has no value");

        // who only wants ours gets ours, from all partitions
        List<String> again = new ArrayList<>();
        kafka.readAll(
                topic, ImageEvent.class, record -> again.add(record.value().getEventId()));
        assertThat(again).containsExactlyInAnyOrder("first", "second");
    }

    /** By itself a consumer would take half a minute here, and half a second with Kafka's usual settings. */
    @Test
    void closingDoesNotWaitForRecordsThatNobodyWants() throws Exception {
        Topics.Topic topic = topic("short");
        send(topic, "good", 0, "first");
        TopicReader<ImageEvent> reader = TopicReader.with(
                kafka,
                topic,
                ImageEvent.class,
                Duration.ofSeconds(30),
                Map.of(
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 120_000,
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 180_000));
        List<String> read = new ArrayList<>();
        reader.toEnd(record -> read.add(record.value().getEventId()));
        // asks for more, which is not there
        reader.poll(Duration.ofMillis(100), record -> read.add("more"));
        long start = System.nanoTime();

        reader.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(read).containsExactly("first");
    }

    @Test
    void aRegistryThatIsAwayIsWaitedForAndNoRecordIsLost() throws Exception {
        Topics.Topic topic = topic("outage");
        send(topic, "good", 0, "first");
        try (RegistryProxy proxy = new RegistryProxy(kafka.registryUrl())) {
            proxy.status = 500;
            KafkaConnection through = new KafkaConnection(kafka.bootstrapServers(), proxy.url());
            Queue<String> followed = new ConcurrentLinkedQueue<>();
            try (TopicReader<ImageEvent> reader = TopicReader.fromBeginning(through, topic, ImageEvent.class);
                    TopicTail<ImageEvent> tail = TopicTail.fromBeginning(
                            through, topic, ImageEvent.class, event -> followed.add(event.getEventId()))) {
                assertThatThrownBy(() -> reader.toEnd(record -> {})).isInstanceOf(SchemaRegistryException.class);

                proxy.status = 0;
                List<String> read = new ArrayList<>();
                await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
                    reader.toEnd(record -> read.add(record.value().getEventId()));
                    assertThat(read).containsExactly("first");
                });
                await().atMost(Duration.ofSeconds(40))
                        .untilAsserted(() -> assertThat(followed).containsExactly("first"));
                tail.check();
            }
        }
    }

    @Test
    void aTopicThatIsNotThereIsNamedAndNotMade() throws Exception {
        assertThatThrownBy(() -> TopicReader.fromBeginning(kafka, Topics.IMAGES.named("nowhere"), ImageEvent.class))
                .isInstanceOf(UnknownTopicOrPartitionException.class)
                .hasMessageContaining("'nowhere'")
                .hasMessageContaining("zerostream topics create");
        try (Admin admin = admin()) {
            assertThat(admin.listTopics().names().get()).doesNotContain("nowhere");
        }
    }

    @Test
    void goesBackSomeRecordsButNotBehindTheBeginning() throws Exception {
        Topics.Topic topic = topic("back");
        for (int i = 0; i < 5; i++) {
            send(topic, "k", 0, "e" + i);
        }
        try (TopicReader<ImageEvent> reader = TopicReader.fromEnd(kafka, topic, ImageEvent.class)) {
            Map<TopicPartition, Long> ends = reader.ends();
            assertThat(reader.positions()).isEqualTo(ends);
            reader.seekBefore(ends, 2);
            List<String> read = new ArrayList<>();
            reader.toEnd(record -> read.add(record.value().getEventId()));
            assertThat(read).containsExactly("e3", "e4");
            reader.seekBefore(ends, 1000);
            reader.toEnd(record -> read.add(record.value().getEventId()));
            assertThat(read).hasSize(7);
        }
    }

    private static Topics.Topic topic(String name) throws Exception {
        Topics.Topic topic = new Topics.Topic(name, 2, Topics.IMAGES.valueSchema(), Topics.IMAGES.settings());
        try (Admin admin = admin()) {
            admin.createTopics(List.of(topic.newTopic())).all().get();
        }
        return topic;
    }

    private static Admin admin() {
        return Admin.create(
                Map.<String, Object>of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
    }

    private static void send(Topics.Topic topic, String key, int partition, String id) {
        try (Producer<String, ImageEvent> producer = kafka.producer(topic, ImageEvent.class)) {
            producer.send(new ProducerRecord<>(topic.name(), partition, key, Records.picture(id, 10)));
        }
    }

    private static void raw(Topics.Topic topic, String key, byte @Nullable [] value) throws Exception {
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic.name(), 0, key, value)).get();
        }
    }

    /** The registry behind an address that can be made to refuse. */
    private static final class RegistryProxy implements AutoCloseable {
        private final HttpServer server;
        private volatile int status;

        RegistryProxy(String registry) throws Exception {
            HttpClient http = HttpClient.newHttpClient();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    if (status != 0) {
                        exchange.sendResponseHeaders(status, -1);
                        return;
                    }
                    HttpResponse<byte[]> answer = http.send(
                            HttpRequest.newBuilder(URI.create(registry + exchange.getRequestURI()))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
                    exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
                    exchange.getResponseBody().write(answer.body());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
