package io.zerostream.trainer.classes;

import io.zerostream.model.SemanticSpace;
import io.zerostream.trainer.TrainerException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A class from words: attributes that a description names get 1, others as much as their word vectors are like those of
 * a named one, in the same group (wing colour, say) only. It is a guess: a description rarely says what a table of 312
 * attributes says. Words that name no attribute do nothing.
 *
 * @param vector (a), values in [0, 1]. Not to be changed
 * @param named attributes that the description names
 */
public record WordPrototype(float[] vector, List<String> named) {
    /** Makes all but close words count little; chosen on the seen classes of CUB. */
    static final int SHARPNESS = 4;

    /** Words that are in so many attribute names that they say nothing. */
    private static final Set<String> EMPTY = Set.of("has", "a", "an", "the", "of", "in", "or", "is", "it", "with");

    /**
     * Reads a description such as {@code "dagger bill; black wings and white belly"}. Clauses end at commas, semicolons, full
     * stops and "and": a colour and the part that has it must stand in one.
     *
     * @throws TrainerException when it names no attribute of the space
     */
    public static WordPrototype of(String description, SemanticSpace space) {
        boolean[] named = new boolean[space.size()];
        List<String> names = new ArrayList<>();
        for (String clause : description.toLowerCase(Locale.ROOT).split("[,;.]|\\band\\b")) {
            Set<String> words = words(clause);
            for (int a = 0; a < named.length; a++) {
                if (!named[a] && names(words, space.attributes().get(a))) {
                    named[a] = true;
                    names.add(space.attributes().get(a));
                }
            }
        }
        if (names.isEmpty()) {
            throw new TrainerException("the description names no attribute of space '" + space.name()
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
        return new WordPrototype(vector, List.copyOf(names));
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
                : (float) Math.pow(Math.max(0, dot / Math.sqrt(squares * others)), SHARPNESS);
    }

    /** All words of the value, and one at least of what has it. */
    private static boolean names(Set<String> clause, String attribute) {
        Set<String> value = words(value(attribute));
        Set<String> group = words(group(attribute));
        return !value.isEmpty()
                && clause.containsAll(value)
                && (group.isEmpty() || group.stream().anyMatch(clause::contains));
    }

    private static String group(String attribute) {
        int at = attribute.indexOf("::");
        return at < 0 ? "" : attribute.substring(0, at);
    }

    private static String value(String attribute) {
        int at = attribute.indexOf("::");
        return at < 0 ? attribute : attribute.substring(at + 2);
    }

    /** Letters only, without a plural s, without empty words. */
    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+")) {
            String stem = word.length() > 3 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
            if (!stem.isEmpty() && !EMPTY.contains(stem)) {
                words.add(stem);
            }
        }
        return words;
    }
}
