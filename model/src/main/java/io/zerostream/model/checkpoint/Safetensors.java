package io.zerostream.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Tensor.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes safetensors files: eight bytes of header length, a JSON header, the tensors' bytes. The reader takes
 * its input for hostile: every number is checked against the size of the file before it is used.
 */
public final class Safetensors {
    private static final String METADATA = "__metadata__";
    private static final int ALIGNMENT = 8;
    private static final int MAX_DIMENSIONS = 8;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Safetensors() {}

    /**
     * Reads a whole file.
     *
     * @param file its bytes; the tensors are views of this array
     * @return tensors by name, in the order of the header
     * @throws ModelException when anything about it is wrong, saying what
     */
    public static Map<String, Tensor> read(byte[] file) {
        if (file.length < Long.BYTES) {
            throw refused(file.length + " bytes are too few for a header");
        }
        long headerLength = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (headerLength < 2 || headerLength > file.length - Long.BYTES) {
            throw refused("it says its header is " + headerLength + " bytes long; the file has " + file.length);
        }
        int dataStart = Long.BYTES + (int) headerLength;
        JsonNode header = parse(file, (int) headerLength);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<long[]> ranges = new ArrayList<>();
        header.properties().forEach(entry -> {
            if (!entry.getKey().equals(METADATA)) {
                tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), file, dataStart, ranges));
            }
        });
        checkRanges(ranges, file.length - dataStart);
        return tensors;
    }

    private static JsonNode parse(byte[] file, int headerLength) {
        try {
            JsonNode header = JSON.readTree(new String(file, Long.BYTES, headerLength, StandardCharsets.UTF_8));
            if (header == null || !header.isObject()) {
                throw refused("its header is not a JSON object");
            }
            return header;
        } catch (IOException e) {
            throw new ModelException("not a safetensors file: its header is not JSON: " + e.getMessage(), e);
        }
    }

    private static Tensor tensor(String name, JsonNode entry, byte[] file, int dataStart, List<long[]> ranges) {
        DataType type;
        try {
            type = DataType.valueOf(entry.path("dtype").asText());
        } catch (IllegalArgumentException e) {
            throw new ModelException(
                    "tensor '" + name + "' has type '" + entry.path("dtype").asText() + "'; known are F32, F16, BF16",
                    e);
        }
        long begin = whole(name, entry.path("data_offsets").path(0));
        long end = whole(name, entry.path("data_offsets").path(1));
        JsonNode sizes = entry.path("shape");
        if (!sizes.isArray() || sizes.size() > MAX_DIMENSIONS) {
            throw refused("tensor '" + name + "' has no shape of at most " + MAX_DIMENSIONS + " sizes");
        }
        long[] shape = new long[sizes.size()];
        long bytes = type.bytes();
        for (int i = 0; i < shape.length; i++) {
            shape[i] = whole(name, sizes.get(i));
            if (shape[i] != 0 && bytes > file.length / shape[i]) {
                throw refused("tensor '" + name + "' is larger than the file");
            }
            bytes *= shape[i];
        }
        if (begin > end || end > file.length - dataStart || end - begin != bytes) {
            throw refused("tensor '" + name + "' (" + bytes + " bytes) is said to be at " + begin + " to " + end
                    + " of " + (file.length - dataStart) + " bytes");
        }
        ranges.add(new long[] {begin, end});
        ByteBuffer data = ByteBuffer.wrap(file, dataStart + (int) begin, (int) bytes)
                .slice()
                .asReadOnlyBuffer();
        return new Tensor(type, shape, data);
    }

    private static long whole(String name, JsonNode number) {
        if (!number.isIntegralNumber() || !number.canConvertToInt() || number.asInt() < 0) {
            throw refused("tensor '" + name + "' has '" + number + "' where a size or an offset belongs");
        }
        return number.asInt();
    }

    /** The format demands that tensors fill the file without holes and do not overlap. */
    private static void checkRanges(List<long[]> ranges, long dataLength) {
        ranges.sort(Comparator.comparingLong((long[] r) -> r[0]).thenComparingLong(r -> r[1]));
        long at = 0;
        for (long[] range : ranges) {
            if (range[0] != at) {
                throw refused("there is an overlap or a hole at byte " + Math.min(at, range[0]) + " of the data");
            }
            at = range[1];
        }
        if (at != dataLength) {
            throw refused((dataLength - at) + " bytes at its end belong to no tensor");
        }
    }

    /**
     * Writes a file, in the order of the map.
     *
     * @param metadata free texts for the header
     */
    public static byte[] write(Map<String, Tensor> tensors, Map<String, String> metadata) {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = header.putObject(METADATA);
            metadata.forEach(texts::put);
        }
        int offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            ObjectNode description = header.putObject(entry.getKey());
            description.put("dtype", tensor.type().name());
            for (long size : tensor.shape()) {
                description.withArray("shape").add(size);
            }
            if (tensor.shape().length == 0) {
                description.putArray("shape");
            }
            int end = Math.addExact(offset, tensor.data().capacity());
            description.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = bytes(header);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer file =
                ByteBuffer.allocate(Math.addExact(Long.BYTES + padded, offset)).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(padded).put(json).put(" ".repeat(padded - json.length).getBytes(StandardCharsets.US_ASCII));
        tensors.values().forEach(t -> file.put(t.data().duplicate().rewind()));
        return file.array();
    }

    private static byte[] bytes(ObjectNode header) {
        try {
            return JSON.writeValueAsBytes(header);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers is always JSON", e);
        }
    }

    private static ModelException refused(String what) {
        return new ModelException("not a safetensors file: " + what);
    }
}
