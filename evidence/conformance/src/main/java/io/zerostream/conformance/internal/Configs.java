package io.zerostream.conformance.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.util.List;

/** Shapes of networks, as the reference describes them. */
final class Configs {
    private Configs() {}

    /** @param json holds {@code config} with the reference's own keys, and {@code dims} */
    static VMambaConfig backbone(JsonNode json, int headClasses) {
        JsonNode config = Json.needed(json, "config");
        List<Integer> depths = Json.integers(Json.needed(config, "depths"));
        List<Integer> dims = Json.integers(Json.needed(json, "dims"));
        return new VMambaConfig(
                depths,
                dims,
                Json.needed(config, "ssm_d_state").asInt(),
                (float) Json.needed(config, "ssm_ratio").asDouble(),
                (float) Json.needed(config, "mlp_ratio").asDouble(),
                headClasses,
                (float) config.path("drop_path_rate").asDouble());
    }

    /** The rest from the shapes of the heads' weights. */
    static ZeroMambaConfig network(JsonNode json, Npz weights) {
        NpyArray embeddings = weights.get("VisionMamba.classifier2.V");
        int hidden = weights.get("clf_head2.0.weight").size(0);
        VMambaConfig backbone =
                backbone(json, weights.get("VisionMamba.classifier.head.bias").size(0));
        return new ZeroMambaConfig(backbone, embeddings.size(0), embeddings.size(1), hidden);
    }
}
