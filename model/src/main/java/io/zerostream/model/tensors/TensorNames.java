package io.zerostream.model.tensors;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names of tensors in texts for people. */
public final class TensorNames {
    /** A network has thousands of tensors; what is wrong with a file shows in a few. */
    private static final int SHOWN = 10;

    private TensorNames() {}

    /** The first ten, and how many more there are. */
    public static String few(Collection<String> names) {
        String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
    }
}
