package io.zerostream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.model.ModelException;
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
