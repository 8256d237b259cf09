package io.zerostream.job.internal.control;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.model.ModelException;
import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folds the records of class-registry, in their order, into the sets that serve. A set is staged until its space and all
 * its prototypes are there; until then its former revision serves. A revision keeps the prototypes it became complete
 * with: a prototype's new vector takes effect with the next revision of the set. Plain Java, one thread.
 *
 * <p>What it must remember is in {@link #records}: the registry's own keys, and under {@code serving/<key>} the revision
 * that serves, which may be older than the newest.
 */
public final class ClassRegistry {
    private static final String SERVING = "serving/";

    private final Records<ClassRegistryRecord> records = new Records<>();
    private final Consumer<Alarm> alarms;
    private final Map<String, Map<String, ClassPrototype>> prototypes = new HashMap<>();
    private final Map<String, StagedSet> staged = new TreeMap<>();
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
        Map<String, String> waiting = new TreeMap<>();
        staged.forEach((name, set) -> waiting.put(name, set.describe()));
        return waiting;
    }

    /** What must survive a restart. */
    public Records<ClassRegistryRecord> records() {
        return records;
    }

    /** Takes over remembered records into a fresh registry, sets last. */
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
                String plain = key.substring(prefix.length());
                RegistryKeys.parse(plain).ifPresent(parsed -> apply(plain, parsed, record));
            }
        });
    }

    /**
     * Applies one record.
     *
     * @param key its key, taken apart
     * @param record null for a tombstone
     */
    void apply(String plainKey, RegistryKey key, @Nullable ClassRegistryRecord record) {
        Object entry = record == null ? null : record.getEntry();
        if (record == null) {
            remove(plainKey, key);
        } else if (key.kind() == RegistryKey.Kind.SPACE && entry instanceof SemanticSpace space) {
            addSpace(plainKey, space, record);
        } else if (key.kind() == RegistryKey.Kind.PROTOTYPE && entry instanceof ClassPrototype prototype) {
            addPrototype(plainKey, key, prototype, record);
        } else if (key.kind() == RegistryKey.Kind.CLASS_SET && entry instanceof ClassSet set) {
            addSet(plainKey, set, record);
        } else {
            alarm(
                    Code.UNREADABLE_CONTROL,
                    plainKey,
                    "the record under '" + plainKey + "' is of another kind than its key; ignored");
        }
    }

    private void addSpace(String key, SemanticSpace space, ClassRegistryRecord record) {
        SemanticSpace known = space(space.getName());
        boolean changes = known != null && !known.getAttributes().equals(space.getAttributes());
        if (changes && users(space.getName()) > 0) {
            alarm(
                    Code.SPACE_REFUSED,
                    key,
                    "space '" + space.getName()
                            + "' has other attributes than before and class sets use it; the old ones stay:"
                            + " publish the new attributes under another name");
            return;
        }
        records.put(key, record);
        Map<String, ClassPrototype> early = prototypes.getOrDefault(space.getName(), Map.of());
        for (ClassPrototype prototype : List.copyOf(early.values())) {
            String fault = ScorerBuilder.fault(space, prototype);
            if (fault != null) {
                forget(prototype);
                alarm(Code.PROTOTYPE_REFUSED, RegistryKeys.prototype(space.getName(), prototype.getName()), fault);
            }
        }
        promote(List.copyOf(staged.values()));
    }

    private void addPrototype(String key, RegistryKey parsed, ClassPrototype prototype, ClassRegistryRecord record) {
        if (!parsed.group().equals(prototype.getSpace()) || !parsed.name().equals(prototype.getName())) {
            alarm(
                    Code.PROTOTYPE_REFUSED,
                    key,
                    "the prototype under '" + key + "' says it is class '" + prototype.getName() + "' of space '"
                            + prototype.getSpace() + "'; ignored: write it under its own key");
            return;
        }
        SemanticSpace space = space(prototype.getSpace());
        String fault = space == null ? null : ScorerBuilder.fault(space, prototype);
        if (fault != null) {
            alarm(Code.PROTOTYPE_REFUSED, key, fault);
            return;
        }
        records.put(key, record);
        prototypes.computeIfAbsent(prototype.getSpace(), s -> new HashMap<>()).put(prototype.getName(), prototype);
        promote(staged.values().stream()
                .filter(set -> set.arrived(prototype.getSpace(), prototype.getName()))
                .toList());
    }

    private void addSet(String key, ClassSet set, ClassRegistryRecord record) {
        if (!key.equals(RegistryKeys.classSet(set.getName()))) {
            alarm(Code.CLASS_SET_REFUSED, key, "class set '" + set.getName() + "' is under '" + key + "'; ignored");
            return;
        }
        String fault = ScorerBuilder.fault(set);
        if (fault != null) {
            alarm(Code.CLASS_SET_REFUSED, key, fault);
            return;
        }
        if (set.getRevision() <= newestRevision(set.getName())) {
            return;
        }
        records.put(key, record);
        Set<String> missing = new TreeSet<>(set.getMembers());
        missing.removeAll(prototypes.getOrDefault(set.getSpace(), Map.of()).keySet());
        StagedSet next = new StagedSet(set, missing);
        staged.put(set.getName(), next);
        promote(List.of(next));
    }

    private long newestRevision(String set) {
        StagedSet waiting = staged.get(set);
        ServingSet current = serving.get(set);
        return Math.max(waiting == null ? 0 : waiting.set().getRevision(), current == null ? 0 : current.revision());
    }

    /** Lets those serve that miss nothing any more. */
    private void promote(Collection<StagedSet> candidates) {
        for (StagedSet candidate : candidates) {
            ClassSet set = candidate.set();
            SemanticSpace space = space(set.getSpace());
            if (space == null || !candidate.missing().isEmpty()) {
                continue;
            }
            staged.remove(set.getName());
            try {
                Map<String, ClassPrototype> known = prototypes.getOrDefault(set.getSpace(), Map.of());
                serving.put(set.getName(), new ServingSet(set, ScorerBuilder.build(space, set, known)));
                changes++;
                records.put(SERVING + RegistryKeys.classSet(set.getName()), new ClassRegistryRecord(set));
            } catch (ModelException e) {
                alarm(
                        Code.CLASS_SET_REFUSED,
                        RegistryKeys.classSet(set.getName()),
                        "revision " + set.getRevision() + " of class set '" + set.getName() + "' cannot serve: "
                                + e.getMessage() + "; the former revision stays");
            }
        }
    }

    private void remove(String key, RegistryKey parsed) {
        switch (parsed.kind()) {
            case SPACE -> {
                if (users(parsed.name()) > 0) {
                    alarm(
                            Code.SPACE_REFUSED,
                            key,
                            "space '" + parsed.name() + "' was removed but class sets use it; it stays");
                } else {
                    records.remove(key);
                }
            }
            case PROTOTYPE -> removePrototype(key, parsed);
            case CLASS_SET -> {
                staged.remove(parsed.name());
                serving.remove(parsed.name());
                changes++;
                records.remove(key);
                records.remove(SERVING + key);
            }
            default -> alarm(Code.UNREADABLE_CONTROL, key, "'" + key + "' does not belong on class-registry; ignored");
        }
    }

    private void removePrototype(String key, RegistryKey parsed) {
        List<String> users = sets().filter(set -> set.getSpace().equals(parsed.group())
                        && set.getMembers().contains(parsed.name()))
                .map(ClassSet::getName)
                .distinct()
                .toList();
        if (users.isEmpty()) {
            records.remove(key);
            prototypes.getOrDefault(parsed.group(), new HashMap<>()).remove(parsed.name());
        } else {
            alarm(
                    Code.REMOVAL_IGNORED,
                    key,
                    "class '" + parsed.name() + "' of space '" + parsed.group() + "' was removed but " + users
                            + " still has it; it stays: take it out of the set first");
        }
    }

    private void forget(ClassPrototype prototype) {
        records.remove(RegistryKeys.prototype(prototype.getSpace(), prototype.getName()));
        prototypes.getOrDefault(prototype.getSpace(), new HashMap<>()).remove(prototype.getName());
        staged.values().forEach(set -> set.lost(prototype.getSpace(), prototype.getName()));
    }

    private @Nullable SemanticSpace space(String name) {
        ClassRegistryRecord record = records.get(RegistryKeys.space(name));
        return record == null ? null : (SemanticSpace) record.getEntry();
    }

    private long users(String space) {
        return sets().filter(set -> set.getSpace().equals(space)).count();
    }

    private Stream<ClassSet> sets() {
        return Stream.concat(
                serving.values().stream().map(ServingSet::record),
                staged.values().stream().map(StagedSet::set));
    }

    private void alarm(Code code, String subject, String message) {
        alarms.accept(new Alarm(code, subject, message));
    }
}
