package io.zerostream.gateway.internal.registry;

import io.zerostream.model.classes.Likeness;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.Revisions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns wishes about classes into checked changes of the registry. Reads the view, writes nothing. A prototype comes
 * before the set revision that needs it, and its tombstone after the revision that no longer does.
 */
final class ClassEditor {
    static {
        // a set is copied
        AvroTrust.trustOurClasses();
    }

    private final ClassRegistryView view;
    private final Likenesses likenesses;
    private final Clock clock;

    /** @param likenesses of the same view */
    ClassEditor(ClassRegistryView view, Likenesses likenesses, Clock clock) {
        this.view = view;
        this.likenesses = likenesses;
        this.clock = clock;
    }

    /**
     * Looks how a class would fit in, and changes nothing. It need not have a name yet.
     *
     * @throws RefusedException when its values are none of the space
     */
    ClassCheck check(String setName, ClassRequest request) {
        ClassSet set = Sets.find(view, setName);
        List<Float> vector = Vectors.read(request, Sets.spaceOf(view, set));
        String name = request.name() == null || request.name().isBlank()
                ? ""
                : Names.checked("the class name", request.name());
        Likeness likeness = likenesses.of(set, name, vector);
        List<String> warnings = Likenesses.warnings(likeness);
        if (!name.isEmpty() && view.prototype(set.getSpace(), name).isEmpty()) {
            warnings.addAll(LookAlikes.of(name, view.classNames(set.getSpace())));
        }
        view.setsWith(set.getSpace(), name).stream()
                .filter(other -> !other.equals(setName))
                .map(ClassEditor::changesToo)
                .forEach(warnings::add);
        return new ClassCheck(set.getName(), set.getRevision(), likeness.neighbours(), warnings);
    }

    /**
     * Adds or replaces a class.
     *
     * @param setName class set to put it in
     * @throws RefusedException with the reason
     */
    Change add(String setName, ClassRequest request) {
        ClassSet set = Sets.find(view, setName);
        SemanticSpace space = Sets.spaceOf(view, set);
        String name = Names.checked("the class name", request.name());
        String author = Names.author(request.author());
        String note = Names.note(request.note());
        List<Float> vector = Vectors.read(request, space);
        Optional<ClassPrototype> before = view.prototype(set.getSpace(), name);
        boolean wasSeen = before.map(ClassPrototype::getSeen).orElse(false);
        boolean seen = request.seen() == null ? wasSeen : request.seen();
        boolean unchanged = before.filter(p -> p.getVector().equals(vector) && p.getSeen() == seen)
                .isPresent();
        boolean member = set.getMembers().contains(name);
        if (unchanged && member) {
            return new Change(
                    set.getName(), set.getRevision(), List.of(), List.of("'" + name + "' is already there, unchanged"));
        }
        if (before.isPresent() && !unchanged && !request.replace()) {
            throw new RefusedException(
                    Refusal.CLASS_EXISTS,
                    "space '" + set.getSpace() + "' already has a class '" + name + "' with other values",
                    "choose another name, or say \"replace\": true (--replace)");
        }
        List<String> warnings = Likenesses.warnings(likenesses.of(set, name, vector));
        if (before.isEmpty()) {
            warnings.addAll(LookAlikes.of(name, view.classNames(set.getSpace())));
        }
        List<Change.Entry> entries = new ArrayList<>();
        if (!unchanged) {
            ClassPrototype prototype = new ClassPrototype(
                    set.getSpace(), name, vector, seen, provenance(request), author, clock.instant(), note);
            entries.add(entry(RegistryKeys.prototype(set.getSpace(), name), prototype));
        }
        List<String> members = new ArrayList<>(set.getMembers());
        if (!member) {
            members.add(name);
        }
        entries.add(revised(set, members, author));
        if (before.isPresent() && !unchanged) {
            warnings.addAll(reviseOthers(set, name, author, entries));
        }
        return new Change(set.getName(), Revisions.after(set.getRevision()), entries, warnings);
    }

    /**
     * Takes a class out of a set, and out of the registry when no other set has it.
     *
     * @throws RefusedException with the reason
     */
    Change remove(String setName, String name, @Nullable String author) {
        ClassSet set = Sets.find(view, setName);
        if (!set.getMembers().contains(name)) {
            throw RefusedException.unknown(
                    Refusal.UNKNOWN_CLASS,
                    "set '" + setName + "' has no class '" + SafeText.of(name) + "'",
                    name,
                    set.getMembers(),
                    "see GET /api/classes for its classes");
        }
        if (set.getMembers().size() == 1) {
            throw new RefusedException(
                    Refusal.LAST_CLASS,
                    "'" + name + "' is the last class of set '" + setName + "', and a set needs at least one",
                    "add another class first");
        }
        List<String> members = new ArrayList<>(set.getMembers());
        members.remove(name);
        List<Change.Entry> entries = new ArrayList<>();
        entries.add(revised(set, members, Names.author(author)));
        List<String> warnings = new ArrayList<>();
        if (members.size() == 1) {
            warnings.add(SetWarnings.ALONE);
        }
        if (view.setsWith(set.getSpace(), name).size() == 1) {
            entries.add(new Change.Entry(RegistryKeys.prototype(set.getSpace(), name), null));
        } else {
            warnings.add("other sets keep the class '" + name + "'");
        }
        return new Change(setName, Revisions.after(set.getRevision()), entries, warnings);
    }

    /** A label names a set's revision, so every set whose member changes gets a new one. */
    private List<String> reviseOthers(ClassSet set, String name, String author, List<Change.Entry> entries) {
        List<String> warnings = new ArrayList<>();
        for (String other : view.setsWith(set.getSpace(), name)) {
            if (!other.equals(set.getName())) {
                ClassSet shared = Sets.find(view, other);
                entries.add(revised(shared, shared.getMembers(), author));
                warnings.add(changesToo(other));
            }
        }
        return warnings;
    }

    private static String changesToo(String other) {
        return "set '" + other + "' has the class as well and changes with it";
    }

    private Change.Entry revised(ClassSet set, List<String> members, String author) {
        ClassSet next = ClassSet.newBuilder(set)
                .setRevision(Revisions.after(set.getRevision()))
                .setMembers(members)
                .setChangedAt(clock.instant())
                .setAuthor(author)
                .build();
        return entry(RegistryKeys.classSet(set.getName()), next);
    }

    private static Provenance provenance(ClassRequest request) {
        ClassRequest.Origin origin = request.provenance();
        return origin == null ? Provenance.ATTRIBUTES : Provenance.valueOf(origin.name());
    }

    private static Change.Entry entry(String key, Object record) {
        return new Change.Entry(key, new ClassRegistryRecord(record));
    }
}
