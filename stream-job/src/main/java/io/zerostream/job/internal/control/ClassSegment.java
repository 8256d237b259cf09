package io.zerostream.job.internal.control;

import io.zerostream.schemas.avro.ClassRegistryRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some records of class-registry with their keys. Immutable, so that a snapshot takes a reference and copies nothing.
 * Treat the arrays as read-only.
 *
 * @param keys of the records
 * @param records as many
 */
public record ClassSegment(String[] keys, ClassRegistryRecord[] records) {
    /** Few enough that a small registry is one, many enough that a large one is some hundred. */
    static final int RECORDS = 512;

    /** Cuts a registry up, in its order. */
    static List<ClassSegment> of(Map<String, ClassRegistryRecord> all) {
        List<ClassSegment> segments = new ArrayList<>();
        List<String> keys = new ArrayList<>(RECORDS);
        List<ClassRegistryRecord> records = new ArrayList<>(RECORDS);
        all.forEach((key, record) -> {
            keys.add(key);
            records.add(record);
            if (keys.size() == RECORDS) {
                segments.add(new ClassSegment(keys, records));
                keys.clear();
                records.clear();
            }
        });
        if (!keys.isEmpty()) {
            segments.add(new ClassSegment(keys, records));
        }
        return segments;
    }

    private ClassSegment(List<String> keys, List<ClassRegistryRecord> records) {
        this(keys.toArray(String[]::new), records.toArray(ClassRegistryRecord[]::new));
    }

    /** The registry that segments make up. */
    static Map<String, ClassRegistryRecord> join(Iterable<ClassSegment> segments) {
        Map<String, ClassRegistryRecord> all = new LinkedHashMap<>();
        for (ClassSegment segment : segments) {
            for (int i = 0; i < segment.keys.length; i++) {
                all.put(segment.keys[i], segment.records[i]);
            }
        }
        return all;
    }
}
