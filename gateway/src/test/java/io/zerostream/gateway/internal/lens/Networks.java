package io.zerostream.gateway.internal.lens;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Instant;
import java.util.List;

/** Real networks, very small and not trained, in the space of flags. */
final class Networks {
    private static final int SIDE = 32;
    private static final VMambaConfig BACKBONE = new VMambaConfig(List.of(1, 1), List.of(8, 16), 1, 1, 2, 10, 0);

    private Networks() {}

    /** A network of model "toy". */
    static Checkpoint checkpoint(String version, long seed) {
        return checkpoint(version, seed, new ZeroMambaConfig(BACKBONE, Flags.ATTRIBUTES.size(), 6, 8));
    }

    /** The same without the part that looks at regions. */
    static Checkpoint blind(String version) {
        return checkpoint(version, 1, new ZeroMambaConfig(BACKBONE, Flags.ATTRIBUTES.size(), 0, 0));
    }

    private static Checkpoint checkpoint(String version, long seed, ZeroMambaConfig config) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            ZeroMamba network = new ZeroMamba(config, seed);
            network.initialize(manager, DataType.FLOAT32);
            Manifest manifest = Manifest.named("toy", ZeroMamba.ARCHITECTURE)
                    .version(version)
                    .config(config.toJson())
                    .input(ImageInput.imageNet(SIDE, SIDE))
                    .space(new SemanticSpace("flags", Flags.ATTRIBUTES, new float[0][]))
                    .dataset("none")
                    .createdBy("test")
                    .build();
            return Checkpoint.of(manifest, network.toSafetensors());
        }
    }

    /** As it would be published. */
    static ModelVersion version(Checkpoint checkpoint) {
        Manifest manifest = checkpoint.manifest();
        return ModelVersion.newBuilder()
                .setName(manifest.name())
                .setVersion(manifest.version())
                .setSpace("flags")
                .setArchitecture(manifest.architecture())
                .setManifest(manifest.toJson())
                .setSha256(manifest.sha256())
                .setSize(checkpoint.tensors().length)
                .setChunks(1)
                .setPublishedAt(Instant.EPOCH)
                .build();
    }

    /** As the gateway opens it, once its bytes are there. */
    static ZeroShotModel open(ModelVersion version, byte[] tensors) {
        return ZeroShotModels.open(
                Checkpoint.verified(Manifest.fromJson(version.getManifest()), tensors), Device.cpu());
    }
}
