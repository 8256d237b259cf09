package io.zerostream.model.inference;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.umzero.UmZero;
import io.zerostream.model.umzero.UmZeroConfig;
import io.zerostream.model.vspcn.PromptCollaborationNetwork;
import io.zerostream.model.vspcn.VspcnConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** Opens checkpoints. The manifest names the architecture; a new architecture is one more line here. */
public final class ZeroShotModels {
    private static final Map<String, Function<JsonNode, NamedBlock>> ARCHITECTURES = Map.of(
            ZeroMamba.ARCHITECTURE, config -> new ZeroMamba(ZeroMambaConfig.fromJson(config), 0),
            UmZero.ARCHITECTURE, config -> new UmZero(UmZeroConfig.fromJson(config), 0),
            PromptCollaborationNetwork.ARCHITECTURE,
                    config -> new PromptCollaborationNetwork(VspcnConfig.fromJson(config), 0));

    private ZeroShotModels() {}

    /**
     * Opens a checkpoint folder.
     *
     * @param folder holds {@code model.safetensors} and {@code manifest.json}
     * @param device where to run
     * @return the model; the caller closes it
     * @throws ModelException when the checkpoint is damaged or of an unknown architecture
     */
    public static ZeroShotModel open(Path folder, Device device) {
        return open(Checkpoint.read(folder), device);
    }

    /**
     * Opens a checkpoint.
     *
     * @param device where to run
     * @return the model; the caller closes it
     * @throws ModelException when its tensors are not those of the architecture it names, or that is unknown
     */
    public static ZeroShotModel open(Checkpoint checkpoint, Device device) {
        String architecture = checkpoint.manifest().architecture();
        Function<JsonNode, NamedBlock> builder = ARCHITECTURES.get(architecture);
        if (builder == null) {
            throw new ModelException("architecture '" + architecture + "' is unknown; this version has "
                    + new TreeSet<>(ARCHITECTURES.keySet()));
        }
        return new DjlZeroShotModel(
                checkpoint, builder.apply(checkpoint.manifest().config()), device);
    }
}
