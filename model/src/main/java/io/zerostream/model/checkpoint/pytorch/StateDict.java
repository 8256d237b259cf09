package io.zerostream.model.checkpoint.pytorch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a checkpoint by name, in the order of the file.
 *
 * @param under where in the file they are: keys separated by dots, empty for the top level
 * @param tensors their elements are read when asked for, while the file is open
 * @param skipped names of entries beside them that are no tensors
 */
public record StateDict(String under, Map<String, TorchTensor> tensors, List<String> skipped) {
    /** Keeps copies. */
    public StateDict {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        skipped = List.copyOf(skipped);
    }
}
