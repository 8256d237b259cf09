package io.zerostream.model.umzero;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.model.umzero.UmZeroConfig.Family;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;

/** Small networks, with and without a closed form, and what goes into them. */
abstract class UmZeroFixture {
    static final int SIDE = 48;
    static final int PICTURE = SIDE * SIDE * 3;
    static final UmZeroConfig SMALL = new UmZeroConfig(
            List.of(new Backbone(Family.MOBILENET_V1, 0.25f, 7), new Backbone(Family.MOBILENET_V1, 0.5f, 4)),
            5,
            6,
            8,
            16,
            2,
            true,
            null);
    static final UmZeroConfig CLOSED = SMALL.with(new UmZeroConfig.ClosedForm(3, 1.5f));

    /** The gradient mode is the library's, which must be there first. */
    @BeforeAll
    static void loadTheEngine() {
        Engine.getEngine("PyTorch");
    }

    /** Weights with what starts at zero moved away from it. */
    static Map<String, Tensor> shaken(UmZero network) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Random random = new Random(1);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            network.initialize(manager, DataType.FLOAT32);
            network.officialParameters().forEach((name, p) -> {
                float[] values = p.getArray().toFloatArray();
                if (name.contains("gate.") || name.contains("up.") || name.matches("closed_form\\.[a-z]+")) {
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) (values[i] + 0.3 * random.nextGaussian());
                    }
                }
                tensors.put(name, Tensor.of(values, p.getShape().getShape()));
            });
        }
        return tensors;
    }

    static Checkpoint checkpoint(UmZeroConfig config) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            UmZero network = new UmZero(config, 3);
            network.load(manager, shaken(new UmZero(config, 3)));
            float[] middle = {0.5f, 0.5f, 0.5f};
            Manifest manifest = Manifest.named("small", UmZero.ARCHITECTURE)
                    .version("1")
                    .config(config.toJson())
                    .input(new ImageInput(SIDE, SIDE, middle, middle))
                    .space(new SemanticSpace("five", List.of("a", "b", "c", "d", "e"), new float[0][]))
                    .dataset("nothing")
                    .seed(3)
                    .createdBy("test")
                    .build();
            return Checkpoint.of(manifest, network.toSafetensors());
        }
    }

    static byte[] pixels(int batch) {
        byte[] pixels = new byte[batch * PICTURE];
        new Random(7).nextBytes(pixels);
        return pixels;
    }
}
