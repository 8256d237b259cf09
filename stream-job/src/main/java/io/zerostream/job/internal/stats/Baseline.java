package io.zerostream.job.internal.stats;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.job.config.BaselineFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** Shares of classes to compare windows with, as someone stored them in a {@link BaselineFile}. Immutable. */
final class Baseline {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Map<String, Double>> shares;

    private Baseline(Map<String, Map<String, Double>> shares) {
        this.shares = shares;
    }

    /**
     * Reads the file.
     *
     * @param address for Flink's file systems; empty = no baseline
     * @throws IOException when it cannot be read or is something else
     */
    static Baseline read(String address) throws IOException {
        if (address.isBlank()) {
            return new Baseline(Map.of());
        }
        Path path = new Path(address);
        try (InputStream in = path.getFileSystem().open(path)) {
            return of(JSON.readValue(in, new TypeReference<Map<String, Map<String, Double>>>() {}));
        } catch (IOException e) {
            throw new IOException(
                    "drift.baseline: cannot use " + address
                            + ": it must be a JSON object from class set (or set/source) to class to share; "
                            + e.getMessage(),
                    e);
        }
    }

    static Baseline of(Map<String, Map<String, Double>> counts) throws IOException {
        Map<String, Map<String, Double>> shares = new HashMap<>();
        for (Map.Entry<String, Map<String, Double>> entry : counts.entrySet()) {
            shares.put(entry.getKey(), scaled(entry.getKey(), entry.getValue()));
        }
        return new Baseline(shares);
    }

    private static Map<String, Double> scaled(String key, @Nullable Map<String, @Nullable Double> counts)
            throws IOException {
        double sum = 0;
        for (Double count : counts == null ? List.<Double>of() : counts.values()) {
            sum += count == null || count < 0 ? Double.NaN : count;
        }
        if (counts == null || !(sum > 0) || Double.isInfinite(sum)) {
            throw new IOException("the shares of '" + key + "' must be numbers, at least 0, and not all of them 0");
        }
        Map<String, Double> scaled = new HashMap<>();
        for (Map.Entry<String, @Nullable Double> entry : counts.entrySet()) {
            String name = BaselineFile.UNKNOWN.equals(entry.getKey()) ? LabelCounts.UNKNOWN : entry.getKey();
            scaled.put(name, Objects.requireNonNull(entry.getValue(), "checked above") / sum);
        }
        return scaled;
    }

    /** Shares for a source, or for its class set; null = nothing is stored. */
    @Nullable
    Map<String, Double> shares(String classSet, String source) {
        Map<String, Double> ofSource = shares.get(classSet + '/' + source);
        return ofSource == null ? shares.get(classSet) : ofSource;
    }
}
