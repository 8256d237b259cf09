package io.zerostream.job.internal.control;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicIds;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** {@link RegistryReader} over Kafka. Carries how Kafka is reached, and connects where it reads. */
public final class KafkaRegistryReader implements RegistryReader {
    private static final long serialVersionUID = 1L;
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final KafkaConnection kafka;

    /** @param kafka where the registries are */
    public KafkaRegistryReader(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    @Override
    public RegistryContent readClasses() {
        return read(Topics.CLASS_REGISTRY, ClassRegistryRecord.class, ControlRecord::ofClasses);
    }

    @Override
    public RegistryContent readModels() {
        return read(Topics.MODEL_REGISTRY, ModelRegistryRecord.class, ControlRecord::ofModels);
    }

    private interface Maker<T> {
        ControlRecord make(long offset, String key, @Nullable T value);
    }

    private <T extends SpecificRecord> RegistryContent read(Topics.Topic topic, Class<T> type, Maker<T> maker) {
        // before its records: of a topic that is replaced in between it is told at the next start
        long id = topicId(topic.name());
        List<ControlRecord> records = new ArrayList<>();
        try (TopicReader<T> reader = TopicReader.fromBeginning(kafka, topic, type)) {
            reader.toEnd(
                    record -> records.add(maker.make(record.offset(), text(record.key()), record.value())),
                    other -> records.add(
                            ControlRecord.unreadable(topic.name(), other.offset(), other.key(), other.problem())),
                    () -> false);
        }
        return new RegistryContent(topic.name(), id, records);
    }

    private static String text(@Nullable String key) {
        return key == null ? "" : key;
    }

    private long topicId(String topic) {
        try (TopicIds ids = new TopicIds(kafka, ANSWER)) {
            Long id = ids.of(List.of(topic)).get(topic);
            if (id == null) {
                throw new KafkaException("Kafka at " + kafka.bootstrapServers() + " has no topic " + topic);
            }
            return id;
        }
    }

    @Override
    public Watch watch() {
        TopicIds ids = new TopicIds(kafka, ANSWER);
        return new Watch() {
            @Override
            public Map<String, Long> topicIds() {
                return ids.of(List.of(Topics.CLASS_REGISTRY.name(), Topics.MODEL_REGISTRY.name()));
            }

            @Override
            public void close() {
                ids.close();
            }
        };
    }
}
