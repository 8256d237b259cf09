package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The class registry as its topic says it is: records folded in order, the latest of each key wins. As in the job, a
 * tombstone of a prototype that a set still needs is ignored with a warning. Thread-safe; the records it gives out are
 * shared and must not be changed.
 */
public final class ClassRegistryView {
    private static final Logger LOG = LoggerFactory.getLogger(ClassRegistryView.class);

    private final Map<String, SemanticSpace> spaces = new TreeMap<>();
    private final Map<String, ClassPrototype> prototypes = new TreeMap<>();
    private final Map<String, ClassSet> sets = new TreeMap<>();

    /**
     * Takes in one record of the topic.
     *
     * @param key as in {@link RegistryKeys}; a record under a key that is not its own is ignored with a warning
     * @param value null for a tombstone
     * @return the name of the class set that is new or changed by it, if one is
     */
    public synchronized Optional<String> apply(String key, @Nullable ClassRegistryRecord value) {
        if (value == null) {
            return remove(key);
        }
        Object entry = value.getEntry();
        if (entry instanceof SemanticSpace space && key.equals(RegistryKeys.space(space.getName()))) {
            spaces.put(space.getName(), space);
        } else if (entry instanceof ClassPrototype prototype
                && key.equals(RegistryKeys.prototype(prototype.getSpace(), prototype.getName()))) {
            prototypes.put(key, prototype);
        } else if (entry instanceof ClassSet set && key.equals(RegistryKeys.classSet(set.getName()))) {
            ClassSet before = sets.put(set.getName(), set);
            if (before != null && set.getRevision() <= before.getRevision()) {
                LOG.warn(
                        "set '{}' went from revision {} to {}: are two programs writing the registry?",
                        set.getName(),
                        before.getRevision(),
                        set.getRevision());
            }
            return Optional.of(set.getName());
        } else {
            LOG.warn("the record under key '{}' of the class registry names itself otherwise and is ignored", key);
        }
        return Optional.empty();
    }

    private Optional<String> remove(String key) {
        RegistryKey parsed = RegistryKeys.parse(key).orElse(null);
        if (parsed == null) {
            LOG.warn("a tombstone under key '{}' of the class registry is of no known kind and is ignored", key);
            return Optional.empty();
        }
        switch (parsed.kind()) {
            case SPACE -> spaces.remove(parsed.name());
            case PROTOTYPE -> {
                List<String> users = setsWith(parsed.group(), parsed.name());
                if (users.isEmpty()) {
                    prototypes.remove(key);
                } else {
                    LOG.warn("class '{}' was removed although set {} uses it: ignored", parsed.name(), users);
                }
            }
            case CLASS_SET -> {
                sets.remove(parsed.name());
                return Optional.of(parsed.name());
            }
            default -> LOG.warn("a tombstone under key '{}' does not belong into the class registry", key);
        }
        return Optional.empty();
    }

    /** All spaces, by name. */
    public synchronized List<SemanticSpace> spaces() {
        return List.copyOf(spaces.values());
    }

    /** One space. */
    public synchronized Optional<SemanticSpace> space(String name) {
        return Optional.ofNullable(spaces.get(name));
    }

    /** All sets, by name. */
    public synchronized List<ClassSet> sets() {
        return List.copyOf(sets.values());
    }

    /** One set. */
    public synchronized Optional<ClassSet> set(String name) {
        return Optional.ofNullable(sets.get(name));
    }

    /** One prototype. */
    public synchronized Optional<ClassPrototype> prototype(String space, String name) {
        return Optional.ofNullable(prototypes.get(RegistryKeys.prototype(space, name)));
    }

    /** The prototypes of a set's members that are there, in the set's order. */
    public synchronized List<ClassPrototype> members(ClassSet set) {
        return set.getMembers().stream()
                .flatMap(member -> prototype(set.getSpace(), member).stream())
                .toList();
    }

    /** Members of a set whose prototype has not arrived; until all have, the set's former revision serves. */
    public synchronized List<String> missing(ClassSet set) {
        return set.getMembers().stream()
                .filter(member -> prototype(set.getSpace(), member).isEmpty())
                .toList();
    }

    /** Names of all classes that a space has a prototype of. */
    public synchronized List<String> classNames(String space) {
        return prototypes.values().stream()
                .filter(p -> p.getSpace().equals(space))
                .map(ClassPrototype::getName)
                .toList();
    }

    /** Names of the sets of a space that have a class as member. */
    public synchronized List<String> setsWith(String space, String className) {
        return sets.values().stream()
                .filter(s -> s.getSpace().equals(space) && s.getMembers().contains(className))
                .map(ClassSet::getName)
                .toList();
    }
}
