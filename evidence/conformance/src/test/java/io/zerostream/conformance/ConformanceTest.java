package io.zerostream.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.conformance.result.CaseResult;
import io.zerostream.conformance.result.ConformanceException;
import io.zerostream.conformance.result.Report;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run makes of right numbers, wrong numbers, and folders that hold something else. */
class ConformanceTest {
    /** A grey picture stays grey at any size, and (128 / 255 - mean) / deviation is what the network sees. */
    private static final byte GREY = (byte) 128;

    private static final double[] NORMALISED = {
        (128 / 255.0 - 0.485) / 0.229, (128 / 255.0 - 0.456) / 0.224, (128 / 255.0 - 0.406) / 0.225
    };

    @TempDir
    private Path folder;

    @Test
    void rightNumbersPassAndAWrongOneFails() throws IOException {
        greyResize("r1.npz", GREY);
        greyResize("r2.npz", (byte) (GREY + 1));

        Report report = Conformance.run(folder, result -> {});

        assertThat(report.cases())
                .filteredOn(c -> c.name().equals("r1: resized"))
                .allMatch(CaseResult::ok);
        assertThat(report.cases())
                .filteredOn(c -> c.name().equals("r2: resized"))
                .noneMatch(CaseResult::ok);
        assertThat(report.failed()).isPositive();
        assertThat(report.toJson()).contains("\"failed\" : " + report.failed(), "\"group\" : \"resize\"");
    }

    @Test
    void aDamagedFileFailsAndTheNextOneIsRun() throws IOException {
        greyResize("r2.npz", GREY);
        Files.writeString(folder.resolve("resize/r1.npz"), "no zip");

        Report report = Conformance.run(folder, result -> {});

        assertThat(report.cases()).filteredOn(c -> !c.ok()).singleElement().satisfies(c -> assertThat(c.name())
                .contains("r1"));
        assertThat(report.cases()).anyMatch(c -> c.name().startsWith("r2: resized") && c.ok());
    }

    @Test
    void aGroupWithoutCasesAndAnUnknownGroupFail() throws IOException {
        Files.createDirectories(folder.resolve("scan"));
        Files.createDirectories(folder.resolve("weather"));

        assertThat(Conformance.run(folder, result -> {}).cases())
                .extracting(CaseResult::group)
                .contains("scan", "weather");
        assertThat(Conformance.run(folder, result -> {}).failed()).isEqualTo(2);
    }

    @Test
    void aFolderWithoutAnyGroupIsRefused() {
        assertThatThrownBy(() -> Conformance.run(folder, result -> {}))
                .isInstanceOf(ConformanceException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("crossscan");
    }

    private void greyResize(String name, byte expected) throws IOException {
        Path file = Files.createDirectories(folder.resolve("resize")).resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            array(zip, "image", "|u1", "(4, 6, 3)", bytes(4 * 6 * 3, GREY));
            array(zip, "resized", "|u1", "(2, 3, 3)", bytes(2 * 3 * 3, expected));
            ByteBuffer floats = ByteBuffer.allocate(3 * 6 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (double value : NORMALISED) {
                for (int i = 0; i < 6; i++) {
                    floats.putFloat((float) value);
                }
            }
            array(zip, "normalised", "<f4", "(3, 2, 3)", floats.array());
        }
    }

    private static byte[] bytes(int count, byte value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, value);
        return bytes;
    }

    private static void array(ZipOutputStream zip, String name, String type, String shape, byte[] data)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        String header = String.format("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", type, shape);
        String padded = header + " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        zip.write(padded.length() & 0xff);
        zip.write(padded.length() >> 8);
        zip.write(padded.getBytes(StandardCharsets.US_ASCII));
        zip.write(data);
        zip.closeEntry();
    }
}
