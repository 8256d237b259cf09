package io.zerostream.cli.erase;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Feedback;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What people said that pictures of a source show. Kafka keeps it for good, so it is taken back. */
final class SourceFeedback {
    private static final String AFTER_SOURCE = "\t";

    private final KafkaConnection kafka;
    private final String source;

    SourceFeedback(KafkaConnection kafka, String source) {
        this.kafka = kafka;
        this.source = source;
    }

    /**
     * Keys of what is there. The key alone says whose it is, so what cannot be read is found too.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka is away
     */
    Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        try (TopicReader<Feedback> reader = TopicReader.fromBeginning(kafka, Topics.FEEDBACK, Feedback.class)) {
            reader.toEnd(
                    record -> {
                        if (isOfSource(record.key()) && record.value() != null) {
                            keys.add(record.key());
                        } else {
                            keys.remove(record.key());
                        }
                    },
                    record -> {
                        if (record.key() != null && isOfSource(record.key())) {
                            keys.add(record.key());
                        }
                    },
                    () -> false);
        }
        return keys;
    }

    private boolean isOfSource(String key) {
        return key.startsWith(source + AFTER_SOURCE);
    }

    /** Takes back what is there under some keys. @throws ExecutionException when Kafka refuses it, or does not answer */
    void takeBack(Set<String> keys) throws ExecutionException, InterruptedException {
        if (keys.isEmpty()) {
            return;
        }
        try (Producer<String, Feedback> producer = kafka.producer(Topics.FEEDBACK, Feedback.class)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (String key : keys) {
                sent.add(producer.send(new ProducerRecord<>(Topics.FEEDBACK.name(), key, null)));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }
}
