package io.zerostream.job.internal.control;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.model.ModelException;
import io.zerostream.model.NativeMemoryException;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.Revisions;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sets that serve, as {@link ClassFold} says what the records of class-registry come to. Until a set's newest
 * revision is complete, and its scorer built, its former one serves. A revision keeps the prototypes it became complete
 * with: a prototype's new vector takes effect with the next revision of the set. Plain Java, one thread.
 *
 * <p>Holds a share of the native memory of each set that serves; whoever matches against one later than the next call
 * takes another.
 *
 * <p>What it must remember is in {@link #records}: the registry's own keys, and under {@code serving/<key>} the revision
 * that serves, which may be older than the newest.
 */
public final class ClassRegistry {
    private static final String SERVING = "serving/";

    private final Records<ClassRegistryRecord> records = new Records<>();
    private final Consumer<Alarm> alarms;
    private final Map<String, ServingSet> serving = new TreeMap<>();
    private final SetsBuilt building;
    private ClassFold fold = new ClassFold();
    private boolean restoring;
    private long changes;

    /**
     * Empty.
     *
     * @param alarms hears of what is refused
     * @param builders where the scorers of large sets are built
     * @param swapped hears of changes that did not happen within {@link #apply}
     */
    public ClassRegistry(Consumer<Alarm> alarms, SetBuilding builders, Runnable swapped) {
        this.alarms = alarms;
        this.building = new SetsBuilt(builders, new SetsBuilt.Listener() {
            @Override
            public void serves(ClassSet set, ClassScorer scorer) {
                serve(set, scorer);
            }

            @Override
            public void postponed(ClassSet set, NativeMemoryException why) {
                alarms.accept(alarm(
                        Code.CLASS_SET_NO_MEMORY,
                        set,
                        " waits, and is tried again until there is memory: " + why.getMessage()));
            }

            @Override
            public void refused(ClassSet set, ModelException why) {
                alarms.accept(alarm(
                        Code.CLASS_SET_REFUSED,
                        set,
                        " cannot serve: " + why.getMessage() + "; the former revision stays"));
            }

            @Override
            public void changedLater() {
                swapped.run();
            }
        });
    }

    /** Sets that can be matched against, by name; a live view. */
    public Map<String, ServingSet> serving() {
        return Collections.unmodifiableMap(serving);
    }

    /** Grows whenever {@link #serving} changes. */
    public long changes() {
        return changes;
    }

    /** For each set whose newest revision does not serve, by name, what it waits for; empty when none waits. */
    public Map<String, String> waiting() {
        Map<String, String> waiting = building.underWay();
        waiting.putAll(fold.waiting());
        return waiting;
    }

    /** Whether there are sets that are complete and of which no revision serves yet, for their scorers are being built. */
    public boolean hasFirstBuilds() {
        return !serving.keySet().containsAll(building.beingBuilt().keySet());
    }

    /** What must survive a restart. */
    public Records<ClassRegistryRecord> records() {
        return records;
    }

    /**
     * Takes over remembered records into a fresh registry, sets last; what today's limits refuse is left behind. All sets
     * are built before it returns, for nothing else serves yet.
     */
    public void restore(Map<String, ClassRegistryRecord> remembered) {
        restoring = true;
        restore(remembered, SemanticSpace.class, "");
        restore(remembered, ClassPrototype.class, "");
        restore(remembered, ClassSet.class, SERVING);
        restore(remembered, ClassSet.class, "");
        restoring = false;
    }

    private void restore(Map<String, ClassRegistryRecord> remembered, Class<?> kind, String prefix) {
        remembered.forEach((key, record) -> {
            boolean former = key.startsWith(SERVING);
            boolean known = !former || isOf(record, remembered.get(key.substring(SERVING.length())));
            if (kind.isInstance(record.getEntry()) && former == !prefix.isEmpty() && known) {
                apply(key.substring(prefix.length()), record);
            }
        });
    }

    /**
     * Whether a revision that served is one of the set that the registry has. Of a topic that was replaced it is not: it
     * would wait for classes that are gone, and stand in the way of lower revisions.
     */
    private static boolean isOf(ClassRegistryRecord served, @Nullable ClassRegistryRecord newest) {
        return newest != null
                && newest.getEntry() instanceof ClassSet set
                && served.getEntry() instanceof ClassSet former
                && !Revisions.follows(former.getRevision(), set.getRevision());
    }

    /**
     * Applies one record.
     *
     * @param record null for a tombstone
     */
    void apply(String key, @Nullable ClassRegistryRecord record) {
        ClassRegistryRecord compact = record == null ? null : FloatVector.compact(record);
        ClassFold.Outcome outcome = fold.apply(key, compact);
        if (outcome.refusal() != null) {
            alarms.accept(Refusals.alarm(outcome.refusal()));
        }
        if (!outcome.taken()) {
            return;
        }
        outcome.forgotten().forEach(records::remove);
        if (compact == null) {
            records.remove(key);
            removed(key);
        } else {
            records.put(key, compact);
        }
        outcome.completed().forEach(this::build);
    }

    /**
     * Forgets all records. The sets that serve do so until one of the same name does; after a restart those are gone that
     * the registry does not have again.
     */
    void forget() {
        fold = new ClassFold();
        building.forgetAll();
        Set.copyOf(records.all().keySet()).stream()
                .filter(key -> !key.startsWith(SERVING))
                .forEach(records::remove);
    }

    private void removed(String key) {
        RegistryKey removed = RegistryKeys.parse(key).orElseThrow();
        if (removed.kind() != RegistryKey.Kind.CLASS_SET) {
            return;
        }
        building.forget(removed.name());
        ServingSet former = serving.remove(removed.name());
        if (former != null) {
            changes++;
            records.remove(SERVING + key);
            free(former);
        }
    }

    private void build(ClassSet set) {
        SemanticSpace space = Objects.requireNonNull(fold.spaces().get(set.getSpace()), "a complete set has one");
        Supplier<ClassScorer> work = ScorerBuilder.of(space, set, fold.prototypes(set.getSpace()));
        if (restoring) {
            building.buildAtOnce(set, work);
        } else {
            building.build(set, work);
        }
    }

    private void serve(ClassSet set, ClassScorer scorer) {
        ServingSet former = serving.put(set.getName(), new ServingSet(set, scorer));
        changes++;
        records.put(SERVING + RegistryKeys.classSet(set.getName()), new ClassRegistryRecord(set));
        if (former != null) {
            free(former);
        }
    }

    private static Alarm alarm(Code code, ClassSet set, String what) {
        return new Alarm(
                        code,
                        RegistryKeys.classSet(set.getName()),
                        "revision " + set.getRevision() + " of class set '" + set.getName() + '\'' + what)
                .ofRevision(set.getRevision());
    }

    /** Batches under way hold shares of their own. */
    private static void free(ServingSet set) {
        set.scorer().prototypes().release();
    }

    /** Frees what serves; the registry is not used any more. */
    public void close() {
        building.forgetAll();
        serving.values().forEach(ClassRegistry::free);
        serving.clear();
    }
}
