package io.zerostream.model.checkpoint.published;

import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/** Networks whose published weights become checkpoints. Those of VMamba are backbones: their heads start untrained. */
public enum PublishedNetwork {
    ZEROMAMBA_TINY(true, ZeroMambaConfig::tiny),
    ZEROMAMBA_SMALL(true, ZeroMambaConfig::small),
    ZEROMAMBA_BASE(true, ZeroMambaConfig::base),
    VMAMBA_TINY(false, ZeroMambaConfig::tiny),
    VMAMBA_SMALL(false, ZeroMambaConfig::small),
    VMAMBA_BASE(false, ZeroMambaConfig::base);

    private final boolean withHeads;
    private final IntFunction<ZeroMambaConfig> preset;

    PublishedNetwork(boolean withHeads, IntFunction<ZeroMambaConfig> preset) {
        this.withHeads = withHeads;
        this.preset = preset;
    }

    /** As people write it: {@code zeromamba-small}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All ids. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(PublishedNetwork::id).toList();
    }

    /** The network of an id, if there is one. */
    public static Optional<PublishedNetwork> of(String id) {
        return Arrays.stream(values()).filter(n -> n.id().equals(id)).findFirst();
    }

    /** Whether the file holds zero-shot heads. */
    public boolean withHeads() {
        return withHeads;
    }

    /** The whole network for a space. */
    ZeroMambaConfig config(int attributes, int wordSize) {
        ZeroMambaConfig published = preset.apply(attributes);
        return new ZeroMambaConfig(published.backbone(), attributes, wordSize, published.localHidden());
    }
}
