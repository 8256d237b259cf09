package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.schemas.avro.ImageEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PictureStreamTest {
    private static final String FILE = "2026/holiday.png";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LogManager.getLogger(PictureStream.class);
    private final AbstractAppender appender = new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage() + " " + event.getThrown());
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.removeAppender(appender);
        appender.stop();
    }

    @Test
    void aPictureThatKafkaRefusesIsNamed() throws Exception {
        MockProducer<String, ImageEvent> kafka = kafka((topic, event) -> new byte[0]);
        try (PictureStream stream = new PictureStream(new OneByOne(1), kafka, new FirstLabel(), 100, false)) {
            stream.start();
            await().until(() -> kafka.errorNext(new RecordTooLargeException("17 MB")));
            assertThat(kafka.history().get(0).value().getAttributes()).containsEntry("file", FILE);
            await().until(() -> !lines.isEmpty());
        }
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).contains("holiday-pictures", FILE, "17 MB");
    }

    @Test
    void aPictureThatCannotBeEncodedIsNamedAndTheNextGoesOn() throws Exception {
        MockProducer<String, ImageEvent> kafka = kafka((topic, event) -> {
            if (event.getContent().get(0) == 0) {
                throw new SerializationException("the registry is away");
            }
            return new byte[0];
        });
        try (PictureStream stream = new PictureStream(new OneByOne(2), kafka, new FirstLabel(), 100, false)) {
            stream.start();
            await().until(kafka::completeNext);
        }
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).contains("holiday-pictures", FILE, "the registry is away");
    }

    private static MockProducer<String, ImageEvent> kafka(Serializer<ImageEvent> values) {
        return new MockProducer<>(false, null, new StringSerializer(), values);
    }

    /** Pictures of one file that hold their number. */
    private static final class OneByOne implements PictureSource {
        private final Queue<Picture> pictures = new ArrayDeque<>();

        OneByOne(int count) {
            for (int i = 0; i < count; i++) {
                pictures.add(
                        new Picture("e" + i, "holiday-pictures", null, FILE, "image/png", new byte[] {(byte) i}, null));
            }
        }

        @Override
        public Optional<Picture> next(Duration patience) throws InterruptedException {
            Thread.sleep(1);
            return Optional.ofNullable(pictures.poll());
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
