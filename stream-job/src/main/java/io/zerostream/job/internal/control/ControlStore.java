package io.zerostream.job.internal.control;

import io.zerostream.job.internal.Descriptors;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.OperatorStateStore;

/**
 * {@link ControlState} in Flink's broadcast state: every subtask holds all of it, so that it survives any change of
 * parallelism. Registry records only; never pictures, never weights.
 */
public final class ControlStore {
    /** Version of the layout of these states. */
    static final long FORMAT = 2;

    /** Of the first release: each record of class-registry was an entry of its own. */
    private static final long SINGLE_RECORDS = 1;

    private static final String FORMAT_KEY = "format";

    private final BroadcastState<String, ClassRegistryRecord> singleClasses;
    private final BroadcastState<Integer, ClassSegment> classes;
    private final BroadcastState<String, ModelRegistryRecord> models;
    private final BroadcastState<String, Long> positions;

    /** Opens the operator's state. */
    public ControlStore(OperatorStateStore store) throws Exception {
        singleClasses = store.getBroadcastState(Descriptors.CLASSES);
        classes = store.getBroadcastState(Descriptors.CLASS_SEGMENTS);
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
        if (format != FORMAT && format != SINGLE_RECORDS) {
            throw new IllegalStateException("the snapshot holds control state of format " + format
                    + "; this program reads " + FORMAT + ": restore it with the release that wrote it");
        }
        control.classes().restore(format == SINGLE_RECORDS ? copy(singleClasses) : segments());
        singleClasses.clear();
        control.models().restore(copy(models));
        control.restorePositions(saved);
    }

    /** Writes what changed since the last call. */
    public void save(ControlState control) throws Exception {
        saveClasses(control.classes().records());
        save(control.models().records(), models);
        save(control.positions(), positions);
        positions.put(FORMAT_KEY, FORMAT);
    }

    /** Nothing when nothing changed. Else references alone are copied, here and by the snapshot that follows. */
    private void saveClasses(Records<ClassRegistryRecord> records) throws Exception {
        if (records.takeChanged().isEmpty()) {
            return;
        }
        classes.clear();
        List<ClassSegment> segments = ClassSegment.of(records.all());
        for (int i = 0; i < segments.size(); i++) {
            classes.put(i, segments.get(i));
        }
    }

    private Map<String, ClassRegistryRecord> segments() throws Exception {
        return ClassSegment.join(new TreeMap<>(copy(classes)).values());
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

    private static <K, V> Map<K, V> copy(BroadcastState<K, V> state) throws Exception {
        Map<K, V> copy = new HashMap<>();
        for (Map.Entry<K, V> entry : state.immutableEntries()) {
            copy.put(entry.getKey(), entry.getValue());
        }
        return copy;
    }
}
