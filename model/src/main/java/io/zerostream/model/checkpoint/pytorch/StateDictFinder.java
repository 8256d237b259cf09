package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyDict;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyNone;
import io.zerostream.model.tensors.TensorNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the state_dict in what a training program saved. */
final class StateDictFinder {
    /** Where programs put it; the trained weights before their running averages. */
    private static final List<String> USUAL_KEYS = List.of(
            "model",
            "state_dict",
            "model_state_dict",
            "model_state",
            "net",
            "network",
            "module",
            "weights",
            "params",
            "model_ema",
            "state_dict_ema",
            "ema_state_dict",
            "ema",
            "params_ema",
            "checkpoint",
            "state");

    /** Deep enough for any program; also ends the search in a dict that holds itself. */
    private static final int DEEPEST = 4;

    private final Object saved;
    private final long budget;

    /**
     * @param saved the object of the file
     * @param budget how many bytes its tensors may take, in all
     */
    StateDictFinder(Object saved, long budget) {
        this.saved = saved;
        this.budget = budget;
    }

    /** @throws ModelException when there is none, or several between which nothing decides */
    StateDict find() {
        PyDict top = dict(saved, "the file");
        String path = usual(top, "", 0);
        if (path != null) {
            return at(path);
        }
        List<String> others = new ArrayList<>();
        top.entries().forEach((key, value) -> {
            if (key instanceof String name && value instanceof PyDict child && hasTensors(child)) {
                others.add(name);
            }
        });
        if (others.size() == 1) {
            return at(others.get(0));
        }
        throw new ModelException(
                others.isEmpty()
                        ? "it holds no tensors by name: it is no state_dict, and none is under " + USUAL_KEYS
                        : "it holds several state_dicts, under "
                                + TensorNames.few(
                                        others.stream().map(Globals::printable).toList())
                                + ": save the one that you want in a file of its own");
    }

    private static @Nullable String usual(PyDict dict, String path, int depth) {
        if (depth < DEEPEST) {
            for (String key : USUAL_KEYS) {
                if (dict.get(key) instanceof PyDict child) {
                    String found = usual(child, path.isEmpty() ? key : path + "." + key, depth + 1);
                    if (found != null) {
                        return found;
                    }
                }
            }
        }
        return hasTensors(dict) ? path : null;
    }

    private static boolean hasTensors(PyDict dict) {
        return dict.entries().entrySet().stream()
                .anyMatch(e -> e.getKey() instanceof String && e.getValue() instanceof TorchTensor);
    }

    /** @param path keys separated by dots; empty for the top level */
    StateDict at(String path) {
        PyDict dict = dict(saved, "the file");
        String left = path;
        while (!left.isEmpty()) {
            String key = key(dict, left);
            dict = dict(dict.entries().getOrDefault(key, PyNone.NONE), "its entry " + Globals.printable(path));
            left = left.length() == key.length() ? "" : left.substring(key.length() + 1);
        }
        return collect(dict, path);
    }

    /** Keys may have dots of their own: the longest that is there. */
    private static String key(PyDict dict, String path) {
        String key = path;
        while (!dict.entries().containsKey(key)) {
            int dot = key.lastIndexOf('.');
            if (dot < 0) {
                throw new ModelException("it has nothing under " + Globals.printable(path));
            }
            key = key.substring(0, dot);
        }
        return key;
    }

    private StateDict collect(PyDict dict, String path) {
        Map<String, TorchTensor> tensors = new LinkedHashMap<>();
        List<String> skipped = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
            if (entry.getKey() instanceof String name && entry.getValue() instanceof TorchTensor tensor) {
                tensors.put(name, tensor);
                bytes += Math.min(tensor.bytes(), budget + 1);
                if (bytes > budget) {
                    throw new ModelException("its tensors up to " + Globals.printable(name) + " (" + tensor + ") take "
                            + "more than " + budget + " bytes, far more than the file can hold");
                }
            } else {
                refuseOtherTensors(entry.getKey(), entry.getValue());
                skipped.add(Globals.printable(String.valueOf(entry.getKey())));
            }
        }
        if (tensors.isEmpty()) {
            throw new ModelException("there are no tensors under " + Globals.printable(path));
        }
        return new StateDict(path, tensors, skipped);
    }

    /** Sparse, quantised and the like: leaving them out would be a partial result. */
    private static void refuseOtherTensors(Object key, Object value) {
        if (value instanceof PyDict object
                && object.type() != null
                && object.type().module().startsWith("torch.")) {
            throw new ModelException("its entry " + Globals.printable(String.valueOf(key)) + " is made by "
                    + object.type() + ", a kind of tensor that is not read");
        }
    }

    private static PyDict dict(Object value, String what) {
        if (value instanceof PyDict dict) {
            return dict;
        }
        throw new ModelException(what + " holds "
                + (value instanceof TorchTensor
                        ? "one bare tensor"
                        : "a " + value.getClass().getSimpleName())
                + ", not a dict of tensors");
    }
}
