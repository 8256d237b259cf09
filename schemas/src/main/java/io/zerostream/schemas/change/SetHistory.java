package io.zerostream.schemas.change;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.registry.ClassRules;
import io.zerostream.schemas.registry.Revisions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What class-registry still remembers: every revision of every set that was not compacted away (a week at least), what is
 * there now, and the last prototype of classes that have been removed.
 */
final class SetHistory {
    private final Map<String, TreeMap<Long, ClassSet>> revisions = new TreeMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final Map<String, ClassSet> present = new TreeMap<>();
    private final Map<String, ClassPrototype> prototypes = new HashMap<>();
    private final Map<String, ClassPrototype> lastPrototypes = new HashMap<>();

    SetHistory() {}

    /** Reads the topic to its present end. */
    static SetHistory read(KafkaConnection kafka) {
        SetHistory history = new SetHistory();
        kafka.readAll(Topics.CLASS_REGISTRY, ClassRegistryRecord.class, history::add);
        return history;
    }

    /** Goes on with the topic's next record. What job and gateway refuse never was a revision. */
    void add(ConsumerRecord<String, ClassRegistryRecord> record) {
        Object entry = record.value() == null ? null : record.value().getEntry();
        if (entry == null) {
            prototypes.remove(record.key());
            RegistryKeys.parse(record.key())
                    .filter(key -> key.kind() == RegistryKey.Kind.CLASS_SET)
                    .ifPresent(key -> present.remove(key.name()));
        } else if (entry instanceof ClassSet set) {
            if (ClassRules.fault(set) == null) {
                add(set);
            }
        } else if (entry instanceof ClassPrototype prototype) {
            prototypes.put(record.key(), prototype);
            lastPrototypes.put(record.key(), prototype);
        }
    }

    private void add(ClassSet set) {
        ClassSet known = present.get(set.getName());
        if (known == null || Revisions.follows(set.getRevision(), known.getRevision())) {
            revisions.computeIfAbsent(set.getName(), n -> new TreeMap<>()).put(set.getRevision(), set);
            newest.put(set.getName(), set.getRevision());
            present.put(set.getName(), set);
        }
    }

    /** Sets that are there now, by name. */
    Map<String, ClassSet> present() {
        return present;
    }

    /** @throws ChangeRefusedException when there is none of this name now, naming those there are */
    ClassSet require(String name) {
        ClassSet set = present.get(name);
        if (set == null) {
            throw new ChangeRefusedException("there is no class set '" + name + "'; there are " + present.keySet());
        }
        return set;
    }

    /** @throws ChangeRefusedException when it is not remembered, naming those that are */
    ClassSet require(String name, long revision) {
        TreeMap<Long, ClassSet> known = revisions.getOrDefault(name, new TreeMap<>());
        ClassSet set = known.get(revision);
        if (set == null) {
            throw new ChangeRefusedException("class-registry does not remember revision " + revision + " of class set '"
                    + name + "'; it remembers " + known.keySet() + " (what was replaced is kept for a week)");
        }
        return set;
    }

    /** The revision that the set has, or had when it was removed; 0 = there never was one. */
    long newest(String name) {
        return newest.getOrDefault(name, 0L);
    }

    /**
     * Prototypes of a set's members that were removed since, as they last were.
     *
     * @throws ChangeRefusedException when one of them is not remembered
     */
    List<ClassPrototype> removedSince(ClassSet set) {
        return set.getMembers().stream()
                .map(member -> RegistryKeys.prototype(set.getSpace(), member))
                .filter(key -> !prototypes.containsKey(key))
                .map(key -> remembered(key, lastPrototypes.get(key)))
                .toList();
    }

    private static ClassPrototype remembered(String key, @Nullable ClassPrototype prototype) {
        if (prototype == null) {
            throw new ChangeRefusedException("class-registry does not remember " + key + ": add the class again first");
        }
        return prototype;
    }
}
