package io.zerostream.schemas.registry;

import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.Refusal.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which record of class-registry is refused, and why, beside what a {@link ClassFold} has at that moment. */
final class Admission {
    private static final int NAMED = 5;

    private final ClassFold fold;
    private final Budget budget;

    /**
     * Asks the fold each time; keeps nothing.
     *
     * @param budget of the fold's records
     */
    Admission(ClassFold fold, Budget budget) {
        this.fold = fold;
        this.budget = budget;
    }

    /** See {@link ClassFold#refusal}. */
    @Nullable
    Refusal refusal(String key, @Nullable ClassRegistryRecord record) {
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
        SemanticSpace known = fold.spaces().get(space.getName());
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
        SemanticSpace space = fold.spaces().get(prototype.getSpace());
        fault = space == null ? null : ClassRules.fault(space, prototype);
        return fault != null ? refused(Reason.PROTOTYPE, key, fault) : underItsKey(key, prototype);
    }

    private @Nullable Refusal setRefusal(String key, ClassSet set) {
        String fault = ClassRules.fault(set);
        if (fault != null) {
            return refused(Reason.CLASS_SET, key, fault + "; ignored");
        }
        ClassSet newest = fold.set(set.getName()).orElse(null);
        if (newest != null && !Revisions.follows(set.getRevision(), newest.getRevision()) && !fold.isKnown(set)) {
            return refused(
                    Reason.CLASS_SET,
                    key,
                    "revision " + set.getRevision() + " of class set '" + set.getName() + "' came after revision "
                            + newest.getRevision()
                            + " and is ignored: do two programs write the registry? Make the change again");
        }
        return underItsKey(key, set);
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
            List<String> users = fold.setsWith(parsed.group(), parsed.name());
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

    private boolean isUsed(String space) {
        return !fold.prototypes(space).isEmpty() || !fold.setsOf(space).isEmpty();
    }

    private String users(String space) {
        List<String> sets = fold.setsOf(space);
        int classes = fold.prototypes(space).size();
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

    static Refusal refused(Reason reason, String key, String message) {
        return new Refusal(reason, SafeText.of(key), message);
    }
}
