package io.zerostream.model.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Tensor.DataType;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @Test
    void readsBackWhatItWroteInOrder() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z", Tensor.of(new float[] {1.5f, -2, Float.MIN_VALUE, Float.NaN, 0, 7}, 2, 3));
        tensors.put("a", Tensor.of(new float[] {42}));
        tensors.put("empty", Tensor.of(new float[0], 0, 5));

        Map<String, Tensor> back = Safetensors.read(Safetensors.write(tensors, Map.of("format", "pt")));

        assertThat(back.keySet()).containsExactly("z", "a", "empty");
        assertThat(back.get("z").shape()).containsExactly(2, 3);
        assertThat(back.get("z").toFloats()).containsExactly(tensors.get("z").toFloats());
        assertThat(back.get("a").shape()).isEmpty();
        assertThat(back.get("a").toFloats()).containsExactly(42);
    }

    @ParameterizedTest
    @CsvSource({
        "F16, 3C00, 1.0",
        "F16, C000, -2.0",
        "F16, 0001, 5.9604645E-8",
        "F16, 7C00, Infinity",
        "F16, 7BFF, 65504",
        "BF16, 3F80, 1.0",
        "BF16, C040, -3.0"
    })
    void readsHalfPrecisionExactly(String type, String bits, float value) {
        int raw = Integer.parseInt(bits, 16);
        byte[] file = file(
                "{\"x\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[0,2]}}",
                new byte[] {(byte) raw, (byte) (raw >> 8)});

        assertThat(Safetensors.read(file).get("x").toFloats()).containsExactly(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{\"x\":1}",
                "{\"x\":{\"dtype\":\"F12\",\"shape\":[1],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[0,9223372036854775807],\"data_offsets\":[0,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} {}",
                " {\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"C128\",\"shape\":[],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":7,\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[4294967298],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4294967296,4294967304]}}",
                "{\"x\":"
            })
    void refusesHeadersThatDoNotFitTheFile(String header) {
        assertThatThrownBy(() -> Safetensors.read(file(header, new byte[8]))).isInstanceOf(ModelException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 1000, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 33})
    void refusesALyingHeaderLength(long length) {
        byte[] file = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();

        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(ModelException.class);
    }

    /** A file of any tensors comes back as it was, whatever their types and shapes. */
    @Test
    void everyFileComesBackAsItWasWritten() {
        Random random = new Random(11);
        DataType[] types =
                Arrays.stream(DataType.values()).filter(DataType::inSafetensors).toArray(DataType[]::new);
        for (int round = 0; round < 300; round++) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                DataType type = types[random.nextInt(types.length)];
                long[] shape = random.longs(random.nextInt(5), 0, 4).toArray();
                byte[] bytes = new byte[(int) Arrays.stream(shape).reduce(type.bytes(), (a, b) -> a * b)];
                random.nextBytes(bytes);
                tensors.put("\"ü\\" + i + "." + random.nextInt(), new Tensor(type, shape, ByteBuffer.wrap(bytes)));
            }

            byte[] file = Safetensors.write(tensors, Map.of("note", "{\"x\":1}"));
            Map<String, Tensor> back = Safetensors.read(file);

            assertThat(back.keySet()).containsExactlyElementsOf(tensors.keySet());
            back.forEach((name, tensor) -> {
                assertThat(tensor.type()).isEqualTo(tensors.get(name).type());
                assertThat(tensor.shape()).containsExactly(tensors.get(name).shape());
                assertThat(tensor.data()).isEqualTo(tensors.get(name).data());
            });
            assertThat(Safetensors.write(back, Map.of("note", "{\"x\":1}"))).isEqualTo(file);
        }
    }

    @Test
    void refusesToWriteWhatNoReaderWouldTake() {
        Tensor tooShort = new Tensor(DataType.F32, new long[] {3}, ByteBuffer.allocate(8));
        Tensor foreign = new Tensor(DataType.C128, new long[] {1}, ByteBuffer.allocate(16));

        assertThatThrownBy(() -> Safetensors.write(Map.of("x", tooShort), Map.of()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'x'");
        assertThatThrownBy(() -> Safetensors.write(Map.of("x", foreign), Map.of()))
                .isInstanceOf(ModelException.class);
    }

    /** Nesting, long lists and absurd sizes: refused before anything of their size is made. */
    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "1,", "\"a\","})
    void refusesDeepAndLongHeadersWithoutAllocatingMuchMoreThanTheyAreLong(String repeated) {
        String header = "{\"x\":{\"shape\":[" + repeated.repeat(2_000_000);
        byte[] file = file(header, new byte[0]);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);

        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(ModelException.class);

        assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(2L * file.length);
    }

    @Test
    void neverThrowsAnythingButItsOwnErrorOnDamagedFiles() {
        byte[] good = Safetensors.write(Map.of("weight", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)), Map.of());
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int k = random.nextInt(4); k > 0 && bad.length > 0; k--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                Safetensors.read(bad).values().forEach(Tensor::toFloats);
            } catch (ModelException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(2000);
    }

    private static byte[] file(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }
}
