package io.zerostream.job.internal.control;

import java.io.Serializable;
import java.util.List;

/**
 * All records of a registry.
 *
 * @param topic its name
 * @param topicId which topic of that name it is: Kafka gives each a number when it is created; 0 = it is not known
 * @param records in their order
 */
public record RegistryContent(String topic, long topicId, List<ControlRecord> records) implements Serializable {
    public RegistryContent {
        records = List.copyOf(records);
    }

    /** Offset of its last record; −1 = it has none. */
    long lastOffset() {
        return records.isEmpty() ? -1 : records.get(records.size() - 1).offset();
    }
}
