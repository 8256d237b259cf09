package io.zerostream.schemas.change;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import io.zerostream.schemas.registry.RegistryWriter.Written;
import io.zerostream.schemas.registry.Revisions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes back to earlier revisions of class sets, removes sets, and scores them as the model that serves recommends, by
 * records checked against what is there. All methods say how far class-registry must be read to know the change. {@link
 * ChangeRefusedException} tells what does not fit, {@link io.zerostream.schemas.registry.RegistryWriteException} what could
 * not be written.
 */
public final class SetSwitch {
    private final RegistryEditor editor;

    /** @param editor who changes */
    public SetSwitch(RegistryEditor editor) {
        this.editor = editor;
    }

    /**
     * What a roll-back made.
     *
     * @param revision the new one
     * @param kept members that have other values than the earlier revision had, and keep them, for other sets have them too;
     *     by name
     */
    public record RolledBack(long revision, List<String> kept) {}

    /**
     * Goes back to an earlier revision: its members and settings as a new revision, and the prototypes of its members as they
     * were then. Those that other sets have too stay as they are, for a set of somebody else would change with them.
     *
     * @throws ChangeRefusedException when the registry does not remember it
     */
    public Written<RolledBack> rollBack(String set, long revision) {
        return editor.classes(() -> rolledBack(set, revision));
    }

    private Planned<ClassRegistryRecord, RolledBack> rolledBack(String set, long revision) {
        SetHistory history = SetHistory.read(editor.kafka(), set, revision);
        ClassFold registry = ClassFold.read(editor.kafka());
        SetRollback back = SetRollback.of(history, registry);
        Map<String, @Nullable ClassRegistryRecord> records = new LinkedHashMap<>();
        back.restored().forEach((key, prototype) -> records.put(key, new ClassRegistryRecord(prototype)));
        long next = Revisions.after(history.newest());
        records.put(
                RegistryKeys.classSet(set),
                new ClassRegistryRecord(revised(history.require(), next).build()));
        requireTaken(registry, records);
        return new Planned<>(records, new RolledBack(next, back.kept()));
    }

    /**
     * Removes a set; prototypes stay.
     *
     * @throws ChangeRefusedException when it is not there, or a deployment uses it
     */
    public Written<String> remove(String set) {
        return editor.classes(() -> removed(set));
    }

    private Planned<ClassRegistryRecord, String> removed(String set) {
        SetHistory.read(editor.kafka(), set, 0).requirePresent();
        ModelFold.read(editor.kafka()).userOf(set).ifPresent(d -> {
            throw new ChangeRefusedException("deployment '" + d.getName() + "' uses class set '" + set
                    + "', as default or for a source or alias: let them use another one first");
        });
        Map<String, @Nullable ClassRegistryRecord> records = new LinkedHashMap<>();
        records.put(RegistryKeys.classSet(set), null);
        return new Planned<>(records, set);
    }

    /**
     * Scores the class sets that a deployment serves as its active version recommends: all sets of the model's space but
     * those whose γ and threshold somebody chose, and those that another deployment serves too. Does nothing where they have
     * it already, so that it may be repeated.
     *
     * @param recommends what a version recommends; empty where its manifest cannot be read
     * @param keep whether all keep what they have, and it is only told
     */
    public Written<Rescored> followModel(
            String deployment, Function<ModelVersion, Optional<SetScoring>> recommends, boolean keep) {
        return editor.classes(() -> {
            ClassFold registry = ClassFold.read(editor.kafka());
            NextScoring next = NextScoring.of(registry, ModelFold.read(editor.kafka()), deployment, recommends, keep);
            Map<String, @Nullable ClassRegistryRecord> records = new LinkedHashMap<>();
            next.sets()
                    .forEach(set -> records.put(
                            RegistryKeys.classSet(set.getName()),
                            new ClassRegistryRecord(
                                    revised(set, set.getRevision()).build())));
            requireTaken(registry, records);
            return new Planned<>(records, next.outcome());
        });
    }

    private ClassSet.Builder revised(ClassSet set, long revision) {
        return ClassSet.newBuilder(set)
                .setRevision(revision)
                .setChangedAt(editor.now())
                .setAuthor(editor.author());
    }

    private static void requireTaken(ClassFold registry, Map<String, @Nullable ClassRegistryRecord> records) {
        records.forEach((key, record) ->
                RegistryEditor.requireTaken(registry.apply(key, record).refusal()));
    }
}
