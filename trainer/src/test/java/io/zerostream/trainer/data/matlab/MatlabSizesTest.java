package io.zerostream.trainer.data.matlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.TrainerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** A file asks for memory by its lengths; what is not there is not reserved. */
class MatlabSizesTest {
    private static final int HEADER = 128;
    private static final Set<String> NAMES = Set.of("names", "values");

    @TempDir
    private Path folder;

    @Test
    void noLengthThatAFileStatesIsReservedBeforeItsBytesAreSeen() throws Exception {
        byte[] file = file(0);
        int refused = 0;
        for (int at = HEADER; at + Integer.BYTES <= file.length; at += Integer.BYTES) {
            for (int length : new int[] {Integer.MAX_VALUE - 7, 0x7ff00000, 0x10000000, -8, 0}) {
                byte[] wrong = file.clone();
                ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN).putInt(at, length);
                refused += isRefused(wrong) ? 1 : 0;
            }
        }
        assertThat(refused).isPositive();
        assertThat(isRefused(file)).isFalse();
    }

    @Test
    void aFileThatEndsEarlyIsRefusedDeflatedOrNot() throws Exception {
        for (int deflated : new int[] {0, 9}) {
            byte[] file = file(deflated);
            assertThat(isRefused(file)).isFalse();
            for (int length = 0; length < file.length; length += 5) {
                assertThat(isRefused(Arrays.copyOf(file, length)))
                        .as("%s of %s bytes", length, file.length)
                        .isTrue();
            }
        }
    }

    @Test
    void cellsThatLieInCellsDoNotEndTheStack() throws Exception {
        int deep = 20_000;
        int each = 48;
        ByteBuffer cells = littleEndian(deep * each);
        for (int i = 0; i < deep; i++) {
            int dimension = i == deep - 1 ? 0 : 1;
            cells.putInt(14).putInt((deep - i) * each - 8);
            cells.putInt(6).putInt(8).putInt(1).putInt(0);
            cells.putInt(5).putInt(8).putInt(dimension).putInt(dimension);
            cells.putShort((short) 1).putShort((short) 1).put((byte) 'n').put(new byte[3]);
        }
        byte[] file = concat(Arrays.copyOf(file(0), HEADER), bytes(cells));
        Path path = Files.write(folder.resolve("deep.mat"), file);

        assertThatThrownBy(() -> MatlabFile.read(path, Set.of("n")))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("more than 8 deep");
    }

    /** 200 kB that inflate to 200 MB of text. */
    @Test
    void aBombIsRefused() throws Exception {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        int characters = 200 << 20;
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
            ByteBuffer head = littleEndian(56);
            head.putInt(14).putInt(48 + characters);
            head.putInt(6).putInt(8).putInt(4).putInt(0);
            head.putInt(5).putInt(8).putInt(1).putInt(characters);
            head.putShort((short) 1).putShort((short) 1).put((byte) 'n').put(new byte[3]);
            head.putInt(16).putInt(characters);
            out.write(bytes(head));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < characters; i += zeros.length) {
                out.write(zeros);
            }
        }
        ByteBuffer tag = littleEndian(8).putInt(15).putInt(deflated.size());
        byte[] file = concat(concat(Arrays.copyOf(file(0), HEADER), bytes(tag)), deflated.toByteArray());
        Path path = Files.write(folder.resolve("bomb.mat"), file);

        assertThatThrownBy(() -> MatlabFile.read(path, Set.of("n")))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("elements");
        assertThat(MatlabFile.read(path, Set.of("other"))).isNotNull();
    }

    @Test
    void aMatrixWithoutRowsOrColumnsIsSaidToBeNone() throws Exception {
        Mat5File empty = (Mat5File) Mat5.newMatFile().addArray("values", Mat5.newMatrix(0, 1 << 28));
        Path path = Files.write(folder.resolve("empty.mat"), bytes(empty, 0));

        assertThatThrownBy(() -> MatlabFile.read(path, NAMES).columns("values"))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("'values', a matrix");
    }

    private boolean isRefused(byte[] file) throws IOException {
        Path path = Files.write(folder.resolve("some.mat"), file);
        try {
            MatlabFile mat = MatlabFile.read(path, NAMES);
            mat.strings("names");
            mat.columns("values");
            mat.integers("values");
            return false;
        } catch (TrainerException e) {
            return true;
        }
    }

    private static byte[] file(int deflated) throws IOException {
        Cell names = Mat5.newCell(2, 1).set(0, Mat5.newString("antelope")).set(1, Mat5.newString("horse"));
        return bytes(
                (Mat5File) Mat5.newMatFile()
                        .addArray("other", Mat5.newMatrix(3, 3))
                        .addArray("names", names)
                        .addArray("values", Mat5.newScalar(2.5)),
                deflated);
    }

    private static byte[] bytes(Mat5File file, int deflated) throws IOException {
        ByteBuffer room = littleEndian(1 << 16);
        try (Sink sink = Sinks.wrap(room)) {
            Mat5.newWriter(sink).setDeflateLevel(deflated).writeMat(file);
        }
        return bytes(room);
    }

    /** What was written. */
    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }
}
