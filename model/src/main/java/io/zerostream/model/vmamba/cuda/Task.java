package io.zerostream.model.vmamba.cuda;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The kernels' one argument: {@code struct Task} of the source, as 8-byte fields. A field not set is 0, a null pointer. */
final class Task {
    /** Fields in the order of the struct. */
    enum Field {
        X,
        P,
        WEIGHT,
        BIAS,
        DECAY,
        SKIP,
        Y,
        DY,
        DX,
        DP,
        DWEIGHT,
        DBIAS,
        DDECAY,
        DSKIP,
        LENGTHS,
        STATES,
        ADJOINTS,
        TILE_PARTS,
        RUN_PARTS,
        PICTURES,
        HEIGHT,
        WIDTH,
        CHANNELS,
        CHUNK,
        CHUNKS,
        RUN,
        RUNS,
        PAIR
    }

    private final Map<Field, Long> values = new EnumMap<>(Field.class);

    Task set(Field field, long value) {
        values.put(field, value);
        return this;
    }

    /** Addresses and numbers, in the struct's order. */
    long[] values() {
        return Arrays.stream(Field.values())
                .mapToLong(field -> values.getOrDefault(field, 0L))
                .toArray();
    }
}
