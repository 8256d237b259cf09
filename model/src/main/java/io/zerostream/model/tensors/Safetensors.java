package io.zerostream.model.tensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Tensor.DataType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes safetensors files: eight bytes of header length, a JSON header, the tensors' bytes. The reader takes
 * its input for hostile: every number is checked against the size of the file before it is used, and what it allocates is
 * bounded by that size.
 */
public final class Safetensors {
    private static final String METADATA = "__metadata__";
    private static final int ALIGNMENT = 8;
    private static final int MAX_DIMENSIONS = 8;
    /** As the format's own library has it. */
    private static final int MAX_HEADER = 100_000_000;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
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
        if (headerLength < 2 || headerLength > Math.min(file.length - Long.BYTES, MAX_HEADER)) {
            throw refused("it says its header is " + headerLength + " bytes long; the file has " + file.length
                    + ", and no header may have more than " + MAX_HEADER);
        }
        if (file[Long.BYTES] != '{') {
            throw refused("its header is not a JSON object");
        }
        int dataStart = Long.BYTES + (int) headerLength;
        List<long[]> ranges = new ArrayList<>();
        Map<String, Tensor> tensors = header(file, dataStart, ranges);
        checkRanges(ranges, file.length - dataStart);
        return tensors;
    }

    private static Map<String, Tensor> header(byte[] file, int dataStart, List<long[]> ranges) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Reader text = new InputStreamReader(
                new ByteArrayInputStream(file, Long.BYTES, dataStart - Long.BYTES),
                StandardCharsets.UTF_8.newDecoder());
        try (JsonParser in = JSON.getFactory().createParser(text)) {
            expect(in, JsonToken.START_OBJECT, "a header");
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                if (name.equals(METADATA)) {
                    in.nextToken();
                    in.skipChildren();
                } else {
                    tensors.put(name, tensor(name, in, file, dataStart, ranges));
                }
            }
            if (in.nextToken() != null) {
                throw refused("there is more than one JSON object in its header");
            }
        } catch (IOException e) {
            throw new ModelException("not a safetensors file: its header is not JSON: " + e.getMessage(), e);
        }
        return tensors;
    }

    private static Tensor tensor(String name, JsonParser in, byte[] file, int dataStart, List<long[]> ranges)
            throws IOException {
        @Nullable DataType type = null;
        long @Nullable [] shape = null;
        long[] offsets = {};
        expect(in, JsonToken.START_OBJECT, name);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            if (key.equals("dtype")) {
                expect(in, JsonToken.VALUE_STRING, name);
                type = type(name, in.getText());
            } else if (key.equals("shape")) {
                shape = wholes(name, in, MAX_DIMENSIONS);
            } else if (key.equals("data_offsets")) {
                offsets = wholes(name, in, 2);
            } else {
                in.nextToken();
                in.skipChildren();
            }
        }
        if (type == null || shape == null || offsets.length != 2) {
            throw refused("tensor '" + name + "' lacks its dtype, its shape or its two data_offsets");
        }
        int bytes = bytes(name, type, shape, file.length);
        if (offsets[0] > offsets[1] || offsets[1] > file.length - dataStart || offsets[1] - offsets[0] != bytes) {
            throw refused("tensor '" + name + "' (" + bytes + " bytes) is said to be at " + offsets[0] + " to "
                    + offsets[1] + " of " + (file.length - dataStart) + " bytes");
        }
        ranges.add(offsets);
        ByteBuffer data = ByteBuffer.wrap(file, dataStart + (int) offsets[0], bytes)
                .slice()
                .asReadOnlyBuffer();
        return new Tensor(type, shape, data);
    }

    private static void expect(JsonParser in, JsonToken token, String where) throws IOException {
        if (in.nextToken() != token) {
            throw refused("'" + where + "' has " + in.currentToken() + " where " + token + " belongs");
        }
    }

    private static DataType type(String name, String text) {
        for (DataType type : DataType.values()) {
            if (type.inSafetensors() && type.name().equals(text)) {
                return type;
            }
        }
        throw refused("tensor '" + name + "' has type '" + text + "'; known are F32, F16, BF16 and other whole bytes");
    }

    private static long[] wholes(String name, JsonParser in, int most) throws IOException {
        expect(in, JsonToken.START_ARRAY, name);
        long[] numbers = new long[most];
        int count = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            boolean whole = in.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && in.getNumberType() == JsonParser.NumberType.INT
                    && in.getIntValue() >= 0;
            if (!whole || count == most) {
                throw refused("tensor '" + name + "' has '" + in.getText() + "' where a size or an offset belongs, of "
                        + "which there may be " + most);
            }
            numbers[count++] = in.getIntValue();
        }
        return Arrays.copyOf(numbers, count);
    }

    private static int bytes(String name, DataType type, long[] shape, int most) {
        if (Arrays.stream(shape).anyMatch(size -> size == 0)) {
            return 0;
        }
        long bytes = type.bytes();
        for (long size : shape) {
            if (bytes > most / size) {
                throw refused("tensor '" + name + "' is larger than the file");
            }
            bytes *= size;
        }
        return (int) bytes;
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
     * @throws ModelException when the format lacks a tensor's type, or its bytes are not as many as its shape says
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
            checkWritable(entry.getKey(), tensor);
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
        tensors.values().forEach(t -> file.put(t.data().duplicate().clear()));
        return file.array();
    }

    private static void checkWritable(String name, Tensor tensor) {
        long bytes = tensor.type().bytes();
        for (long size : tensor.shape()) {
            bytes = Math.multiplyExact(bytes, size);
        }
        if (!tensor.type().inSafetensors()
                || name.equals(METADATA)
                || bytes != tensor.data().capacity()) {
            throw new ModelException("tensor '" + name + "' (" + tensor + ", "
                    + tensor.data().capacity() + " bytes) cannot be written to a safetensors file");
        }
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
