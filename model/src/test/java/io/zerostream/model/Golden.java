package io.zerostream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The golden numbers of the reference implementation, where they are at hand; module conformance runs them all. */
public final class Golden {
    private static final Path FOLDER = Path.of(System.getProperty("zerostream.shared", "../shared"), "golden");

    private static final Pattern FORTRAN = Pattern.compile("'fortran_order': True, 'shape': \\(([0-9, ]+)\\)");

    private Golden() {}

    /** Files of a group; the test is skipped, with a message, when the folder is not there. */
    public static Stream<Path> files(String group, String prefix) throws IOException {
        Path folder = folder(group);
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(f -> f.getFileName().toString().startsWith(prefix))
                    .filter(f -> f.toString().endsWith(".npz"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Path folder(String group) {
        Path folder = FOLDER.resolve(group);
        assumeTrue(
                Files.isDirectory(folder),
                () -> "no golden numbers in " + folder.toAbsolutePath()
                        + "; set -Dzerostream.shared to the folder that has them");
        return folder;
    }

    /** One file; the test is skipped, with a message, when the folder is not there. */
    public static Path file(String group, String name) {
        return folder(group).resolve(name);
    }

    /** One file's arrays by name; they belong to the manager. */
    public static Map<String, NDArray> read(NDManager manager, Path file) throws IOException {
        Map<String, NDArray> arrays = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                arrays.put(entry.getName().replace(".npy", ""), array(manager, zip.readAllBytes()));
            }
        }
        return arrays;
    }

    /** DJL reads .npy in C order only: an array with the first axis fastest is its transpose in C order. */
    private static NDArray array(NDManager manager, byte[] npy) throws IOException {
        String text = new String(npy, StandardCharsets.ISO_8859_1);
        Matcher fortran = FORTRAN.matcher(text);
        if (!fortran.find()) {
            return NDList.decode(manager, new ByteArrayInputStream(npy)).singletonOrThrow();
        }
        List<String> sizes = Arrays.asList(fortran.group(1).split(", ?"));
        Collections.reverse(sizes);
        String header = "'fortran_order': False, 'shape': (" + String.join(", ", sizes) + ")";
        // the header's length is fixed; it ends in padding
        String padded = text.substring(0, fortran.start())
                + header
                + text.substring(fortran.end()).replaceFirst(" \n", "\n");
        return NDList.decode(manager, new ByteArrayInputStream(padded.getBytes(StandardCharsets.ISO_8859_1)))
                .singletonOrThrow()
                .transpose();
    }

    /** Largest difference over the largest reference value, as the golden README judges. */
    public static void assertClose(String what, NDArray actual, NDArray expected, double limit) {
        assertThat(actual.getShape()).as(what).isEqualTo(expected.getShape());
        double scale = Math.max(expected.abs().max().getFloat(), 1e-30);
        double error = actual.sub(expected).abs().max().getFloat() / scale;
        assertThat(error).as("%s: error over largest value", what).isLessThanOrEqualTo(limit);
    }
}
