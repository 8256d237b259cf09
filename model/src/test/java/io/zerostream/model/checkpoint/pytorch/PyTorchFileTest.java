package io.zerostream.model.checkpoint.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.tensors.Tensor.DataType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole files of both containers: what is read, what is refused. */
class PyTorchFileTest {
    private static final byte[] VERSION = {'3', '\n'};
    private static final long[] SHAPE = {2, 3};
    private static final long[] STRIDES = {3, 1};

    @TempDir
    private Path folder;

    @Test
    void readsZipArchivesHoweverTheyArePacked() throws IOException {
        for (ZipBytes zip : new ZipBytes[] {
            new ZipBytes(), new ZipBytes().wide(), new ZipBytes().deflated(), new ZipBytes().withoutChecksums()
        }) {
            assertThat(first(archive(zip, tensorPickle(), floats(1, 2, 3, 4, 5, 6)))
                            .toFloats())
                    .containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void readsTheLegacyContainerAndViewsOfItsStorages() throws IOException {
        byte[] pickle = PickleBytes.protocol2()
                .ops("}")
                .text("w")
                .global("torch._utils", "_rebuild_tensor")
                .ops("((")
                .text("storage")
                .global("torch.cuda", "FloatStorage")
                .text("7")
                .text("cuda:0")
                .number(6)
                .ops("(")
                .text("9")
                .number(2)
                .number(3)
                .ops("ttQ")
                .number(1)
                .numbers(2)
                .numbers(1)
                .ops("tRs")
                .stop();

        assertThat(first(legacy(true, pickle, floats(0, 1, 2, 3, 4, 5), 6)).toFloats())
                .containsExactly(3, 4);
    }

    @Test
    void turnsBigEndianStoragesRound() throws IOException {
        byte[] big = ByteBuffer.allocate(24).putFloat(1).putFloat(2).putFloat(3).array();
        ZipBytes zip = new ZipBytes().record("a/byteorder", "big".getBytes(StandardCharsets.US_ASCII));

        assertThat(first(archive(zip, tensorPickle(), big)).toFloats()).startsWith(1, 2, 3);
    }

    @Test
    void refusesWhatMightBeBigEndianOrUnknown() throws IOException {
        ZipBytes zip = new ZipBytes().record("a/byteorder", "middle".getBytes(StandardCharsets.US_ASCII));
        assertRefused(archive(zip, tensorPickle(), floats(1, 2, 3, 4, 5, 6)), "neither little nor big");
        assertRefused(legacy(false, tensorPickle(), floats(1, 2, 3, 4, 5, 6), 6), "big-endian");
    }

    @Test
    void attributesThatAreSetOnAStorageOrATensorAreDropped() throws IOException {
        byte[] pickle = PickleBytes.protocol2()
                .ops("}")
                .text("w")
                .global("torch._utils", "_rebuild_tensor_v2")
                .ops("(")
                .storage("FloatStorage", "0", 6)
                .ops("}b")
                .number(0)
                .numbers(SHAPE)
                .numbers(STRIDES)
                .op(0x89)
                .global("collections", "OrderedDict")
                .ops(")RtR}bs")
                .stop();

        assertThat(first(archive(new ZipBytes(), pickle, floats(1, 2, 3, 4, 5, 6)))
                        .toFloats())
                .containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void readsTypesThatHaveNoStorageClass() throws IOException {
        byte[] pickle = PickleBytes.protocol2()
                .ops("}")
                .text("w")
                .global("torch._utils", "_rebuild_tensor_v3")
                .ops("(")
                .storage("UntypedStorage", "0", 4)
                .number(1)
                .numbers(3)
                .numbers(1)
                .op(0x89)
                .ops("}")
                .global("torch", "float8_e4m3fn")
                .ops("tRs")
                .stop();

        Tensor tensor = first(archive(new ZipBytes(), pickle, new byte[] {0, 0x38, (byte) 0xb8, 0x01}));

        assertThat(tensor.type()).isEqualTo(DataType.F8_E4M3);
        assertThat(tensor.toFloats()).containsExactly(1, -1, 0x1p-9f);
    }

    @Test
    void viewsEqualTheirDefinitionForAnyGeometry() throws IOException {
        Random random = new Random(3);
        for (int trial = 0; trial < 300; trial++) {
            long[] shape = random.longs(random.nextInt(5), 0, 5).toArray();
            long[] strides = random.longs(shape.length, 0, 7).toArray();
            int offset = random.nextInt(4);
            long last = offset;
            for (int i = 0; i < shape.length; i++) {
                last += Math.max(0, shape[i] - 1) * strides[i];
            }
            float[] storage = new float[(int) last + 1 + random.nextInt(3)];
            for (int i = 0; i < storage.length; i++) {
                storage[i] = i;
            }
            byte[] pickle = PickleBytes.protocol2()
                    .ops("}")
                    .text("w")
                    .tensor("FloatStorage", "0", storage.length, offset, shape, strides)
                    .ops("s")
                    .stop();

            float[] read =
                    first(archive(new ZipBytes(), pickle, floats(storage))).toFloats();

            assertThat(read.length).isEqualTo((int) Arrays.stream(shape).reduce(1, (a, b) -> a * b));
            for (int i = 0; i < read.length; i++) {
                long left = i;
                long at = offset;
                for (int k = shape.length - 1; k >= 0; k--) {
                    at += left % shape[k] * strides[k];
                    left /= shape[k];
                }
                assertThat(read[i])
                        .as("%s %s", Arrays.toString(shape), Arrays.toString(strides))
                        .isEqualTo((float) at);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6 | 1 | 2,3  | 3,1  | reaches element 6",
                "6 | 0 | 2,-3 | 3,1  | negative",
                "6 | 0 | 2,3  | -3,1 | negative",
                "6 |-1 | 2,3  | 3,1  | reaches",
                "6 | 0 | 2    | 3,1  | strides",
                "6 | 7 | 0    | 1    | reaches",
                "7 | 0 | 2,3  | 3,1  | record has 24 bytes",
                "-1| 0 | 0    | 1    | -1 elements",
                "4611686018427387904 | 0 | 2,3 | 3,1 | record has 24 bytes",
                "6 | 0 | 4294967296,4294967296 | 0,0 | overflow",
                "6 | 0 | 0,4294967296,4294967296 | 0,0,0 | overflow",
                "6 | 0 | 2,3  | 9223372036854775807,1 | overflow",
                "6 | 9223372036854775807 | 2,3  | 3,1 | overflow",
                "6 | 0 | 1048576,1048576 | 0,0 | far more than the file can hold"
            })
    void refusesAbsurdGeometry(long elements, long offset, String shape, String strides, String reason)
            throws IOException {
        byte[] pickle = PickleBytes.protocol2()
                .ops("}")
                .text("w")
                .tensor("FloatStorage", "0", elements, offset, longs(shape), longs(strides))
                .ops("s")
                .stop();

        assertRefused(archive(new ZipBytes(), pickle, floats(1, 2, 3, 4, 5, 6)), reason);
    }

    @Test
    void refusesArchivesThatTwoReadersCouldTakeDifferently() throws IOException {
        byte[] data = floats(1, 2, 3, 4, 5, 6);
        assertRefused(
                archive(new ZipBytes().record("a/data/0", floats(9, 9, 9, 9, 9, 9)), tensorPickle(), data),
                "two records");
        assertRefused(archive(new ZipBytes().record("b/data.pkl", tensorPickle()), tensorPickle(), data), "2 data.pkl");
        assertRefused(
                archive(new ZipBytes().record("a/constants.pkl", new byte[1]), tensorPickle(), data), "TorchScript");
        byte[] flipped = archive(new ZipBytes(), tensorPickle(), data);
        flipped[indexOf(flipped, data)]++;
        assertRefused(flipped, "checksum");
    }

    @Test
    void refusesRecordsThatUnpackToFarMoreThanTheFile() throws IOException {
        byte[] pickle = PickleBytes.protocol2()
                .ops("}")
                .text("w")
                .tensor("ByteStorage", "0", 100 << 20, 0, new long[] {8}, new long[] {1})
                .ops("s")
                .stop();
        byte[] file = new ZipBytes()
                .record("a/data.pkl", pickle)
                .record("a/version", VERSION)
                .deflated()
                .record("a/data/0", new byte[1 << 20], 100 << 20)
                .bytes();

        assertRefused(file, "far more than a file of");
    }

    @Test
    void findsTheStateDictWhereverTrainingProgramsPutIt() throws IOException {
        for (String under : new String[] {"", "model", "state_dict", "model_state_dict", "anything", "state.model"}) {
            PickleBytes pickle = PickleBytes.protocol2();
            String[] keys = under.isEmpty() ? new String[0] : under.split("\\.");
            for (String key : keys) {
                pickle.ops("}").text("epoch").number(3).ops("s").text(key);
            }
            pickle.ops("}")
                    .text("w")
                    .tensor("FloatStorage", "0", 6, 0, SHAPE, STRIDES)
                    .ops("s");
            pickle.ops("s".repeat(keys.length));
            Path file = write(archive(new ZipBytes(), pickle.stop(), floats(1, 2, 3, 4, 5, 6)));
            try (PyTorchFile opened = PyTorchFile.open(file)) {
                assertThat(opened.stateDict().under()).isEqualTo(under);
                assertThat(opened.stateDict(under).tensors()).containsOnlyKeys("w");
            }
        }
    }

    @Test
    void asksWhichOfSeveralStateDictsIsMeant() throws IOException {
        PickleBytes pickle = PickleBytes.protocol2().ops("}");
        for (String key : new String[] {"generator", "critic"}) {
            pickle.text(key)
                    .ops("}")
                    .text("w")
                    .tensor("FloatStorage", "0", 6, 0, SHAPE, STRIDES)
                    .ops("ss");
        }
        byte[] file = archive(new ZipBytes(), pickle.stop(), floats(1, 2, 3, 4, 5, 6));

        assertRefused(file, "'generator', 'critic'");
        try (PyTorchFile opened = PyTorchFile.open(write(file))) {
            assertThat(opened.stateDict("critic").tensors()).containsOnlyKeys("w");
            assertThatThrownBy(() -> opened.stateDict("judge")).hasMessageContaining("nothing under 'judge'");
        }
    }

    @Test
    void aDictThatHoldsItselfEndsTheSearch() throws IOException {
        byte[] pickle =
                PickleBytes.protocol2().ops("}q\0").text("model").ops("h\0s").stop();

        assertRefused(archive(new ZipBytes(), pickle, new byte[0]), "no tensors by name");
    }

    @Test
    void neverThrowsAnythingButItsOwnErrorOnDamagedFiles() throws IOException {
        byte[] data = floats(1, 2, 3, 4, 5, 6);
        byte[][] good = {
            archive(new ZipBytes(), tensorPickle(), data),
            archive(new ZipBytes().wide(), tensorPickle(), data),
            archive(new ZipBytes().deflated(), tensorPickle(), data),
            legacy(true, tensorPickle(), data, 6)
        };
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 1600; i++) {
            byte[] whole = good[i % good.length];
            byte[] bad = i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int k = random.nextInt(4); k > 0 && bad.length > 0; k--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                first(bad).toFloats();
            } catch (ModelException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(800);
    }

    private static byte[] tensorPickle() {
        return PickleBytes.protocol2()
                .ops("}")
                .text("w")
                .tensor("FloatStorage", "0", 6, 0, SHAPE, STRIDES)
                .ops("s")
                .stop();
    }

    private static byte[] archive(ZipBytes zip, byte[] pickle, byte[] storage) {
        return zip.record("a/data.pkl", pickle)
                .record("a/data/0", storage)
                .record("a/version", VERSION)
                .bytes();
    }

    private static byte[] legacy(boolean little, byte[] pickle, byte[] storage, long elements) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9});
        out.writeBytes(new byte[] {0x20, 0x6a, (byte) 0xa8, 0x50, 0x19, '.'});
        out.writeBytes(PickleBytes.protocol2().number(1001).stop());
        out.writeBytes(PickleBytes.protocol2()
                .ops("}")
                .text("little_endian")
                .op(little ? 0x88 : 0x89)
                .ops("s")
                .stop());
        out.writeBytes(pickle);
        String key = new String(pickle, StandardCharsets.ISO_8859_1).contains("cuda:0") ? "7" : "0";
        out.writeBytes(PickleBytes.protocol2().ops("]").text(key).ops("a").stop());
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(elements)
                .array());
        out.writeBytes(storage);
        return out.toByteArray();
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static long[] longs(String list) {
        return Arrays.stream(list.split(",")).mapToLong(Long::parseLong).toArray();
    }

    private static int indexOf(byte[] all, byte[] part) {
        int at = 0;
        while (!Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
            at++;
        }
        return at;
    }

    private void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> first(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cannot import")
                .hasMessageContaining(reason);
    }

    private Tensor first(byte[] file) throws IOException {
        try (PyTorchFile opened = PyTorchFile.open(write(file))) {
            return opened.stateDict().tensors().values().iterator().next().read();
        }
    }

    private Path write(byte[] file) throws IOException {
        return Files.write(folder.resolve("x.pth"), file);
    }
}
