package io.zerostream.model.checkpoint.published;

import java.util.Optional;

/**
 * Names of ZeroMamba's state_dicts, with or without the prefix of the backbone, and of bare VMamba ones, to those of the
 * whole network.
 */
public final class ZeroMambaNames implements NameTable {
    private static final String BACKBONE = "VisionMamba.";
    private final VMambaNames backbone = new VMambaNames();

    @Override
    public Optional<String> ours(String name) {
        if (isHead(name) && !name.startsWith("classifier2.")) {
            return Optional.of(name);
        }
        String bare = name.startsWith(BACKBONE) ? name.substring(BACKBONE.length()) : name;
        return backbone.ours(bare).map(BACKBONE::concat);
    }

    /** Whether our name belongs to the heads, which a bare backbone lacks. */
    public static boolean isHead(String name) {
        return name.startsWith("clf_head.")
                || name.startsWith("clf_head2.")
                || name.startsWith("classifier2.")
                || name.startsWith(BACKBONE + "classifier2.");
    }
}
