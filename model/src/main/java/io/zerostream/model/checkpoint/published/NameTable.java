package io.zerostream.model.checkpoint.published;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From the names of published files to those of a network of ours. */
@FunctionalInterface
public interface NameTable {
    /** Wrappers that training programs leave around all names of a file. */
    List<String> WRAPPERS = List.of("module.", "_orig_mod.", "model.", "net.");

    /**
     * Our name of a tensor; empty for what our network has no use for, such as counters of training. A name that the
     * table does not know stays as it is.
     */
    Optional<String> ours(String name);

    /** Takes the names out of the wrappers that are around all of them. */
    static <T> Map<String, T> unwrapped(Map<String, T> tensors) {
        for (String wrapper : WRAPPERS) {
            if (!tensors.isEmpty() && tensors.keySet().stream().allMatch(name -> name.startsWith(wrapper))) {
                Map<String, T> bare = new LinkedHashMap<>();
                tensors.forEach((name, tensor) -> bare.put(name.substring(wrapper.length()), tensor));
                return unwrapped(bare);
            }
        }
        return tensors;
    }
}
