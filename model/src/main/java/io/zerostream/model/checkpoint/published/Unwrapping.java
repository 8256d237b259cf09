package io.zerostream.model.checkpoint.published;

import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.TensorNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a network stands in a file, out of what training programs have wrapped around it ({@code module.}, {@code model.},
 * {@code student.backbone.}) and around its parts ({@code VisionMamba._orig_mod.}).
 *
 * @param tensors of the network by their bare names, in the file's order
 * @param origins the file's names by the bare ones
 * @param beside the file's names of all that is outside of the wrapper
 */
record Unwrapping(Map<String, WeightSource> tensors, Map<String, String> origins, List<String> beside) {
    /** What PyTorch puts into the names of parts that it compiles, shards or lets forget their activations. */
    private static final Set<String> INSIDE =
            Set.of("module", "_orig_mod", "_checkpoint_wrapped_module", "_fsdp_wrapped_module", "_forward_module");
    /** Most wrappers around each other. */
    private static final int DEEPEST = 6;

    /**
     * Takes off the beginning under which the file has the most names that the network wants, the shortest of several
     * within each other.
     *
     * @param file tensors by the file's names
     * @param table how the names relate
     * @param wanted our names of the network's tensors
     * @throws ModelException when the whole network is there under several, or two tensors have the same bare name
     */
    static Unwrapping of(Map<String, WeightSource> file, NameTable table, Set<String> wanted) {
        String wrapper = wrapper(file, table, wanted);
        Map<String, WeightSource> tensors = new LinkedHashMap<>();
        Map<String, String> origins = new LinkedHashMap<>();
        List<String> beside = new ArrayList<>();
        file.forEach((name, tensor) -> {
            if (!name.startsWith(wrapper)) {
                beside.add(name);
                return;
            }
            String bare = bare(name.substring(wrapper.length()));
            String twin = origins.put(bare, name);
            if (twin != null) {
                throw new ModelException(
                        "tensors '" + twin + "' and '" + name + "' are both '" + bare + "' without their wrappers");
            }
            tensors.put(bare, tensor);
        });
        return new Unwrapping(tensors, origins, beside);
    }

    private static String wrapper(Map<String, WeightSource> file, NameTable table, Set<String> wanted) {
        Map<String, Integer> found = new LinkedHashMap<>();
        for (String name : file.keySet()) {
            int start = 0;
            for (int depth = 0; depth <= DEEPEST; depth++) {
                if (table.ours(bare(name.substring(start)))
                        .filter(wanted::contains)
                        .isPresent()) {
                    found.merge(name.substring(0, start), 1, Integer::sum);
                }
                start = name.indexOf('.', start) + 1;
                if (start == 0) {
                    break;
                }
            }
        }
        int most = found.values().stream().mapToInt(n -> n).max().orElse(0);
        List<String> best = found.entrySet().stream()
                .filter(e -> e.getValue() == most && !isWithinAnother(e.getKey(), found, most))
                .map(Map.Entry::getKey)
                .toList();
        if (best.size() > 1 && most == wanted.size()) {
            throw new ModelException("the file holds the network " + best.size() + " times, under "
                    + TensorNames.few(best.stream().map(w -> "'" + w + "'").toList())
                    + ": save the one that you want in a file of its own");
        }
        return best.isEmpty() ? "" : best.get(0);
    }

    /** Then it holds the same tensors. */
    private static boolean isWithinAnother(String wrapper, Map<String, Integer> found, int most) {
        for (int end = 0; end < wrapper.length(); end = wrapper.indexOf('.', end) + 1) {
            if (found.getOrDefault(wrapper.substring(0, end), 0) == most) {
                return true;
            }
        }
        return false;
    }

    /** A first part stays: what is around the whole network has been taken off. */
    private static String bare(String name) {
        StringBuilder bare = new StringBuilder();
        for (String part : name.split("\\.", -1)) {
            if (bare.isEmpty() || !INSIDE.contains(part)) {
                bare.append(bare.isEmpty() ? "" : ".").append(part);
            }
        }
        return bare.toString();
    }
}
