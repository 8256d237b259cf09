package io.zerostream.schemas.registry;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
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
 * What the records of class-registry, in the order of their offsets, come to. The one place that says which record is
 * taken and which is refused, so that job and gateway agree on what is there. Nothing is thrown for any record; what is
 * refused leaves no trace in memory. Plain Java, one thread; holds the records by reference.
 *
 * <p>A set's revision is complete when its space and all its prototypes are there. Until then it waits, and the revision
 * that was complete before is kept beside it. A revision must be higher than every one before. Removing the set forgets
 * them, and any revision is taken then; but who asks for the next goes on counting, see {@link #nextRevision}.
 */
public final class ClassFold {
    private static final int NAMED = 5;

    private final Map<String, SemanticSpace> spaces = new TreeMap<>();
    private final Map<String, Map<String, ClassPrototype>> prototypes = new HashMap<>();
    private final Map<String, SetRevision> waiting = new TreeMap<>();
    private final Map<String, SetRevision> complete = new TreeMap<>();
    private final RemovedRevisions removed = new RemovedRevisions();

    private final Budget budget;

    /** Of at most {@link RegistryLimits#TOTAL_BYTES}. */
    public ClassFold() {
        this(RegistryLimits.TOTAL_BYTES);
    }

    /** @param totalBytes most that all records may take together */
    ClassFold(long totalBytes) {
        this.budget = new Budget(totalBytes);
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
        if (key.length() > RegistryLimits.KEY_CHARS) {
            return refused(Reason.UNREADABLE, key, "the key '" + SafeText.of(key) + "' is none; ignored");
        }
        if (record == null) {
            return removalRefusal(key);
        }
        Object entry = record.getEntry();
        Refusal refusal;
        if (entry instanceof SemanticSpace space) {
            refusal = spaceRefusal(key, space);
        } else if (entry instanceof ClassPrototype prototype) {
            refusal = prototypeRefusal(key, prototype);
        } else if (entry instanceof ClassSet set) {
            refusal = setRefusal(key, set);
        } else {
            refusal = refused(Reason.UNREADABLE, key, "the record under '" + SafeText.of(key) + "' is empty; ignored");
        }
        if (refusal == null && !budget.fits(key, RecordSize.of(record))) {
            refusal = refused(reason(entry), key, budget.full());
        }
        return refusal;
    }

    private @Nullable Refusal spaceRefusal(String key, SemanticSpace space) {
        String fault = ClassRules.fault(space);
        if (fault != null) {
            return refused(Reason.SPACE, key, fault + "; ignored");
        }
        SemanticSpace known = spaces.get(space.getName());
        if (known != null && !known.getAttributes().equals(space.getAttributes()) && isUsed(space.getName())) {
            return refused(
                    Reason.SPACE,
                    key,
                    "space '" + space.getName() + "' has other attributes than before and "
                            + users(space.getName())
                            + "; the old ones stay: publish the new attributes under another name");
        }
        return underItsKey(key, space);
    }

    private @Nullable Refusal prototypeRefusal(String key, ClassPrototype prototype) {
        String fault = ClassRules.fault(prototype);
        if (fault != null) {
            return refused(Reason.PROTOTYPE, key, fault + "; ignored");
        }
        SemanticSpace space = spaces.get(prototype.getSpace());
        fault = space == null ? null : ClassRules.fault(space, prototype);
        return fault != null ? refused(Reason.PROTOTYPE, key, fault) : underItsKey(key, prototype);
    }

    private @Nullable Refusal setRefusal(String key, ClassSet set) {
        String fault = ClassRules.fault(set);
        if (fault != null) {
            return refused(Reason.CLASS_SET, key, fault + "; ignored");
        }
        ClassSet newest = set(set.getName()).orElse(null);
        if (newest != null && !Revisions.follows(set.getRevision(), newest.getRevision()) && !isKnown(set)) {
            return refused(
                    Reason.CLASS_SET,
                    key,
                    "revision " + set.getRevision() + " of class set '" + set.getName() + "' came after revision "
                            + newest.getRevision()
                            + " and is ignored: do two programs write the registry? Make the change again");
        }
        return underItsKey(key, set);
    }

    private boolean isKnown(ClassSet set) {
        return Stream.of(waiting, complete)
                .map(sets -> sets.get(set.getName()))
                .anyMatch(known -> known != null && known.set().equals(set));
    }

    private static @Nullable Refusal underItsKey(String key, Object entry) {
        String own = ClassRules.key(entry);
        return key.equals(own) ? null : refused(reasonOfKey(key, entry), key, otherKey(key, own));
    }

    /** A record under the key of another record of its kind is a fault of that kind. */
    private static Reason reasonOfKey(String key, Object entry) {
        boolean same = RegistryKeys.parse(key)
                .filter(parsed -> parsed.kind() == kind(entry))
                .isPresent();
        return same ? reason(entry) : Reason.UNREADABLE;
    }

    private static RegistryKey.Kind kind(Object entry) {
        if (entry instanceof SemanticSpace) {
            return RegistryKey.Kind.SPACE;
        }
        return entry instanceof ClassPrototype ? RegistryKey.Kind.PROTOTYPE : RegistryKey.Kind.CLASS_SET;
    }

    static String otherKey(String key, String own) {
        return "the record under '" + SafeText.of(key) + "' says it is '" + SafeText.of(own)
                + "'; ignored: write it under its own key";
    }

    private @Nullable Refusal removalRefusal(String key) {
        RegistryKey parsed = RegistryKeys.parse(key).orElse(null);
        if (parsed == null || !key.equals(canonical(parsed))) {
            return refused(
                    Reason.UNREADABLE,
                    key,
                    "a removal under '" + SafeText.of(key) + "', which is no key of class-registry; ignored");
        }
        if (parsed.kind() == RegistryKey.Kind.SPACE && isUsed(parsed.name())) {
            return refused(
                    Reason.SPACE,
                    key,
                    "space '" + parsed.name() + "' was removed but " + users(parsed.name())
                            + "; it stays: remove those first");
        }
        if (parsed.kind() == RegistryKey.Kind.PROTOTYPE) {
            List<String> users = setsWith(parsed.group(), parsed.name());
            if (!users.isEmpty()) {
                return refused(
                        Reason.REMOVAL,
                        key,
                        "class '" + parsed.name() + "' of space '" + parsed.group() + "' was removed but " + some(users)
                                + " still has it; it stays: take it out of the set first");
            }
        }
        return null;
    }

    private static String canonical(RegistryKey key) {
        if (key.name().isEmpty() || key.group().isEmpty()) {
            return "";
        }
        return switch (key.kind()) {
            case SPACE -> RegistryKeys.space(key.name());
            case PROTOTYPE -> RegistryKeys.prototype(key.group(), key.name());
            case CLASS_SET -> RegistryKeys.classSet(key.name());
            default -> "";
        };
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
        return refused(
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

    private boolean isUsed(String space) {
        return prototypes.containsKey(space) || !setsOf(space).isEmpty();
    }

    private List<String> setsOf(String space) {
        return Stream.concat(complete.values().stream(), waiting.values().stream())
                .map(SetRevision::set)
                .filter(set -> set.getSpace().equals(space))
                .map(ClassSet::getName)
                .distinct()
                .toList();
    }

    private String users(String space) {
        List<String> sets = setsOf(space);
        int classes = prototypes(space).size();
        return sets.isEmpty() ? classes + " classes use it" : "class sets use it: " + some(sets);
    }

    private static String some(List<String> names) {
        return names.size() <= NAMED
                ? names.toString()
                : names.subList(0, NAMED) + " and " + (names.size() - NAMED) + " more";
    }

    private static Reason reason(Object entry) {
        return switch (kind(entry)) {
            case SPACE -> Reason.SPACE;
            case PROTOTYPE -> Reason.PROTOTYPE;
            default -> Reason.CLASS_SET;
        };
    }

    private static Refusal refused(Reason reason, String key, String message) {
        return new Refusal(reason, SafeText.of(key), message);
    }
}
