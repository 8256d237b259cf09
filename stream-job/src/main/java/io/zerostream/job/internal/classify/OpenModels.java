package io.zerostream.job.internal.classify;

import io.zerostream.schemas.avro.ModelVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The shares of models that one task holds, by hash of their weights. Task thread only. */
final class OpenModels implements AutoCloseable {
    private final Map<String, SharedModel> bySha256 = new HashMap<>();

    /** The version with its model, or null while that is not open. */
    @Nullable
    Served get(ModelVersion version) {
        SharedModel model = bySha256.get(version.getSha256());
        return model == null ? null : new Served(model, version);
    }

    /** Takes over a share. */
    void add(ModelVersion version, SharedModel model) {
        SharedModel before = bySha256.put(version.getSha256(), model);
        if (before != null) {
            before.release();
        }
    }

    /** Gives back what is none of these; batches under way hold shares of their own. */
    void keepOnly(Collection<ModelVersion> needed) {
        Set<String> keep = needed.stream().map(ModelVersion::getSha256).collect(Collectors.toSet());
        bySha256.entrySet().removeIf(entry -> {
            if (keep.contains(entry.getKey())) {
                return false;
            }
            entry.getValue().release();
            return true;
        });
    }

    @Override
    public void close() {
        keepOnly(Set.of());
    }
}
