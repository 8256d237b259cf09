package io.zerostream.job.internal.classify;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.List;

/** Real networks of the smallest published size, not trained, in the space of the tests. */
public final class Networks {
    /** Side of their input, pixels. */
    static final int SIDE = 64;

    private static final ZeroMambaConfig CONFIG = ZeroMambaConfig.nano(3);

    private Networks() {}

    /** A checkpoint of model "colours". */
    public static Checkpoint checkpoint(String version, long seed) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            ZeroMamba network = new ZeroMamba(CONFIG, seed);
            network.initialize(manager, DataType.FLOAT32);
            return Checkpoint.of(manifest(version), network.toSafetensors());
        }
    }

    /** As it would be published. */
    public static ModelVersion version(Checkpoint checkpoint) {
        Manifest manifest = checkpoint.manifest();
        return ModelVersion.newBuilder(Registry.version(manifest.version()))
                .setArchitecture(manifest.architecture())
                .setManifest(manifest.toJson())
                .setSha256(manifest.sha256())
                .setSize(checkpoint.tensors().length)
                .build();
    }

    private static Manifest manifest(String version) {
        return Manifest.named("colours", ZeroMamba.ARCHITECTURE)
                .version(version)
                .config(CONFIG.toJson())
                .input(ImageInput.imageNet(SIDE, SIDE))
                .space(new SemanticSpace("rgb", List.of("r", "g", "b"), new float[0][]))
                .dataset("none")
                .seed(1)
                .createdBy("test")
                .build();
    }
}
