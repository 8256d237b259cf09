package io.zerostream.job.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.schemas.avro.LabelStats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file that {@code drift.baseline} names: how often each class was said when all was well. A JSON object from {@code
 * "set"} or {@code "set/source"} to an object from class name to count, or to share of 1; {@link #UNKNOWN} is a name like others.
 * People may write it by hand.
 */
public final class BaselineFile {
    /** What UNKNOWN is called in the file. */
    public static final String UNKNOWN = "(unknown)";

    private static final ObjectMapper JSON = new ObjectMapper();

    private BaselineFile() {}

    /**
     * Sums windows up and writes the file.
     *
     * @param windows each label in at most one of them
     * @param bySource whether each source gets an entry of its own beside that of its class set
     */
    public static void write(Path file, Collection<LabelStats> windows, boolean bySource) throws IOException {
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        for (LabelStats window : windows) {
            add(counts, window.getClassSet(), window);
            if (bySource) {
                add(counts, window.getClassSet() + '/' + window.getSourceId(), window);
            }
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), counts);
    }

    private static void add(Map<String, Map<String, Long>> counts, String key, LabelStats window) {
        Map<String, Long> sums = counts.computeIfAbsent(key, k -> new TreeMap<>());
        window.getCounts().forEach((name, count) -> sums.merge(name, count, Long::sum));
        if (window.getUnknown() > 0) {
            sums.merge(UNKNOWN, window.getUnknown(), Long::sum);
        }
    }
}
