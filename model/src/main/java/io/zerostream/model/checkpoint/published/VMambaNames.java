package io.zerostream.model.checkpoint.published;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names of VMamba's state_dicts, from its first releases on, to the official ones of today, which are ours. The published
 * loader renames the same way.
 */
public final class VMambaNames implements NameTable {
    private static final Pattern BLOCK_NORM = Pattern.compile("^(layers\\.\\d+\\.blocks\\.\\d+)\\.ln_1\\.");
    private static final Pattern BLOCK_OP = Pattern.compile("^(layers\\.\\d+\\.blocks\\.\\d+)\\.self_attention\\.");
    private static final Pattern EMBED_PROJECTION = Pattern.compile("^patch_embed\\.proj\\.");
    private static final Pattern EMBED_NORM = Pattern.compile("^patch_embed\\.norm\\.");
    private static final Pattern HEAD = Pattern.compile("^(norm|head)\\.");

    @Override
    public Optional<String> ours(String name) {
        String now = BLOCK_NORM.matcher(name).replaceFirst("$1.norm.");
        now = BLOCK_OP.matcher(now).replaceFirst("$1.op.");
        now = EMBED_PROJECTION.matcher(now).replaceFirst("patch_embed.0.");
        now = EMBED_NORM.matcher(now).replaceFirst("patch_embed.2.");
        return Optional.of(HEAD.matcher(now).replaceFirst("classifier.$1."));
    }
}
