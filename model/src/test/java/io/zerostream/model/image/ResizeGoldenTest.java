package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.zerostream.model.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our resize against Pillow's, byte by byte. */
class ResizeGoldenTest {
    static Stream<Path> cases() throws IOException {
        return Golden.files("resize", "r");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsPillow(Path file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, NDArray> g = Golden.read(manager, file);
            NDArray image = g.get("image");
            NDArray expected = g.get("resized");

            RgbImage resized = new RgbImage(
                            (int) image.getShape().get(0),
                            (int) image.getShape().get(1),
                            image.toByteArray())
                    .resize((int) expected.getShape().get(0), (int)
                            expected.getShape().get(1));

            assertThat(resized.pixels()).isEqualTo(expected.toByteArray());
        }
    }
}
