package io.zerostream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The golden numbers of the reference implementation, where they are at hand. */
public final class Golden {
    private static final Path FOLDER = Path.of(System.getProperty("zerostream.shared", "../shared"), "golden");

    private Golden() {}

    /** Files of a group; the test is skipped, with a message, when the folder is not there. */
    public static Stream<Path> files(String group, String prefix) throws IOException {
        Path folder = FOLDER.resolve(group);
        assumeTrue(
                Files.isDirectory(folder),
                () -> "no golden numbers in " + folder.toAbsolutePath()
                        + "; set -Dzerostream.shared to the folder that has them");
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(f -> f.getFileName().toString().startsWith(prefix))
                    .filter(f -> f.toString().endsWith(".npz"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** One file's arrays by name; they belong to the manager. */
    public static Map<String, NDArray> read(NDManager manager, Path file) throws IOException {
        Map<String, NDArray> arrays = new HashMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (NDArray array : NDList.decode(manager, in)) {
                arrays.put(array.getName(), array);
            }
        }
        return arrays;
    }

    /** Largest difference over the largest reference value, as the golden README judges. */
    public static void assertClose(String what, NDArray actual, NDArray expected, double limit) {
        assertThat(actual.getShape()).as(what).isEqualTo(expected.getShape());
        double scale = Math.max(expected.abs().max().getFloat(), 1e-30);
        double error = actual.sub(expected).abs().max().getFloat() / scale;
        assertThat(error).as("%s: error over largest value", what).isLessThanOrEqualTo(limit);
    }
}
