package io.zerostream.conformance.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.published.VMambaNames;
import io.zerostream.model.checkpoint.published.WeightMapping;
import io.zerostream.model.checkpoint.published.WeightSource;
import io.zerostream.model.checkpoint.pytorch.PyTorchFile;
import io.zerostream.model.checkpoint.pytorch.StateDict;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.tensors.Tensor.DataType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** PyTorch files: good ones must come out bit by bit, the others be refused soon and without large allocations. */
public final class ImporterGroup implements Group {
    private static final long MOST_BYTES = 64L << 20;
    private static final double MOST_SECONDS = 10;

    private static final Map<String, DataType> TYPES = Map.ofEntries(
            Map.entry("f8", DataType.F64),
            Map.entry("f4", DataType.F32),
            Map.entry("f2", DataType.F16),
            Map.entry("i8", DataType.I64),
            Map.entry("i4", DataType.I32),
            Map.entry("i2", DataType.I16),
            Map.entry("i1", DataType.I8),
            Map.entry("u8", DataType.U64),
            Map.entry("u4", DataType.U32),
            Map.entry("u2", DataType.U16),
            Map.entry("u1", DataType.U8),
            Map.entry("b1", DataType.BOOL),
            Map.entry("c8", DataType.C64),
            Map.entry("c16", DataType.C128));

    @Override
    public void run(Path folder, Cases cases) throws IOException {
        JsonNode manifest = Json.read(folder.resolve("manifest.json"));
        for (Map.Entry<String, JsonNode> entry : manifest.properties()) {
            String name = entry.getKey();
            JsonNode facts = entry.getValue();
            cases.attempt(name, () -> {
                switch (facts.path("kind").asText()) {
                    case "valid" -> valid(folder, name, facts, cases);
                    case "edge" -> edge(folder, name, facts, cases);
                    default -> refused(folder.resolve(name), name, facts, cases);
                }
            });
        }
    }

    /** Either refused or right: silently wrong numbers are what must not be. */
    private static void edge(Path folder, String name, JsonNode facts, Cases cases) throws IOException {
        try (PyTorchFile file = PyTorchFile.open(folder.resolve(name))) {
            file.stateDict(facts.path("tensors_under").asText())
                    .tensors()
                    .values()
                    .forEach(t -> t.read());
        } catch (ModelException e) {
            cases.error(name + ": refused, " + e.getMessage(), 0, 0);
            return;
        }
        valid(folder, name, facts, cases);
    }

    private static void valid(Path folder, String name, JsonNode facts, Cases cases) throws IOException {
        Npz expected = Npz.read(folder.resolve(Json.needed(facts, "expected").asText()));
        try (PyTorchFile file = PyTorchFile.open(folder.resolve(name))) {
            StateDict found = file.stateDict(facts.path("tensors_under").asText());
            Map<String, WeightSource> sources = new LinkedHashMap<>();
            found.tensors().forEach((key, tensor) -> sources.put(key, WeightSource.of(tensor)));
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            if (facts.has("rename")) {
                renamed(sources, expected).weights().forEach((key, source) -> tensors.put(key, source.read()));
            } else {
                sources.forEach(
                        (key, source) -> tensors.put(key, source.reader().get()));
            }
            compare(name, tensors, expected, cases);
        }
    }

    private static WeightMapping renamed(Map<String, WeightSource> sources, Npz expected) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        expected.names().forEach(key -> shapes.put(key, expected.get(key).shape()));
        WeightMapping mapping = WeightMapping.of(sources, new VMambaNames(), shapes);
        mapping.complete("the reference");
        return mapping;
    }

    private static void compare(String name, Map<String, Tensor> tensors, Npz expected, Cases cases) {
        TreeSet<String> left = new TreeSet<>(tensors.keySet());
        StringBuilder wrong = new StringBuilder();
        long differences = 0;
        for (String key : expected.names()) {
            String base = tensors.containsKey(key) ? key : key.replaceFirst("_(bits|as_f32)$", "");
            Tensor tensor = tensors.get(base);
            left.remove(base);
            if (tensor == null || !equal(key, base, tensor, expected.get(key))) {
                differences++;
                wrong.append(' ').append(key);
            }
        }
        if (!left.isEmpty() || differences > 0) {
            cases.failed(name, "wrong or missing:" + wrong + "; not expected: " + left);
        } else {
            cases.error(name + " (tensors that differ)", 0, 0);
        }
    }

    private static boolean equal(String key, String base, Tensor tensor, NpyArray expected) {
        byte[] bytes = new byte[tensor.data().remaining()];
        tensor.data().get(tensor.data().position(), bytes);
        boolean typed = tensor.type() == TYPES.get(expected.type());
        if (!key.equals(base) && key.endsWith("_as_f32")) {
            ByteBuffer floats = ByteBuffer.allocate(bytes.length / tensor.type().bytes() * Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
            floats.asFloatBuffer().put(tensor.toFloats());
            byte[] widened = new byte[floats.capacity()];
            floats.get(0, widened);
            bytes = widened;
            typed = true;
        } else if (!key.equals(base)) {
            typed = expected.width() == tensor.type().bytes();
        }
        return typed && Arrays.equals(tensor.shape(), expected.shape()) && Arrays.equals(bytes, expected.bytes());
    }

    private static void refused(Path path, String name, JsonNode facts, Cases cases) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        long start = System.nanoTime();
        String refusal = null;
        try (PyTorchFile file = PyTorchFile.open(path)) {
            file.stateDict().tensors().values().forEach(t -> t.read());
        } catch (ModelException e) {
            refusal = e.getMessage();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long bytes = threads.getThreadAllocatedBytes(thread) - before;
        if (refusal == null) {
            cases.failed(name, "was read, but must " + facts.path("must").asText("be refused"));
        } else {
            cases.error(name + ": refused; bytes allocated", (double) bytes, MOST_BYTES);
            if (seconds > MOST_SECONDS) {
                cases.error(name + ": seconds until it was refused", seconds, MOST_SECONDS);
            }
        }
    }
}
