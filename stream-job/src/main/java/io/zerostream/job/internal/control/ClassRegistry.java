package io.zerostream.job.internal.control;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.model.ModelException;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.ClassFold;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sets that serve, as {@link ClassFold} says what the records of class-registry come to. Until a set's newest
 * revision is complete its former one serves. A revision keeps the prototypes it became complete with: a prototype's new
 * vector takes effect with the next revision of the set. Plain Java, one thread.
 *
 * <p>What it must remember is in {@link #records}: the registry's own keys, and under {@code serving/<key>} the revision
 * that serves, which may be older than the newest.
 */
public final class ClassRegistry {
    private static final String SERVING = "serving/";

    private final Records<ClassRegistryRecord> records = new Records<>();
    private final ClassFold fold = new ClassFold();
    private final Consumer<Alarm> alarms;
    private final Map<String, ServingSet> serving = new TreeMap<>();
    private long changes;

    /** @param alarms hears of what is refused */
    public ClassRegistry(Consumer<Alarm> alarms) {
        this.alarms = alarms;
    }

    /** Sets that can be matched against, by name; a live view. */
    public Map<String, ServingSet> serving() {
        return Collections.unmodifiableMap(serving);
    }

    /** Grows whenever {@link #serving} changes. */
    public long changes() {
        return changes;
    }

    /** For each set that waits, by name, what it waits for; empty when none waits. */
    public Map<String, String> waiting() {
        return fold.waiting();
    }

    /** What must survive a restart. */
    public Records<ClassRegistryRecord> records() {
        return records;
    }

    /** Takes over remembered records into a fresh registry, sets last; what today's limits refuse is left behind. */
    public void restore(Map<String, ClassRegistryRecord> remembered) {
        restore(remembered, SemanticSpace.class, "");
        restore(remembered, ClassPrototype.class, "");
        restore(remembered, ClassSet.class, SERVING);
        restore(remembered, ClassSet.class, "");
    }

    private void restore(Map<String, ClassRegistryRecord> remembered, Class<?> kind, String prefix) {
        remembered.forEach((key, record) -> {
            boolean former = key.startsWith(SERVING);
            if (kind.isInstance(record.getEntry()) && former == !prefix.isEmpty()) {
                apply(key.substring(prefix.length()), record);
            }
        });
    }

    /**
     * Applies one record.
     *
     * @param record null for a tombstone
     */
    void apply(String key, @Nullable ClassRegistryRecord record) {
        ClassFold.Outcome outcome = fold.apply(key, record);
        if (outcome.refusal() != null) {
            alarms.accept(Refusals.alarm(outcome.refusal()));
        }
        if (!outcome.taken()) {
            return;
        }
        outcome.forgotten().forEach(records::remove);
        if (record == null) {
            records.remove(key);
            removed(key);
        } else {
            records.put(key, record);
        }
        outcome.completed().forEach(this::serve);
    }

    private void removed(String key) {
        if (serving.values().removeIf(set -> key.equals(RegistryKeys.classSet(set.name())))) {
            changes++;
            records.remove(SERVING + key);
        }
    }

    private void serve(ClassSet set) {
        try {
            SemanticSpace space = Objects.requireNonNull(fold.spaces().get(set.getSpace()), "a complete set has one");
            serving.put(
                    set.getName(),
                    new ServingSet(set, ScorerBuilder.build(space, set, fold.prototypes(set.getSpace()))));
            changes++;
            records.put(SERVING + RegistryKeys.classSet(set.getName()), new ClassRegistryRecord(set));
        } catch (ModelException e) {
            alarms.accept(new Alarm(
                    Code.CLASS_SET_REFUSED,
                    RegistryKeys.classSet(set.getName()),
                    "revision " + set.getRevision() + " of class set '" + set.getName() + "' cannot serve: "
                            + e.getMessage() + "; the former revision stays"));
        }
    }
}
