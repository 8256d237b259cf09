package io.zerostream.job.internal.control;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** {@link RegistryReader} over Kafka. Carries addresses only. */
public final class KafkaRegistryReader implements RegistryReader {
    private static final long serialVersionUID = 1L;

    private final String bootstrapServers;
    private final String registryUrl;

    /** @param kafka where the registries are */
    public KafkaRegistryReader(KafkaConnection kafka) {
        this.bootstrapServers = kafka.bootstrapServers();
        this.registryUrl = kafka.registryUrl();
    }

    @Override
    public List<ControlRecord> readClasses() {
        return read(Topics.CLASS_REGISTRY, ClassRegistryRecord.class, ControlRecord::ofClasses);
    }

    @Override
    public List<ControlRecord> readModels() {
        return read(Topics.MODEL_REGISTRY, ModelRegistryRecord.class, ControlRecord::ofModels);
    }

    private interface Maker<T> {
        ControlRecord make(long offset, String key, @Nullable T value);
    }

    private <T extends SpecificRecord> List<ControlRecord> read(Topics.Topic topic, Class<T> type, Maker<T> maker) {
        List<ControlRecord> records = new ArrayList<>();
        new TopicToEnd<>(new KafkaConnection(bootstrapServers, registryUrl), topic, type)
                .read(new TopicToEnd.Receiver<T>() {
                    @Override
                    public boolean read(long offset, String key, @Nullable T value) {
                        records.add(maker.make(offset, key, value));
                        return true;
                    }

                    @Override
                    public void unreadable(long offset, String key, String problem) {
                        records.add(ControlRecord.unreadable(topic.name(), offset, key, problem));
                    }
                });
        return records;
    }
}
