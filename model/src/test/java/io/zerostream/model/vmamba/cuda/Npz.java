package io.zerostream.model.vmamba.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** NumPy's {@code .npz} without the engine, so that the kernels can be judged where there is no libtorch for Java. */
final class Npz {
    private static final int HEADER = 10;
    private static final Pattern SINGLE =
            Pattern.compile("'descr': '<f4', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\)");

    /** One array, its last axis fastest. */
    record Values(int[] shape, float[] numbers) {}

    private Npz() {}

    /** The file's arrays of single-precision numbers by name; others are left out. */
    static Map<String, Values> read(Path file) throws IOException {
        Map<String, Values> arrays = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                ByteBuffer npy = ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
                int length = npy.getShort(HEADER - Short.BYTES);
                Matcher header = SINGLE.matcher(new String(npy.array(), HEADER, length, StandardCharsets.ISO_8859_1));
                if (header.find()) {
                    float[] numbers = new float[(npy.limit() - HEADER - length) / Float.BYTES];
                    npy.position(HEADER + length)
                            .slice()
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asFloatBuffer()
                            .get(numbers);
                    arrays.put(entry.getName().replace(".npy", ""), new Values(shape(header.group(1)), numbers));
                }
            }
        }
        return arrays;
    }

    private static int[] shape(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(size -> !size.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
