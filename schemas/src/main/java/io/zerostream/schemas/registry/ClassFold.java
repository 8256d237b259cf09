package io.zerostream.schemas.registry;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.Refusal.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the records of class-registry, in the order of their offsets, come to. With {@link Admission}, which
 * says which record is taken and which is refused, the one place of these rules, so that job and gateway agree on what is
 * there. Nothing is thrown for any record; what is refused leaves no trace in memory. Plain Java, one thread; holds the records by reference.
 *
 * <p>A set's revision is complete when its space and all its prototypes are there. Until then it waits, and the revision
 * that was complete before is kept beside it. A revision must be higher than every one before. Removing the set forgets
 * them, and any revision is taken then; but who asks for the next goes on counting, see {@link #nextRevision}.
 */
public final class ClassFold {
    private final Map<String, SemanticSpace> spaces = new TreeMap<>();
    private final Map<String, Map<String, ClassPrototype>> prototypes = new HashMap<>();
    private final Map<String, SetRevision> waiting = new TreeMap<>();
    private final Map<String, SetRevision> complete = new TreeMap<>();
    private final RemovedRevisions removed = new RemovedRevisions();

    private final Budget budget;
    private final Admission admission;

    /** Of at most {@link RegistryLimits#TOTAL_BYTES}. */
    public ClassFold() {
        this(RegistryLimits.TOTAL_BYTES);
    }

    /** @param totalBytes most that all records may take together */
    ClassFold(long totalBytes) {
        this.budget = new Budget(totalBytes);
        this.admission = new Admission(this, budget);
    }

    /**
     * The registry as its topic says it is at present.
     *
     * @throws RuntimeException as Kafka's client or the schema registry's reports that it is away
     */
    public static ClassFold read(KafkaConnection kafka) {
        ClassFold fold = new ClassFold();
        kafka.readAll(
                Topics.CLASS_REGISTRY,
                ClassRegistryRecord.class,
                record -> fold.apply(record.key() == null ? "" : record.key(), record.value()));
        return fold;
    }

    /**
     * What one record changed.
     *
     * @param taken whether the record, or the removal, counts from now on
     * @param forgotten keys of records taken before that turned out not to fit
     * @param completed sets that became complete, the revision each
     * @param refusal why the record, or records before it that it made unfit, do not count; null = nothing is refused
     */
    public record Outcome(
            boolean taken,
            List<String> forgotten,
            List<ClassSet> completed,
            @Nullable Refusal refusal) {
        private static final Outcome NOTHING = new Outcome(false, List.of(), List.of(), null);

        private static Outcome refused(Refusal refusal) {
            return new Outcome(false, List.of(), List.of(), refusal);
        }

        private static Outcome taken(List<ClassSet> completed) {
            return new Outcome(true, List.of(), completed, null);
        }
    }

    /**
     * Folds in one record.
     *
     * @param key its key
     * @param record null for a tombstone
     */
    public Outcome apply(String key, @Nullable ClassRegistryRecord record) {
        Refusal refusal = refusal(key, record);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        if (record == null) {
            return remove(key, RegistryKeys.parse(key).orElseThrow());
        }
        Object entry = record.getEntry();
        if (entry instanceof ClassSet set && isKnown(set)) {
            return Outcome.NOTHING;
        }
        budget.put(key, RecordSize.of(record));
        if (entry instanceof SemanticSpace space) {
            return add(space);
        } else if (entry instanceof ClassPrototype prototype) {
            return add(prototype);
        }
        return add((ClassSet) entry);
    }

    /**
     * Why a record would be refused at present; changes nothing.
     *
     * @param record null for a tombstone
     * @return null = it would be taken
     */
    public @Nullable Refusal refusal(String key, @Nullable ClassRegistryRecord record) {
        return admission.refusal(key, record);
    }

    /** Whether a set's newest or complete revision is this very record. */
    boolean isKnown(ClassSet set) {
        return Stream.of(waiting, complete)
                .map(sets -> sets.get(set.getName()))
                .anyMatch(known -> known != null && known.set().equals(set));
    }

    private Outcome add(SemanticSpace space) {
        spaces.put(space.getName(), space);
        List<ClassPrototype> unfit = prototypes(space.getName()).values().stream()
                .filter(early -> ClassRules.fault(space, early) != null)
                .toList();
        List<String> forgotten = new ArrayList<>();
        for (ClassPrototype early : unfit) {
            String key = RegistryKeys.prototype(space.getName(), early.getName());
            forgotten.add(key);
            budget.remove(key);
            drop(space.getName(), early.getName());
            waiting.values().forEach(set -> set.lost(space.getName(), early.getName()));
        }
        List<ClassSet> completed = complete(List.copyOf(waiting.values()));
        return new Outcome(true, forgotten, completed, unfit.isEmpty() ? null : unfit(space, unfit));
    }

    private static Refusal unfit(SemanticSpace space, List<ClassPrototype> unfit) {
        ClassPrototype first = unfit.get(0);
        String more = unfit.size() == 1 ? "" : "; and so do " + (unfit.size() - 1) + " more that came before the space";
        return Admission.refused(
                Reason.PROTOTYPE,
                RegistryKeys.prototype(space.getName(), first.getName()),
                ClassRules.fault(space, first) + more);
    }

    private Outcome add(ClassPrototype prototype) {
        prototypes.computeIfAbsent(prototype.getSpace(), s -> new TreeMap<>()).put(prototype.getName(), prototype);
        return Outcome.taken(complete(waiting.values().stream()
                .filter(set -> set.arrived(prototype.getSpace(), prototype.getName()))
                .toList()));
    }

    private Outcome add(ClassSet set) {
        Set<String> known = prototypes(set.getSpace()).keySet();
        Set<String> missing = new TreeSet<>();
        set.getMembers().stream().filter(member -> !known.contains(member)).forEach(missing::add);
        SetRevision next = new SetRevision(set, new HashSet<>(set.getMembers()), missing);
        waiting.put(set.getName(), next);
        return Outcome.taken(complete(List.of(next)));
    }

    private List<ClassSet> complete(Collection<SetRevision> candidates) {
        List<ClassSet> completed = new ArrayList<>();
        for (SetRevision candidate : candidates) {
            ClassSet set = candidate.set();
            if (spaces.containsKey(set.getSpace()) && candidate.missing().isEmpty()) {
                waiting.remove(set.getName());
                complete.put(set.getName(), candidate);
                completed.add(set);
            }
        }
        return completed;
    }

    private Outcome remove(String key, RegistryKey parsed) {
        budget.remove(key);
        switch (parsed.kind()) {
            case SPACE -> spaces.remove(parsed.name());
            case PROTOTYPE -> drop(parsed.group(), parsed.name());
            default -> {
                set(parsed.name()).ifPresent(last -> removed.remember(parsed.name(), last.getRevision()));
                waiting.remove(parsed.name());
                complete.remove(parsed.name());
            }
        }
        return Outcome.taken(List.of());
    }

    private void drop(String space, String name) {
        Map<String, ClassPrototype> left = prototypes.get(space);
        if (left != null && left.remove(name) != null && left.isEmpty()) {
            prototypes.remove(space);
        }
    }

    /** All spaces by name; a live view. */
    public Map<String, SemanticSpace> spaces() {
        return Collections.unmodifiableMap(spaces);
    }

    /** The prototypes of a space by class name, whether or not the space itself has come; a live view. */
    public Map<String, ClassPrototype> prototypes(String space) {
        return Collections.unmodifiableMap(prototypes.getOrDefault(space, Map.of()));
    }

    /** Names of all sets, complete or not. */
    public Set<String> setNames() {
        Set<String> names = new TreeSet<>(complete.keySet());
        names.addAll(waiting.keySet());
        return names;
    }

    /** The newest revision of a set, complete or not. */
    public Optional<ClassSet> set(String name) {
        SetRevision newest = waiting.getOrDefault(name, complete.get(name));
        return Optional.ofNullable(newest).map(SetRevision::set);
    }

    /**
     * The revision that the next change of a set takes. Where a set of this name was removed it goes on counting, so that a
     * label's revision means one list of classes only: for as long as the topic has the removed set, which is longer than
     * labels are kept.
     */
    public long nextRevision(String set) {
        return Revisions.after(set(set).map(ClassSet::getRevision).orElseGet(() -> removed.of(set)));
    }

    /** Members of a set's newest revision whose prototypes have not come, in the order of their names; a live view. */
    public Set<String> missing(String set) {
        SetRevision newest = waiting.get(set);
        return newest == null ? Set.of() : Collections.unmodifiableSet(newest.missing());
    }

    /** For each set whose newest revision is not complete, by name, what it waits for, for people. */
    public Map<String, String> waiting() {
        Map<String, String> texts = new TreeMap<>();
        waiting.forEach((name, set) -> texts.put(name, set.describe()));
        return texts;
    }

    /** Names of the sets that have a class in their newest or in their complete revision. */
    public List<String> setsWith(String space, String className) {
        return Stream.concat(complete.values().stream(), waiting.values().stream())
                .filter(set -> set.has(space, className))
                .map(set -> set.set().getName())
                .distinct()
                .toList();
    }

    /** Names of the sets whose newest or complete revision is of a space. */
    List<String> setsOf(String space) {
        return Stream.concat(complete.values().stream(), waiting.values().stream())
                .map(SetRevision::set)
                .filter(set -> set.getSpace().equals(space))
                .map(ClassSet::getName)
                .distinct()
                .toList();
    }
}
