package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.ClassFold;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The class registry as its topic says it is, by the same rules as in the job: see {@link ClassFold}. What is refused is
 * told in the log; on {@code job-notices} the job tells it too. Thread-safe; the records it gives out are shared and must
 * not be changed.
 */
public final class ClassRegistryView {
    private static final Logger LOG = LoggerFactory.getLogger(ClassRegistryView.class);

    /** That the past may take, beside the registry itself. */
    private static final long PAST_BYTES = 64L * 1024 * 1024;

    private ClassFold fold = new ClassFold();
    private RegistryPast past = new RegistryPast(PAST_BYTES);
    private long changes;
    private final Predicate<String> inUse;

    /** Of a registry whose sets no deployment uses. */
    public ClassRegistryView() {
        this(set -> false);
    }

    /** @param inUse whether a deployment uses a class set, which then stays */
    public ClassRegistryView(Predicate<String> inUse) {
        this.inUse = inUse;
    }

    /**
     * Takes in one record of the topic, unless it is refused.
     *
     * @param key as in {@link RegistryKeys}
     * @param value null for a tombstone
     * @return the name of the class set that is new or changed by it, if one is
     */
    public synchronized Optional<String> apply(@Nullable String key, @Nullable ClassRegistryRecord value) {
        String known = key == null ? "" : key;
        Optional<String> set = RegistryKeys.parse(known)
                .filter(parsed -> parsed.kind() == RegistryKey.Kind.CLASS_SET)
                .map(RegistryKey::name);
        if (value == null && set.filter(inUse).isPresent()) {
            LOG.warn("class set '{}' was removed but a deployment uses it: ignored", SafeText.of(set.get()));
            return Optional.empty();
        }
        ClassPrototype before = prototypeAt(known).orElse(null);
        ClassFold.Outcome outcome = fold.apply(known, value);
        if (outcome.refusal() != null) {
            LOG.warn("{}", outcome.refusal().message());
        }
        if (!outcome.taken()) {
            return Optional.empty();
        }
        changes++;
        if (before != null) {
            past.replaced(before);
        } else if (value != null && value.getEntry() instanceof ClassSet next) {
            past.revised(next);
        }
        return set;
    }

    private Optional<ClassPrototype> prototypeAt(String key) {
        return RegistryKeys.parse(key)
                .filter(parsed -> parsed.kind() == RegistryKey.Kind.PROTOTYPE)
                .flatMap(parsed -> prototype(parsed.group(), parsed.name()));
    }

    /** How many records were taken in: while it stays, so does everything else. */
    synchronized long changes() {
        return changes;
    }

    /** The revisions of a set that are remembered, oldest first; also of one that was removed. */
    public synchronized List<ClassSet> revisions(String set) {
        return past.of(set);
    }

    /** What is different between two revisions of a set; empty when one of them is not remembered. */
    public synchronized Optional<SetDifference> difference(String set, long from, long to) {
        return past.between(
                set, from, to, (space, name) -> fold.prototypes(space).get(name));
    }

    /** As {@link ClassFold#nextRevision}. */
    public synchronized long nextRevision(String set) {
        return fold.nextRevision(set);
    }

    /** Forgets everything: what comes from now on is another topic, from its beginning. */
    public synchronized void forget() {
        fold = new ClassFold();
        past = new RegistryPast(PAST_BYTES);
        changes++;
    }

    /** Why a record would be refused at present, for people; empty = it would be taken. */
    synchronized Optional<String> whyRefused(String key, ClassRegistryRecord value) {
        return Optional.ofNullable(fold.refusal(key, value)).map(refusal -> refusal.message());
    }

    /** All spaces, by name. */
    public synchronized List<SemanticSpace> spaces() {
        return List.copyOf(fold.spaces().values());
    }

    /** One space. */
    public synchronized Optional<SemanticSpace> space(String name) {
        return Optional.ofNullable(fold.spaces().get(name));
    }

    /** All sets, by name. */
    public synchronized List<ClassSet> sets() {
        return fold.setNames().stream().flatMap(name -> fold.set(name).stream()).toList();
    }

    /** The newest revision of a set. */
    public synchronized Optional<ClassSet> set(String name) {
        return fold.set(name);
    }

    /** One prototype. */
    public synchronized Optional<ClassPrototype> prototype(String space, String name) {
        return Optional.ofNullable(fold.prototypes(space).get(name));
    }

    /** The prototypes of a set's members that are there, in the set's order. */
    public synchronized List<ClassPrototype> members(ClassSet set) {
        Map<String, ClassPrototype> known = fold.prototypes(set.getSpace());
        return set.getMembers().stream()
                .flatMap(member -> Optional.ofNullable(known.get(member)).stream())
                .toList();
    }

    /** Members of a set whose prototype has not arrived; until all have, the set's former revision serves. */
    public synchronized List<String> missing(String set) {
        return List.copyOf(fold.missing(set));
    }

    /** How many {@link #missing} names. */
    public synchronized int missingCount(String set) {
        return fold.missing(set).size();
    }

    /** For each set that waits for prototypes or its space, by name, what it waits for, for people; not long. */
    public synchronized Map<String, String> waiting() {
        return fold.waiting();
    }

    /** Names of all classes that a space has a prototype of. */
    public synchronized List<String> classNames(String space) {
        return List.copyOf(fold.prototypes(space).keySet());
    }

    /** Names of the sets of a space that have a class as member, in their newest revision or in the one that serves. */
    public synchronized List<String> setsWith(String space, String className) {
        return fold.setsWith(space, className);
    }
}
