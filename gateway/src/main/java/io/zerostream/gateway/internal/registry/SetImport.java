package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.RegistryLimits;
import io.zerostream.schemas.registry.Revisions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns a table of classes into one checked change of a set. A class of the table is added, or gets the values that the table
 * has; what the table does not say stays, and is 0 in a new class. Reads the view, writes nothing.
 */
final class SetImport {
    static {
        // a set is copied
        AvroTrust.trustOurClasses();
    }

    private final ClassRegistryView view;
    private final Clock clock;

    SetImport(ClassRegistryView view, Clock clock) {
        this.view = view;
        this.clock = clock;
    }

    /**
     * Plans it.
     *
     * @throws RefusedException with what is wrong at which line and column, or when the set has moved on
     */
    ImportedSet plan(String setName, ImportRequest request) {
        ClassSet set = Sets.find(view, setName);
        Sets.demandRevision(setName, set.getRevision(), request.expectedRevision());
        SemanticSpace space = Sets.spaceOf(view, set);
        String author = Names.author(request.author());
        ClassTable table = ClassTables.read(request.csv(), space);
        int[] places = table.attributes().stream()
                .mapToInt(space.getAttributes()::indexOf)
                .toArray();
        Set<String> members = new LinkedHashSet<>(request.exact() ? List.of() : set.getMembers());
        Map<String, ClassPrototype> changed = new LinkedHashMap<>();
        for (ClassTable.Row row : table.rows()) {
            Optional<ClassPrototype> before = view.prototype(space.getName(), row.name());
            String name = before.isPresent() ? row.name() : checked(row);
            ClassPrototype next = next(name, row, places, space, before, author);
            if (!before.filter(there -> isSame(there, next)).isPresent()) {
                changed.put(name, next);
            }
            members.add(name);
        }
        if (members.size() > RegistryLimits.MEMBERS) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "set '" + setName + "' would have " + members.size() + " members",
                    "a set has at most " + RegistryLimits.MEMBERS);
        }
        // in the order that it has: a table that somebody sorted changes nothing
        Set<String> ordered = new LinkedHashSet<>(set.getMembers());
        ordered.retainAll(members);
        ordered.addAll(members);
        ClassSet after = revised(set, List.copyOf(ordered), author);
        SetDifference difference = SetDifference.of(
                set,
                after,
                changed.keySet(),
                name -> view.prototype(space.getName(), name).orElse(null),
                changed::get);
        return new ImportedSet(change(set, after, changed, difference, author), difference);
    }

    private Change change(
            ClassSet set,
            ClassSet after,
            Map<String, ClassPrototype> changed,
            SetDifference difference,
            String author) {
        if (difference.isEmpty() && changed.isEmpty()) {
            return new Change(set.getName(), set.getRevision(), List.of(), List.of());
        }
        List<Change.Entry> entries = new ArrayList<>();
        Set<String> others = new TreeSet<>();
        changed.forEach((name, prototype) -> {
            entries.add(entry(RegistryKeys.prototype(set.getSpace(), name), prototype));
            others.addAll(view.setsWith(set.getSpace(), name));
        });
        others.remove(set.getName());
        entries.add(entry(RegistryKeys.classSet(set.getName()), after));
        List<String> warnings = SetWarnings.of(Optional.of(set), after);
        for (String other : others) {
            ClassSet shared = Sets.find(view, other);
            entries.add(entry(RegistryKeys.classSet(other), revised(shared, shared.getMembers(), author)));
            warnings.add("set '" + other + "' has classes of the table as well and changes with it");
        }
        for (String gone : difference.removed()) {
            if (view.setsWith(set.getSpace(), gone).size() == 1) {
                entries.add(new Change.Entry(RegistryKeys.prototype(set.getSpace(), gone), null));
            }
        }
        return new Change(set.getName(), after.getRevision(), entries, warnings);
    }

    private static String checked(ClassTable.Row row) {
        try {
            return Names.checked("the class name", row.name());
        } catch (RefusedException e) {
            throw new RefusedException(e.refusal(), "line " + row.line() + ": " + e.getMessage(), e.hint());
        }
    }

    private ClassPrototype next(
            String name,
            ClassTable.Row row,
            int[] places,
            SemanticSpace space,
            Optional<ClassPrototype> before,
            String author) {
        List<Float> values = new ArrayList<>(before.map(ClassPrototype::getVector)
                .orElseGet(() -> Collections.nCopies(space.getAttributes().size(), 0f)));
        boolean edited = before.isEmpty();
        for (int i = 0; i < row.values().length; i++) {
            float value = row.values()[i];
            // what is there already is right, whoever wrote it
            if (!Float.isNaN(value) && value != values.get(places[i])) {
                requireInRange(value, row, space.getAttributes().get(places[i]), space, before);
                values.set(places[i], value);
                edited = true;
            }
        }
        if (values.stream().allMatch(value -> value == 0)) {
            throw new RefusedException(
                    Refusal.ZERO_VECTOR,
                    "line " + row.line() + ": all values of '" + SafeText.of(name) + "' are zero",
                    "give at least one attribute a value");
        }
        boolean wasSeen = before.map(ClassPrototype::getSeen).orElse(false);
        return new ClassPrototype(
                space.getName(),
                name,
                values,
                row.seen() == null ? wasSeen : row.seen(),
                edited ? origin(before) : before.orElseThrow().getProvenance(),
                author,
                clock.instant(),
                before.map(ClassPrototype::getNote).orElse(""));
    }

    /** A class from examples stays one: its values may be negative. */
    private static Provenance origin(Optional<ClassPrototype> before) {
        return before.map(ClassPrototype::getProvenance)
                .filter(Provenance.EXAMPLES::equals)
                .orElse(Provenance.ATTRIBUTES);
    }

    private static void requireInRange(
            float value, ClassTable.Row row, String attribute, SemanticSpace space, Optional<ClassPrototype> before) {
        float least = origin(before) == Provenance.EXAMPLES ? -space.getScaleMax() : 0;
        if (!(value >= least && value <= space.getScaleMax())) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "line " + row.line() + ", column '" + SafeText.of(attribute) + "' has the value " + value,
                    "values of space '" + space.getName() + "' are numbers from " + least + " to "
                            + space.getScaleMax());
        }
    }

    private static boolean isSame(ClassPrototype one, ClassPrototype other) {
        return one.getSeen() == other.getSeen() && one.getVector().equals(other.getVector());
    }

    private ClassSet revised(ClassSet set, List<String> members, String author) {
        return ClassSet.newBuilder(set)
                .setRevision(Revisions.after(set.getRevision()))
                .setMembers(members)
                .setChangedAt(clock.instant())
                .setAuthor(author)
                .build();
    }

    private static Change.Entry entry(String key, Object record) {
        return new Change.Entry(key, new ClassRegistryRecord(record));
    }
}
