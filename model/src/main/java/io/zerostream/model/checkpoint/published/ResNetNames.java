package io.zerostream.model.checkpoint.published;

import java.util.Optional;

/**
 * Names of ResNets: torchvision's, which are ours and timm's. The ImageNet classifier ({@code fc.}) and the batch counters
 * of batch normalisation are left out.
 */
public final class ResNetNames implements NameTable {
    @Override
    public Optional<String> ours(String name) {
        return name.startsWith("fc.") || name.endsWith(".num_batches_tracked") ? Optional.empty() : Optional.of(name);
    }
}
