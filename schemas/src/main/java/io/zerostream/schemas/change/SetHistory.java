package io.zerostream.schemas.change;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.registry.ClassRules;
import io.zerostream.schemas.registry.Revisions;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What class-registry still remembers of one set: one revision whole, and of all others that were not compacted away (a week
 * at least) the numbers, for a set may be large and its revisions many.
 */
final class SetHistory {
    private final String name;
    private final long wanted;
    private final Set<Long> remembered = new LinkedHashSet<>();
    private final Map<String, Long> present = new TreeMap<>();
    /** All prototypes as they last were where the topic has been read to, those that were removed too. */
    private final Map<String, ClassPrototype> prototypes = new HashMap<>();
    /** Those of the members of the revision that is wanted, as they were when it was written. */
    private final Map<String, ClassPrototype> then = new HashMap<>();

    private @Nullable ClassSet found;
    private long newest;

    /**
     * @param name of the set
     * @param wanted the revision to keep; 0 = none
     */
    SetHistory(String name, long wanted) {
        this.name = name;
        this.wanted = wanted;
    }

    /** Reads the topic to its present end. */
    static SetHistory read(KafkaConnection kafka, String name, long wanted) {
        SetHistory history = new SetHistory(name, wanted);
        kafka.readAll(Topics.CLASS_REGISTRY, ClassRegistryRecord.class, history::add);
        return history;
    }

    /** Goes on with the topic's next record. What job and gateway refuse never was a revision. */
    void add(ConsumerRecord<String, ClassRegistryRecord> record) {
        Object entry = record.value() == null ? null : record.value().getEntry();
        if (entry == null) {
            RegistryKeys.parse(record.key())
                    .filter(key -> key.kind() == RegistryKey.Kind.CLASS_SET)
                    .ifPresent(key -> present.remove(key.name()));
        } else if (entry instanceof ClassSet set && ClassRules.fault(set) == null) {
            add(set);
        } else if (entry instanceof ClassPrototype prototype) {
            prototypes.put(record.key(), prototype);
        }
    }

    private void add(ClassSet set) {
        Long known = present.get(set.getName());
        if (known != null && !Revisions.follows(set.getRevision(), known)) {
            return;
        }
        present.put(set.getName(), set.getRevision());
        if (set.getName().equals(name)) {
            newest = set.getRevision();
            remembered.add(newest);
            if (newest == wanted) {
                found = set;
                then.clear();
                for (String member : set.getMembers()) {
                    String key = RegistryKeys.prototype(set.getSpace(), member);
                    ClassPrototype prototype = prototypes.get(key);
                    if (prototype != null) {
                        then.put(key, prototype);
                    }
                }
            }
        }
    }

    /** @throws ChangeRefusedException when there is none of this name now, naming those there are */
    void requirePresent() {
        if (!present.containsKey(name)) {
            throw new ChangeRefusedException("there is no class set '" + SafeText.of(name) + "'; there are "
                    + NextDeployment.some(List.copyOf(present.keySet())));
        }
    }

    /** The revision that was wanted. @throws ChangeRefusedException when it is not remembered, naming those that are */
    ClassSet require() {
        if (found == null) {
            List<String> all = remembered.stream().map(String::valueOf).toList();
            throw new ChangeRefusedException("class-registry does not remember revision " + wanted + " of class set '"
                    + SafeText.of(name) + "'; it remembers "
                    + NextDeployment.some(all)
                    + " (what was replaced is kept for a week)");
        }
        return found;
    }

    /** A prototype as the wanted revision had it; empty where the topic does not remember. */
    Optional<ClassPrototype> then(String key) {
        return Optional.ofNullable(then.get(key));
    }

    /** The revision that the set has, or had when it was removed; 0 = there never was one. */
    long newest() {
        return newest;
    }

    /**
     * A prototype as it last was, whether it is there now or not.
     *
     * @throws ChangeRefusedException when it is not remembered
     */
    ClassPrototype last(String key) {
        ClassPrototype last = prototypes.get(key);
        if (last == null) {
            throw new ChangeRefusedException(
                    "class-registry does not remember " + SafeText.of(key) + ": add the class again first");
        }
        return last;
    }
}
