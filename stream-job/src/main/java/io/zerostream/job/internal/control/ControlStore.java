package io.zerostream.job.internal.control;

import io.zerostream.job.internal.Descriptors;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.OperatorStateStore;

/**
 * {@link ControlState} in Flink's broadcast state: every subtask holds all of it, so that it survives any change of
 * parallelism. Registry records only; never pictures, never weights.
 */
public final class ControlStore {
    /** Version of the layout of these three states. */
    static final long FORMAT = 1;

    private static final String FORMAT_KEY = "format";

    private final BroadcastState<String, ClassRegistryRecord> classes;
    private final BroadcastState<String, ModelRegistryRecord> models;
    private final BroadcastState<String, Long> positions;

    /** Opens the operator's state. */
    public ControlStore(OperatorStateStore store) throws Exception {
        classes = store.getBroadcastState(Descriptors.CLASSES);
        models = store.getBroadcastState(Descriptors.MODELS);
        positions = store.getBroadcastState(Descriptors.POSITIONS);
    }

    /**
     * Fills a fresh control state with what was saved; nothing on a first start.
     *
     * @throws IllegalStateException when a newer program wrote it
     */
    public void loadInto(ControlState control) throws Exception {
        Map<String, Long> saved = copy(positions);
        Long format = saved.remove(FORMAT_KEY);
        if (format == null) {
            return;
        }
        if (format != FORMAT) {
            throw new IllegalStateException("the snapshot holds control state of format " + format
                    + "; this program reads " + FORMAT + ": restore it with the release that wrote it");
        }
        control.classes().restore(copy(classes));
        control.models().restore(copy(models));
        control.restorePositions(saved);
    }

    /** Writes what changed since the last call. */
    public void save(ControlState control) throws Exception {
        save(control.classes().records(), classes);
        save(control.models().records(), models);
        save(control.positions(), positions);
        positions.put(FORMAT_KEY, FORMAT);
    }

    private static <V> void save(Records<V> records, BroadcastState<String, V> state) throws Exception {
        for (String key : records.takeChanged()) {
            V value = records.get(key);
            if (value == null) {
                state.remove(key);
            } else {
                state.put(key, value);
            }
        }
    }

    private static <V> Map<String, V> copy(BroadcastState<String, V> state) throws Exception {
        Map<String, V> copy = new HashMap<>();
        for (Map.Entry<String, V> entry : state.immutableEntries()) {
            copy.put(entry.getKey(), entry.getValue());
        }
        return copy;
    }
}
