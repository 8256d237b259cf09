package io.zerostream.conformance.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.zerostream.conformance.result.ConformanceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Arrays by name, of which gradients are asked for; they belong to the manager. */
final class Leaves {
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    /** @param prefix of the names in the file, left out here */
    Leaves(NDManager manager, Npz file, String prefix, List<String> names) {
        names.forEach(name -> arrays.put(name, Engines.leaf(manager, file.get(prefix + name))));
    }

    boolean has(String name) {
        return arrays.containsKey(name);
    }

    Set<String> names() {
        return arrays.keySet();
    }

    /** @throws ConformanceException when there is none of this name */
    NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new ConformanceException("there is no array '" + name + "'");
        }
        return array;
    }

    float[] gradient(String name) {
        return Engines.floats(get(name).getGradient());
    }
}
