package io.zerostream.job.internal.stats;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.job.config.BaselineFile;
import io.zerostream.job.config.DriftLimits;
import io.zerostream.schemas.avro.DriftReference;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What to compare windows with, as someone stored it in a {@link BaselineFile}. Immutable. */
final class Baseline {
    private static final Logger LOG = LoggerFactory.getLogger(Baseline.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Numbers that add up to no more than this, and are not all whole, are shares; the rest is rounding. */
    private static final double SHARES = 1.01;

    private final Map<String, Reference> references;

    private Baseline(Map<String, Reference> references) {
        this.references = references;
    }

    /**
     * Reads the file.
     *
     * @param limits name the file, which is on one of Flink's file systems; empty = no baseline
     * @throws IOException when it cannot be read or is something else
     */
    static Baseline read(DriftLimits limits) throws IOException {
        String address = limits.baseline();
        if (address.isBlank()) {
            return new Baseline(Map.of());
        }
        Path path = new Path(address);
        try (InputStream in = path.getFileSystem().open(path)) {
            return of(JSON.readValue(in, new TypeReference<Map<String, Map<String, Double>>>() {}), limits.minLabels());
        } catch (IOException e) {
            throw new IOException(
                    "drift.baseline: cannot use " + address
                            + ": it must be a JSON object from class set (or set/source) to class to share; "
                            + e.getMessage(),
                    e);
        }
    }

    /** @param minLabels what stands for fewer is left out, which the log says */
    static Baseline of(Map<String, Map<String, Double>> counts, long minLabels) throws IOException {
        Map<String, Reference> references = new HashMap<>();
        for (Map.Entry<String, Map<String, Double>> entry : counts.entrySet()) {
            Reference reference = reference(entry.getKey(), entry.getValue());
            if (reference.labels() >= minLabels) {
                references.put(entry.getKey(), reference);
            } else {
                LOG.warn(
                        "drift.baseline: '{}' is left out, for it has {} labels and drift.min-labels is {}: count for"
                                + " longer, or write shares that add up to 1 and are not all of them whole",
                        entry.getKey(),
                        reference.labels(),
                        minLabels);
            }
        }
        return new Baseline(references);
    }

    private static Reference reference(String key, @Nullable Map<String, @Nullable Double> counts) throws IOException {
        double sum = 0;
        boolean whole = true;
        for (Double count : counts == null ? List.<Double>of() : counts.values()) {
            sum += count == null || count < 0 ? Double.NaN : count;
            whole &= count != null && count == Math.rint(count);
        }
        if (counts == null || !(sum > 0) || Double.isInfinite(sum)) {
            throw new IOException("the shares of '" + key + "' must be numbers, at least 0, and not all of them 0");
        }
        Map<String, Double> scaled = new HashMap<>();
        for (Map.Entry<String, @Nullable Double> entry : counts.entrySet()) {
            String name = BaselineFile.UNKNOWN.equals(entry.getKey()) ? LabelCounts.UNKNOWN : entry.getKey();
            scaled.put(name, Objects.requireNonNull(entry.getValue(), "checked above") / sum);
        }
        return new Reference(
                DriftReference.BASELINE,
                scaled,
                !whole && sum <= SHARES ? Reference.SURE : Math.min(Reference.SURE, Math.round(sum)));
    }

    /** For a source, or for its class set; null = nothing is stored. */
    @Nullable
    Reference of(String classSet, String source) {
        Reference ofSource = references.get(classSet + '/' + source);
        return ofSource == null ? references.get(classSet) : ofSource;
    }
}
