package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.control.ModelContent;
import io.zerostream.job.internal.models.SharedModel;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The shares of models that one task holds. Task thread only. */
final class OpenModels implements AutoCloseable {
    private final Map<ModelContent, SharedModel> byContent = new HashMap<>();

    /** The version with its model, or null while that is not open. */
    @Nullable
    Served get(ModelVersion version) {
        SharedModel model = byContent.get(ModelContent.of(version));
        return model == null ? null : new Served(model, version);
    }

    /** Takes over a share. */
    void add(ModelVersion version, SharedModel model) {
        SharedModel before = byContent.put(ModelContent.of(version), model);
        if (before != null) {
            before.release();
        }
    }

    /** Gives back what is none of these; batches under way hold shares of their own. */
    void keepOnly(Collection<ModelVersion> needed) {
        Set<ModelContent> keep = needed.stream().map(ModelContent::of).collect(Collectors.toSet());
        byContent.entrySet().removeIf(entry -> {
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
