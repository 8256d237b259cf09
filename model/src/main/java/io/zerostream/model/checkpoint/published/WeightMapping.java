package io.zerostream.model.checkpoint.published;

import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.TensorNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a file became which tensor of a network.
 *
 * @param weights by our name, in our order and shapes
 * @param missing our names of what the file lacks
 * @param unexpected the file's names of what the network does not have
 * @param misshapen what has another shape, as texts for people
 * @param beside the file's names of what lies beside the network, such as a loss's weights: nothing of it is taken
 */
public record WeightMapping(
        Map<String, WeightSource> weights,
        List<String> missing,
        List<String> unexpected,
        List<String> misshapen,
        List<String> beside) {
    private static final Logger LOG = LoggerFactory.getLogger(WeightMapping.class);

    /** Keeps copies. */
    public WeightMapping {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        misshapen = List.copyOf(misshapen);
        beside = List.copyOf(beside);
    }

    /**
     * Maps a file's tensors.
     *
     * @param file tensors by the file's names
     * @param table how the names relate
     * @param wanted shapes by our names, in our order
     * @throws ModelException when two tensors of the file have the same name with us, or it holds the whole network twice
     */
    public static WeightMapping of(Map<String, WeightSource> file, NameTable table, Map<String, long[]> wanted) {
        Map<String, WeightSource> named = new LinkedHashMap<>();
        Map<String, String> origins = new LinkedHashMap<>();
        List<String> unexpected = new ArrayList<>();
        Unwrapping unwrapped = Unwrapping.of(file, table, wanted.keySet());
        unwrapped.tensors().forEach((bare, source) -> table.ours(bare).ifPresent(ours -> {
            String theirs = unwrapped.origins().getOrDefault(bare, bare);
            String twin = origins.put(ours, theirs);
            if (twin != null) {
                throw new ModelException("tensors '" + twin + "' and '" + theirs + "' are both '" + ours + "' with us");
            }
            if (wanted.containsKey(ours)) {
                named.put(ours, source);
            } else {
                unexpected.add(theirs);
            }
        }));
        Map<String, WeightSource> weights = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        wanted.forEach((ours, shape) -> {
            WeightSource source = named.get(ours);
            if (source == null) {
                missing.add(ours);
            } else if (source.fits(shape)) {
                weights.put(ours, source.shaped(shape));
            } else {
                misshapen.add(
                        ours + " is " + Arrays.toString(source.shape()) + " instead of " + Arrays.toString(shape));
            }
        });
        return new WeightMapping(weights, missing, unexpected, misshapen, unwrapped.beside());
    }

    /** Whether the file holds all that is wanted, in its shapes, and the network there has nothing else. */
    public boolean isComplete() {
        return missing.isEmpty() && unexpected.isEmpty() && misshapen.isEmpty();
    }

    /**
     * The weights, if there is all of them and nothing else.
     *
     * @param network what they are for, for the message
     * @throws ModelException naming tensors that are missing, left over or of another shape, ten of each, and their number
     */
    public Map<String, WeightSource> complete(String network) {
        if (!isComplete()) {
            throw new ModelException("the file does not hold the weights of " + network + ": " + complaint()
                    + ". Is it of another size?");
        }
        if (!beside.isEmpty()) {
            LOG.info("Weights of {}: left out {} beside them: {}", network, beside.size(), TensorNames.few(beside));
        }
        return weights;
    }

    /** What does not fit, by name; what lies beside the network is told with it. */
    String complaint() {
        List<String> complaints = new ArrayList<>();
        complain(complaints, "missing", missing);
        complain(complaints, "unexpected", unexpected);
        complain(complaints, "of another shape", misshapen);
        complain(complaints, "beside the network", beside);
        return String.join("; ", complaints);
    }

    private static void complain(List<String> complaints, String what, List<String> names) {
        if (!names.isEmpty()) {
            complaints.add(names.size() + " " + what + ": " + TensorNames.few(names));
        }
    }
}
