package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The class registry to read and to change. Changes are checked against the present view, written one at a time, and
 * returned when they have been read back, so a caller reads its own writes. Several gateways and commands may write at
 * once: see {@link io.zerostream.schemas.registry.RegistryWriter}. Thread-safe.
 */
public final class ClassRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(ClassRegistry.class);

    private final ClassRegistryView view;
    private final RegistryLog log;
    private final ClassEditor classes;
    private final SetEditor sets;
    private final SetImport imports;
    private final Lock writing = new ReentrantLock();

    /**
     * @param view fed by whoever reads the topic
     * @param log where changes go
     * @param clock dates the records
     */
    public ClassRegistry(ClassRegistryView view, RegistryLog log, Clock clock) {
        this(view, log, ModelScoring.NONE, clock);
    }

    /**
     * @param view fed by whoever reads the topic
     * @param log where changes go
     * @param models what they recommend for a new set
     * @param clock dates the records
     */
    public ClassRegistry(ClassRegistryView view, RegistryLog log, ModelScoring models, Clock clock) {
        this.view = view;
        this.log = log;
        this.classes = new ClassEditor(view, new Likenesses(view), clock);
        this.imports = new SetImport(view, clock);
        this.sets = new SetEditor(view, models, clock);
    }

    /** The registry as it is. */
    public ClassRegistryView view() {
        return view;
    }

    /**
     * One set.
     *
     * @throws RefusedException when there is none of this name, naming those there are
     */
    public ClassSet set(String name) {
        return Sets.find(view, name);
    }

    /**
     * The space that a set lives in.
     *
     * @throws RefusedException when it has not been published
     */
    public SemanticSpace spaceOf(ClassSet set) {
        return Sets.spaceOf(view, set);
    }

    /**
     * Adds or replaces a class.
     *
     * @param set class set to put it in
     * @throws RefusedException with the reason
     */
    public Change addClass(String set, ClassRequest request) {
        return addClass(set, request, any -> {});
    }

    /**
     * The same, where not everybody may change every set: a class belongs to its space, and changes for all sets that have
     * it.
     *
     * @param mayRevise throws when the set with this name may not be changed
     * @throws RefusedException with the reason
     */
    public Change addClass(String set, ClassRequest request, Consumer<String> mayRevise) {
        return write(() -> {
            Change planned = classes.add(set, request);
            planned.sets().forEach(mayRevise);
            return planned;
        });
    }

    /**
     * Takes a class out of a set, and out of the registry when no other set has it.
     *
     * @throws RefusedException with the reason
     */
    public Change removeClass(String set, String name, @Nullable String author) {
        return write(() -> classes.remove(set, name, author));
    }

    /**
     * Creates or edits a class set.
     *
     * @throws RefusedException with the reason
     */
    public Change putSet(String name, SetRequest request) {
        return write(() -> sets.put(name, request));
    }

    /**
     * Looks how a class would fit in with a set, and changes nothing.
     *
     * @throws RefusedException when there is no such set, or the values are none of its space
     */
    public ClassCheck check(String set, ClassRequest request) {
        return classes.check(set, request);
    }

    /**
     * The classes of a set that are there, as CSV.
     *
     * @throws RefusedException when there is no such set
     */
    public String csv(String name) {
        ClassSet set = set(name);
        return ClassTables.write(spaceOf(set), view.members(set));
    }

    /**
     * Puts a table of classes into a set, as one revision.
     *
     * @param mayRevise throws when the set with this name may not be changed
     * @throws RefusedException with what is wrong at which line and column, or when the set has moved on
     */
    public ImportedSet importTable(String set, ImportRequest request, Consumer<String> mayRevise) {
        AtomicReference<ImportedSet> planned = new AtomicReference<>();
        Change done = write(() -> {
            ImportedSet plan = planImport(set, request, mayRevise);
            planned.set(plan);
            return plan.change();
        });
        return new ImportedSet(
                done,
                Objects.requireNonNull(planned.get(), "what is written was planned")
                        .difference());
    }

    /** What {@link #importTable} would do. */
    public ImportedSet planImport(String set, ImportRequest request, Consumer<String> mayRevise) {
        ImportedSet plan = imports.plan(set, request);
        plan.change().sets().forEach(mayRevise);
        return plan;
    }

    /**
     * The revisions of a set that are remembered, oldest first; also of one that was removed.
     *
     * @throws RefusedException when there are none
     */
    public List<ClassSet> revisions(String name) {
        List<ClassSet> revisions = view.revisions(name);
        return revisions.isEmpty() ? List.of(set(name)) : revisions;
    }

    /**
     * What is different between two revisions of a set.
     *
     * @throws RefusedException when one of them is not remembered, naming those that are
     */
    public SetDifference difference(String name, long from, long to) {
        return view.difference(name, from, to).orElseThrow(() -> {
            List<Long> remembered =
                    revisions(name).stream().map(ClassSet::getRevision).toList();
            long missing = remembered.contains(from) ? to : from;
            return new RefusedException(
                    Refusal.NOT_FOUND,
                    "revision " + missing + " of class set '" + SafeText.of(name) + "' is not remembered",
                    "remembered are " + remembered.size() + " revisions, from " + remembered.get(0) + " to "
                            + remembered.get(remembered.size() - 1));
        });
    }

    /**
     * What people should know of a set that was changed otherwise than by this.
     *
     * @param before null = it was not there
     */
    public List<String> warnings(@Nullable ClassSet before, ClassSet now) {
        return SetWarnings.of(Optional.ofNullable(before), now);
    }

    private Change write(Supplier<Change> plan) {
        writing.lock();
        try {
            long topic = log.topic();
            Change change = log.write(topic, () -> {
                Change planned = plan.get();
                planned.entries().forEach(this::requireTaken);
                return planned;
            });
            if (change.entries().isEmpty()) {
                return change;
            }
            LOG.info("set '{}' is now at revision {}", SafeText.of(change.set()), change.revision());
            String waits = view.waiting().get(change.set());
            return waits == null ? change : change.warning(waits + "; what served before goes on until they are there");
        } finally {
            writing.unlock();
        }
    }

    /** What readers of the topic would refuse is not written. Removals are right by what is written before them. */
    private void requireTaken(Change.Entry entry) {
        if (entry.value() != null) {
            view.whyRefused(entry.key(), entry.value()).ifPresent(why -> {
                throw new RefusedException(Refusal.BAD_VALUE, why, "nothing was changed");
            });
        }
    }
}
