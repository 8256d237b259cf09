package io.zerostream.schemas.change;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.schemas.registry.Refusal;
import io.zerostream.schemas.registry.RegistryWriter;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import io.zerostream.schemas.registry.Revisions;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes back to earlier revisions of class sets, and removes sets, by records checked against what is there. {@link
 * ChangeRefusedException} tells what does not fit, {@link io.zerostream.schemas.registry.RegistryWriteException} what could
 * not be written.
 */
public final class SetSwitch {
    private final KafkaConnection kafka;
    private final String author;
    private final Clock clock;
    private final Duration patience;

    /**
     * @param author who changes, as records carry it
     * @param patience as of {@link RegistryWriter}
     */
    public SetSwitch(KafkaConnection kafka, String author, Clock clock, Duration patience) {
        this.kafka = kafka;
        this.author = author;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Goes back to an earlier revision: its members and settings as a new revision, and the prototypes of members that were
     * removed since. Prototypes that were changed since stay changed, for other sets may share them.
     *
     * @return the new revision
     * @throws ChangeRefusedException when the registry does not remember it
     */
    public long rollBack(String set, long revision) {
        return write(() -> rolledBack(set, revision));
    }

    private Planned<ClassRegistryRecord, Long> rolledBack(String set, long revision) {
        SetHistory history = SetHistory.read(kafka);
        ClassSet then = history.require(set, revision);
        Map<String, @Nullable ClassRegistryRecord> records = new LinkedHashMap<>();
        for (ClassPrototype prototype : history.removedSince(then)) {
            records.put(
                    RegistryKeys.prototype(prototype.getSpace(), prototype.getName()),
                    new ClassRegistryRecord(prototype));
        }
        long next = Revisions.after(history.newest(set));
        records.put(
                RegistryKeys.classSet(set),
                new ClassRegistryRecord(ClassSet.newBuilder(then)
                        .setRevision(next)
                        .setChangedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .setAuthor(author)
                        .build()));
        ClassFold registry = ClassFold.read(kafka);
        records.forEach(
                (key, record) -> requireTaken(registry.apply(key, record).refusal()));
        return new Planned<>(records, next);
    }

    /** What job and gateway would refuse is not written. */
    private static void requireTaken(@Nullable Refusal refusal) {
        if (refusal != null) {
            throw new ChangeRefusedException("nothing was changed: " + refusal.message());
        }
    }

    /**
     * Removes a set; prototypes stay.
     *
     * @throws ChangeRefusedException when it is not there, or a deployment uses it
     */
    public void remove(String set) {
        write(() -> removed(set));
    }

    private Planned<ClassRegistryRecord, String> removed(String set) {
        SetHistory.read(kafka).require(set);
        ModelFold.read(kafka).userOf(set).ifPresent(d -> {
            throw new ChangeRefusedException("deployment '" + d.getName() + "' uses class set '" + set
                    + "', as default or for a source or alias: let them use another one first");
        });
        Map<String, @Nullable ClassRegistryRecord> records = new LinkedHashMap<>();
        records.put(RegistryKeys.classSet(set), null);
        return new Planned<>(records, set);
    }

    private <R> R write(Supplier<Planned<ClassRegistryRecord, R>> plan) {
        return RegistryWriter.once(kafka, Topics.CLASS_REGISTRY, ClassRegistryRecord.class, patience, plan);
    }
}
