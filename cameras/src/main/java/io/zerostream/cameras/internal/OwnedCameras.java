package io.zerostream.cameras.internal;

import io.zerostream.schemas.avro.Camera;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Definitions in the partitions that this runner owns. A partition counts when it has been read to the end that it had when
 * it came: until then there may be cameras in it that were removed later. Not thread-safe.
 */
final class OwnedCameras {
    private final Map<Integer, Map<String, Camera>> cameras = new HashMap<>();
    private final Map<Integer, Long> ends = new HashMap<>();
    private final Set<Integer> read = new HashSet<>();

    /** A partition came, and is read from its beginning. */
    void assigned(int partition, long end) {
        cameras.put(partition, new LinkedHashMap<>());
        ends.put(partition, end);
        read.remove(partition);
    }

    /** It went to somebody else. */
    void revoked(int partition) {
        cameras.remove(partition);
        ends.remove(partition);
        read.remove(partition);
    }

    /** Whether it came, and is ours still. */
    boolean has(int partition) {
        return cameras.containsKey(partition);
    }

    /** A record of it; null = the camera is removed. */
    void put(int partition, String name, @Nullable Camera camera) {
        Map<String, Camera> owned = cameras.get(partition);
        if (owned != null) {
            if (camera == null) {
                owned.remove(name);
            } else {
                owned.put(name, camera);
            }
        }
    }

    /** It is read up to there. */
    void reached(int partition, long position) {
        Long end = ends.get(partition);
        if (end != null && position >= end) {
            read.add(partition);
        }
    }

    /** Those that are to be run. */
    Map<String, Camera> wanted() {
        Map<String, Camera> wanted = new LinkedHashMap<>();
        read.forEach(partition -> wanted.putAll(cameras.getOrDefault(partition, Map.of())));
        return wanted;
    }
}
