package io.zerostream.conformance.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Runs a ZeroMamba and hands out what it is made of, in the reference's layout (channels before positions). */
final class Forward {
    private final ZeroMamba network;
    private final NDManager manager;

    /** @param manager owns the weights */
    Forward(ZeroMamba network, NDManager manager) {
        this.network = network;
        this.manager = manager;
    }

    /**
     * As a model serves: with fused kernels where the machine has them.
     *
     * @return by the reference's names, except for what our network does not show
     */
    Map<String, float[]> whole(NDArray images) {
        ZeroMamba.Parts found = network.parts(new ParameterStore(manager, false), new NDList(images), false);
        NDArray global = Objects.requireNonNull(found.global(), "the published network has GRL");
        Map<String, float[]> parts = new LinkedHashMap<>();
        parts.put("x_pre", channelsFirst(found.map()));
        parts.put("head_logits", Engines.floats(found.headLogits()));
        parts.put("global", Engines.floats(global));
        parts.put("local_raw", Engines.floats(Objects.requireNonNull(found.localRaw())));
        parts.put("attention", Engines.floats(Objects.requireNonNull(found.attention())));
        parts.put("fused", Engines.floats(found.fused()));
        parts.put("local_normed", Engines.floats(found.fused().sub(global)));
        return parts;
    }

    /** Patch embedding, every block and every downsampling, one after the other, by tensor operations. */
    void stages(VMambaConfig config, NDArray images, BiConsumer<String, NDArray> each) {
        NamedBlock backbone = Engines.part(network, "VisionMamba");
        NDArray map = step(backbone, "patch_embed", images.transpose(0, 2, 3, 1));
        each.accept("patch_embed", map);
        for (int stage = 0; stage < config.depths().size(); stage++) {
            for (int block = 0; block < config.depths().get(stage); block++) {
                map = step(backbone, "layers." + stage + ".blocks." + block, map);
                each.accept("stage" + stage + ".block" + block, map);
            }
            if (stage + 1 < config.depths().size()) {
                map = step(backbone, "layers." + stage + ".downsample", map);
                each.accept("stage" + stage + ".downsample", map);
            }
        }
    }

    private NDArray step(NamedBlock backbone, String name, NDArray map) {
        return Engines.part(backbone, name)
                .forward(new ParameterStore(manager, false), new NDList(map), false)
                .singletonOrThrow();
    }

    /** (B,H,W,C) to (B,C,H,W). */
    static float[] channelsFirst(NDArray map) {
        return Engines.floats(map.transpose(0, 3, 1, 2));
    }
}
