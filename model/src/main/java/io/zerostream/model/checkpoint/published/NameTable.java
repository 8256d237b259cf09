package io.zerostream.model.checkpoint.published;

import java.util.Optional;

/** From the names of published files to those of a network of ours. */
@FunctionalInterface
public interface NameTable {
    /**
     * Our name of a tensor; empty for what our network has no use for, such as counters of training. A name that the
     * table does not know stays as it is. Wrappers are off already.
     */
    Optional<String> ours(String name);
}
