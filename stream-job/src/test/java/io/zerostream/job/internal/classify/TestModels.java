package io.zerostream.job.internal.classify;

import ai.djl.Device;
import io.zerostream.model.ModelException;
import io.zerostream.model.ZeroShotModel;
import io.zerostream.schemas.avro.ModelVersion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Opens a {@link ColourModel} for every version but those that are said to be bad. */
final class TestModels implements ModelOpener {
    private static final long serialVersionUID = 1L;

    /** The last one opened of each version. */
    final transient Map<String, ColourModel> opened = new ConcurrentHashMap<>();
    /** All that were ever opened. */
    final transient List<ColourModel> all = new CopyOnWriteArrayList<>();
    /** Versions with a damaged checkpoint. */
    final transient Set<String> bad = ConcurrentHashMap.newKeySet();
    /** Versions that were trained in another space. */
    final transient Set<String> otherSpace = ConcurrentHashMap.newKeySet();
    /** Versions that fail the first time for a reason that passes. */
    final transient Set<String> unreachable = ConcurrentHashMap.newKeySet();
    /** Versions that the JVM cannot open, for a reason that is no exception. */
    final transient Set<String> breaking = ConcurrentHashMap.newKeySet();

    /** Whether the device fails every call, of whichever model, also of those that are opened later. */
    final transient AtomicBoolean sick = new AtomicBoolean();

    /** Whether what the device answers are no numbers. */
    final transient AtomicBoolean nonsense = new AtomicBoolean();

    @Override
    public ZeroShotModel open(ModelVersion version, Device device) throws IOException {
        if (bad.contains(version.getVersion())) {
            throw new ModelException("damaged");
        }
        if (breaking.contains(version.getVersion())) {
            throw new NoClassDefFoundError("native library");
        }
        if (unreachable.remove(version.getVersion())) {
            throw new IOException("away");
        }
        ColourModel model = otherSpace.contains(version.getVersion())
                ? new ColourModel(version.getVersion(), "other", "c", "m", "y")
                : new ColourModel(version.getVersion());
        model.device = sick;
        model.confused = nonsense;
        all.add(model);
        opened.put(version.getVersion(), model);
        return model;
    }
}
