package io.zerostream.conformance.internal;

import io.zerostream.conformance.result.ConformanceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The arrays of an {@code .npz} file by name. */
final class Npz {
    /** Far above any file of reference numbers; keeps a damaged one from asking for all memory. */
    private static final int LARGEST_ARRAY = 512 << 20;

    private static final String SUFFIX = ".npy";

    private final String file;
    private final Map<String, NpyArray> arrays;

    private Npz(String file, Map<String, NpyArray> arrays) {
        this.file = file;
        this.arrays = arrays;
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read
     * @throws ConformanceException when an array in it is damaged
     */
    static Npz read(Path file) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (name.endsWith(SUFFIX)) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        byte[] bytes = in.readNBytes(LARGEST_ARRAY + 1);
                        if (bytes.length > LARGEST_ARRAY) {
                            throw new ConformanceException(
                                    "array '" + name + "' of " + file + " is larger than " + LARGEST_ARRAY + " bytes");
                        }
                        String bare = name.substring(0, name.length() - SUFFIX.length());
                        arrays.put(bare, NpyArray.parse(bare, bytes));
                    }
                }
            }
        }
        return new Npz(file.getFileName().toString(), arrays);
    }

    /** Files of a folder with this beginning and end, by name. */
    static List<Path> files(Path folder, String prefix, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .filter(f -> f.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /** A file's name without its ending. */
    static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    boolean has(String name) {
        return arrays.containsKey(name);
    }

    Set<String> names() {
        return Collections.unmodifiableSet(arrays.keySet());
    }

    /** @throws ConformanceException when there is none of this name */
    NpyArray get(String name) {
        NpyArray array = arrays.get(name);
        if (array == null) {
            throw new ConformanceException(file + " has no array '" + name + "'; it has " + arrays.keySet());
        }
        return array;
    }
}
