package io.zerostream.schemas.chunks;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.avro.ModelChunk;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Picks a version's chunks out of model-chunks, and never holds more bytes than the version was published with. */
final class FoundChunks {
    private final ModelVersion version;
    private final Runnable came;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<Integer, ModelChunk> found = new HashMap<>();
    private long bytes;

    /**
     * @param version its number of chunks is within the registry's limits
     * @param came runs for each record, whosever it is
     */
    FoundChunks(ModelVersion version, Runnable came) {
        this.version = version;
        this.came = came;
        for (int i = 0; i < version.getChunks(); i++) {
            places.put(RegistryKeys.chunk(version.getName(), version.getVersion(), i), i);
        }
    }

    /** What was found, by place. */
    Map<Integer, ModelChunk> byPlace() {
        return found;
    }

    /** Whether all are there: what comes after that is another publication's. */
    boolean complete() {
        return found.size() == places.size();
    }

    /** A record of the topic. */
    void read(ConsumerRecord<String, ModelChunk> record) {
        came.run();
        Integer place = places.get(record.key());
        if (place != null && !complete()) {
            ModelChunk value = record.value();
            ModelChunk before = value == null ? found.remove(place) : found.put(place, value);
            bytes += size(value) - size(before);
            if (bytes > version.getSize()) {
                throw new ChunksException("the chunks of model version '" + version.getName() + ' '
                        + version.getVersion() + "' hold " + bytes + " bytes by '" + record.key() + "' at offset "
                        + record.offset() + ", more than the " + version.getSize()
                        + " it was published with: publish it again");
            }
        }
    }

    private static long size(@Nullable ModelChunk chunk) {
        return chunk == null ? 0 : chunk.getData().remaining();
    }

    /** A record that is no chunk. */
    void unreadable(TopicReader.Unreadable record) {
        if (places.containsKey(record.key()) && !complete()) {
            throw new ChunksException("chunk '" + record.key() + "' at offset " + record.offset() + " cannot be read: "
                    + SafeText.of(record.problem()));
        }
    }
}
