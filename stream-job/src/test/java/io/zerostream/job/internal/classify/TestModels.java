package io.zerostream.job.internal.classify;

import ai.djl.Device;
import io.zerostream.job.internal.models.ModelOpener;
import io.zerostream.model.ModelException;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.avro.ModelVersion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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
    /** Versions that fail so often for a reason that passes. */
    final transient Map<String, Integer> failures = new ConcurrentHashMap<>();
    /** Versions that are never reached. */
    final transient Set<String> gone = ConcurrentHashMap.newKeySet();
    /** Addresses that are never reached. */
    final transient Set<String> lost = ConcurrentHashMap.newKeySet();
    /** Addresses that models were to be opened from, in order. */
    final transient List<String> addresses = new CopyOnWriteArrayList<>();
    /** Versions that do not come before the latch says so; who is interrupted gives up. */
    final transient Map<String, CountDownLatch> hanging = new ConcurrentHashMap<>();
    /** The same, but an interruption is not heard. */
    final transient Map<String, CountDownLatch> deaf = new ConcurrentHashMap<>();
    /** Versions whose opening was interrupted. */
    final transient Set<String> interrupted = ConcurrentHashMap.newKeySet();
    /** Versions that were to be opened, in order. */
    final transient List<String> tried = new CopyOnWriteArrayList<>();
    /** Versions that the JVM cannot open, for a reason that is no exception. */
    final transient Set<String> breaking = ConcurrentHashMap.newKeySet();

    /** Whether the device fails every call, of whichever model, also of those that are opened later. */
    final transient AtomicBoolean sick = new AtomicBoolean();

    /** Whether what the device answers are no numbers. */
    final transient AtomicBoolean nonsense = new AtomicBoolean();

    @Override
    public ZeroShotModel open(ModelVersion version, Device device) throws IOException, InterruptedException {
        tried.add(version.getVersion());
        addresses.add(String.valueOf(version.getUri()));
        await(version.getVersion());
        if (bad.contains(version.getVersion())) {
            throw new ModelException("damaged");
        }
        if (breaking.contains(version.getVersion())) {
            throw new NoClassDefFoundError("native library");
        }
        if (gone.contains(version.getVersion())
                || lost.contains(String.valueOf(version.getUri()))
                || failures.computeIfPresent(version.getVersion(), (v, left) -> left > 0 ? left - 1 : null) != null) {
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

    private void await(String version) throws InterruptedException {
        CountDownLatch late = deaf.get(version);
        while (late != null && late.getCount() > 0) {
            try {
                late.await();
            } catch (InterruptedException e) {
                interrupted.add(version);
            }
        }
        CountDownLatch latch = hanging.get(version);
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted.add(version);
                throw e;
            }
        }
    }
}
