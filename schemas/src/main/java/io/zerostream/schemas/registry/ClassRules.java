package io.zerostream.schemas.registry;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a record of class-registry may look like by itself, and a prototype in its space. Each method says what is wrong,
 * or null; lengths and counts are looked at before anything is walked through.
 */
public final class ClassRules {
    private ClassRules() {}

    /** What is wrong with a space. */
    public static @Nullable String fault(SemanticSpace space) {
        String name = "space '" + SafeText.of(space.getName()) + "'";
        List<String> attributes = space.getAttributes();
        String fault = NameRule.fault(space.getName());
        if (fault != null) {
            return "the name of " + name + " " + fault;
        }
        if (attributes.isEmpty() || attributes.size() > RegistryLimits.ATTRIBUTES) {
            return name + " has " + attributes.size() + " attributes; it needs 1 to " + RegistryLimits.ATTRIBUTES;
        }
        HashSet<String> once = new HashSet<>();
        for (String attribute : attributes) {
            fault = NameRule.fault(attribute);
            if (fault != null) {
                return "an attribute of " + name + " " + fault;
            }
            if (!once.add(attribute)) {
                return name + " names the attribute '" + attribute + "' twice";
            }
        }
        if (!(space.getScaleMax() > 0 && Float.isFinite(space.getScaleMax()))) {
            return name + " has the scale " + space.getScaleMax() + "; it must be a number above 0";
        }
        return wordsFault(name, space);
    }

    private static @Nullable String wordsFault(String name, SemanticSpace space) {
        List<List<Float>> words = space.getWordVectors();
        if (words.isEmpty()) {
            return null;
        }
        if (words.size() != space.getAttributes().size()) {
            return name + " has " + space.getAttributes().size() + " attributes but " + words.size() + " word vectors";
        }
        int length = words.get(0).size();
        if (length == 0 || (long) length * words.size() > RegistryLimits.WORD_VALUES) {
            return name + " has " + words.size() + " word vectors of " + length
                    + " values; they need at least one, and at most " + RegistryLimits.WORD_VALUES + " together";
        }
        for (List<Float> vector : words) {
            if (vector.size() != length) {
                return name + " has word vectors of " + length + " and of " + vector.size() + " values";
            }
            int odd = notFinite(vector);
            if (odd >= 0) {
                return name + " has a word vector with the value " + vector.get(odd);
            }
        }
        return null;
    }

    /** What is wrong with a prototype, whatever its space. */
    public static @Nullable String fault(ClassPrototype prototype) {
        String name = "the prototype of class '" + SafeText.of(prototype.getName()) + "'";
        String fault = NameRule.fault(prototype.getName());
        if (fault != null) {
            return "the name of " + name + " " + fault;
        }
        fault = NameRule.fault(prototype.getSpace());
        if (fault != null) {
            return "the space of " + name + " " + fault;
        }
        fault = longerThan(prototype.getAuthor(), RegistryLimits.NAME_CHARS);
        if (fault != null) {
            return "the author of " + name + " " + fault;
        }
        fault = longerThan(prototype.getNote(), RegistryLimits.NOTE_CHARS);
        if (fault != null) {
            return "the note of " + name + " " + fault;
        }
        List<Float> vector = prototype.getVector();
        if (vector.isEmpty() || vector.size() > RegistryLimits.ATTRIBUTES) {
            return name + " has " + vector.size() + " values; it needs 1 to " + RegistryLimits.ATTRIBUTES;
        }
        int odd = notFinite(vector);
        if (odd >= 0) {
            return name + " has the value " + vector.get(odd) + " at place " + odd + ", which is no number";
        }
        return allZero(vector) ? name + " is all zeros: give at least one attribute a value" : null;
    }

    /** What is wrong with a prototype that is right by itself, in its space. */
    public static @Nullable String fault(SemanticSpace space, ClassPrototype prototype) {
        return prototype.getVector().size() == space.getAttributes().size()
                ? null
                : "the prototype of class '" + prototype.getName() + "' does not fit space '" + space.getName()
                        + "' and is ignored; sets that have the class keep their former revision: it has "
                        + prototype.getVector().size() + " values, but the space has "
                        + space.getAttributes().size() + " attributes";
    }

    /** What is wrong with a class set. */
    public static @Nullable String fault(ClassSet set) {
        String name = "class set '" + SafeText.of(set.getName()) + "' revision " + set.getRevision();
        String fault = NameRule.fault(set.getName());
        if (fault != null) {
            return "the name of " + name + " " + fault;
        }
        fault = NameRule.fault(set.getSpace());
        if (fault != null) {
            return "the space of " + name + " " + fault;
        }
        fault = longerThan(set.getAuthor(), RegistryLimits.NAME_CHARS);
        if (fault != null) {
            return "the author of " + name + " " + fault;
        }
        fault = revisionFault(set.getRevision());
        if (fault != null) {
            return name + " " + fault;
        }
        fault = optionsFault(set);
        return fault != null ? name + " " + fault : membersFault(name, set.getMembers());
    }

    private static @Nullable String membersFault(String set, List<String> members) {
        if (members.isEmpty() || members.size() > RegistryLimits.MEMBERS) {
            return set + " has " + members.size() + " classes; it needs 1 to " + RegistryLimits.MEMBERS;
        }
        HashSet<String> once = new HashSet<>(members.size() * 2);
        for (String member : members) {
            String fault = NameRule.fault(member);
            if (fault != null) {
                return "a class of " + set + " " + fault;
            }
            if (!once.add(member)) {
                return set + " names the class '" + member + "' twice; it needs each once";
            }
        }
        return null;
    }

    private static @Nullable String optionsFault(ClassSet set) {
        // a NaN fails every comparison, so it is refused as well
        boolean ofSoftmax = set.getCalibration() == Calibration.SOFTMAX;
        if (!(set.getGamma() >= 0 && set.getGamma() <= (ofSoftmax ? 1 : Float.MAX_VALUE))) {
            return "has the gamma " + set.getGamma() + ", which is not "
                    + (ofSoftmax ? "in [0,1], where softmax scores are" : "a finite number of at least 0");
        }
        if (!(set.getUnknownThreshold() >= -1 && set.getUnknownThreshold() <= 1)) {
            return "has the unknown threshold " + set.getUnknownThreshold() + ", which is not in [-1,1]";
        }
        return set.getTopK() >= 1 && set.getTopK() <= RegistryLimits.TOP_K
                ? null
                : "lists " + set.getTopK() + " classes in a label; 1 to " + RegistryLimits.TOP_K + " are possible";
    }

    /** The key that a record of class-registry must stand under; its names are right. */
    static String key(Object entry) {
        if (entry instanceof SemanticSpace space) {
            return RegistryKeys.space(space.getName());
        } else if (entry instanceof ClassPrototype prototype) {
            return RegistryKeys.prototype(prototype.getSpace(), prototype.getName());
        }
        return RegistryKeys.classSet(((ClassSet) entry).getName());
    }

    static @Nullable String revisionFault(long revision) {
        return revision >= 1 && revision <= RegistryLimits.REVISION
                ? null
                : "is not counted from 1 to " + RegistryLimits.REVISION;
    }

    static @Nullable String longerThan(String text, int limit) {
        return text.length() <= limit ? null : "has " + text.length() + " characters; the limit is " + limit;
    }

    /** Place of the first value that is NaN or infinite; -1 = all are numbers. */
    private static int notFinite(List<Float> values) {
        for (int i = 0; i < values.size(); i++) {
            if (!Float.isFinite(values.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean allZero(List<Float> values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
