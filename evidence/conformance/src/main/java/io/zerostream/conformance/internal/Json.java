package io.zerostream.conformance.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.conformance.result.ConformanceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The descriptions beside the reference numbers. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** @throws IOException when it is missing or no JSON, naming it */
    static JsonNode read(Path file) throws IOException {
        return MAPPER.readTree(file.toFile());
    }

    static long[] longs(JsonNode array) {
        long[] values = new long[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asLong();
        }
        return values;
    }

    static List<Integer> integers(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asInt()));
        return values;
    }

    /** @throws ConformanceException when it is not there */
    static JsonNode needed(JsonNode object, String key) {
        if (!object.hasNonNull(key)) {
            throw new ConformanceException("the description lacks '" + key + "'");
        }
        return object.get(key);
    }
}
