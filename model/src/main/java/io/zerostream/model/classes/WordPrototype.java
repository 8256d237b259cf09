package io.zerostream.model.classes;

import io.zerostream.model.ModelException;
import io.zerostream.model.matching.SemanticSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A class from words: attributes that a description names get 1; others of the same group (wing colour, say) get a little,
 * as far as their word vectors are very like those of a named one. It is a guess: a description rarely says what a table
 * of 312 attributes says. Words that name no attribute do nothing.
 *
 * @param vector (a), values in [0, 1]. Not to be changed
 * @param named attributes that the description names
 * @param unused words of the description that are in none of them, in lower case
 */
public record WordPrototype(float[] vector, List<String> named, List<String> unused) {
    /**
     * Share of 1, and power of the cosine, for an attribute that is not named. Chosen on the seen classes of CUB-127: with
     * the cosine alone, common attributes drown those that were named.
     */
    static final double SHARE = 0.2;

    static final int SHARPNESS = 16;

    /** Words that are in so many attribute names that they say nothing. */
    private static final Set<String> EMPTY = Set.of("has", "a", "an", "the", "of", "in", "or", "is", "it", "with");

    /** What a part has, not which part. */
    private static final Set<String> KINDS = Set.of("color", "shape", "pattern", "size", "length", "primary");

    /**
     * Reads a description such as {@code "dagger bill; black wings and white belly"}. Clauses end at commas, semicolons, full
     * stops and "and": a colour and the part that has it must stand in one.
     *
     * @throws ModelException when it names no attribute of the space
     */
    public static WordPrototype of(String description, SemanticSpace space) {
        boolean[] named = new boolean[space.size()];
        List<String> names = new ArrayList<>();
        Set<String> unused = new LinkedHashSet<>();
        for (String clause : description.toLowerCase(Locale.ROOT).split("[,;.]|\\band\\b")) {
            Map<String, String> typed = typed(clause);
            List<String> found = naming(typed.keySet(), true, space);
            if (found.isEmpty()) {
                found = naming(typed.keySet(), false, space);
            }
            for (String attribute : found) {
                int a = space.attributes().indexOf(attribute);
                if (!named[a]) {
                    named[a] = true;
                    names.add(attribute);
                }
                typed.keySet().removeAll(words(value(attribute)));
                typed.keySet().removeAll(words(group(attribute)));
            }
            unused.addAll(typed.values());
        }
        if (names.isEmpty()) {
            throw new ModelException("the description names no attribute of space '" + space.name()
                    + "'; use its words, for example '"
                    + String.join(" ", words(space.attributes().get(0))) + "'");
        }
        float[] vector = new float[named.length];
        for (int a = 0; a < named.length; a++) {
            for (int m = 0; m < named.length; m++) {
                if (named[m]) {
                    vector[a] = Math.max(vector[a], a == m ? 1 : likeness(space, a, m));
                }
            }
        }
        return new WordPrototype(vector, List.copyOf(names), List.copyOf(unused));
    }

    private static float likeness(SemanticSpace space, int a, int m) {
        float[][] vectors = space.wordVectors();
        if (vectors.length == 0
                || !group(space.attributes().get(a))
                        .equals(group(space.attributes().get(m)))) {
            return 0;
        }
        double dot = 0;
        double squares = 0;
        double others = 0;
        for (int i = 0; i < vectors[a].length; i++) {
            dot += (double) vectors[a][i] * vectors[m][i];
            squares += (double) vectors[a][i] * vectors[a][i];
            others += (double) vectors[m][i] * vectors[m][i];
        }
        return squares == 0 || others == 0
                ? 0
                : (float) (SHARE * Math.pow(Math.max(0, dot / Math.sqrt(squares * others)), SHARPNESS));
    }

    private static List<String> naming(Set<String> clause, boolean wholePart, SemanticSpace space) {
        return space.attributes().stream()
                .filter(attribute -> names(clause, wholePart, attribute))
                .toList();
    }

    /** All words of the value, the part that has it (whole: "upper tail", or some of it), and no other kind of thing. */
    private static boolean names(Set<String> clause, boolean wholePart, String attribute) {
        Set<String> value = words(value(attribute));
        Set<String> part = words(group(attribute));
        Set<String> kinds = new HashSet<>(part);
        kinds.retainAll(KINDS);
        part.removeAll(KINDS);
        boolean otherKind =
                clause.stream().anyMatch(w -> KINDS.contains(w) && !kinds.contains(w) && !value.contains(w));
        boolean samePart = part.isEmpty()
                ? clause.containsAll(kinds)
                : wholePart ? clause.containsAll(part) : part.stream().anyMatch(clause::contains);
        return !value.isEmpty() && clause.containsAll(value) && samePart && !otherKind;
    }

    private static String group(String attribute) {
        int at = attribute.indexOf("::");
        return at < 0 ? "" : attribute.substring(0, at);
    }

    private static String value(String attribute) {
        int at = attribute.indexOf("::");
        return at < 0 ? attribute : attribute.substring(at + 2);
    }

    /** Those of an attribute's name, without measures ("(5_-_9_in)"). */
    private static Set<String> words(String text) {
        return new HashSet<>(
                typed(text.replaceAll("\\([^)]*\\p{N}[^)]*\\)", " ")).keySet());
    }

    /**
     * Letters and numbers ("4 legs") as they are compared, without a plural s and without empty words, with the word that was
     * written.
     */
    private static Map<String, String> typed(String text) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String word : text.toLowerCase(Locale.ROOT)
                .replace("colour", "color")
                .replace("gray", "grey")
                .split("[^\\p{L}\\p{N}]+")) {
            String stem = word.length() > 3 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
            if (!stem.isEmpty() && !EMPTY.contains(stem)) {
                words.put(stem, word);
            }
        }
        return words;
    }
}
