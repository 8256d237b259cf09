package io.zerostream.job.internal.models;

import io.zerostream.job.internal.control.TopicToEnd;
import io.zerostream.model.ModelException;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ModelChunk;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Picks a version's chunks out of model-chunks, and never holds more bytes than the version was published with. */
final class FoundChunks implements TopicToEnd.Receiver<ModelChunk> {
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

    @Override
    public boolean read(long offset, String key, @Nullable ModelChunk value) {
        came.run();
        Integer place = places.get(key);
        if (place != null) {
            ModelChunk before = value == null ? found.remove(place) : found.put(place, value);
            bytes += size(value) - size(before);
            if (bytes > version.getSize()) {
                throw new ModelException("the chunks of model version '" + version.getName() + ' '
                        + version.getVersion() + "' hold " + bytes + " bytes by '" + key + "' at offset " + offset
                        + ", more than the " + version.getSize() + " it was published with: publish it again");
            }
        }
        return found.size() < places.size();
    }

    private static long size(@Nullable ModelChunk chunk) {
        return chunk == null ? 0 : chunk.getData().remaining();
    }

    @Override
    public void unreadable(long offset, String key, String problem) {
        if (places.containsKey(key)) {
            throw new ModelException(
                    "chunk '" + key + "' at offset " + offset + " cannot be read: " + SafeText.of(problem));
        }
    }
}
