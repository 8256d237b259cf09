package io.zerostream.model.matching;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * Names that were probably meant, by Levenshtein distance without regard to case; what is missing or too much around a name
 * counts half. The search is bounded: nobody mistypes a name of hundreds of characters, and what differs by more than half
 * is not looked at to its end.
 */
public final class NearestNames {
    private static final int SUGGESTIONS = 3;
    private static final int LONGEST = 64;

    private NearestNames() {}

    /** At most three of the candidates, nearest first; none that would have to be rewritten by more than half. */
    public static List<String> to(String name, Collection<String> candidates) {
        if (name.length() > LONGEST) {
            return List.of();
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        return candidates.stream()
                .map(candidate -> candidate(wanted, candidate))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingInt(Candidate::distance))
                .limit(SUGGESTIONS)
                .map(Candidate::name)
                .toList();
    }

    /** A hint of the form "did you mean a or b?", or the alternative when nothing is near. */
    public static String hint(List<String> nearest, String otherwise) {
        return nearest.isEmpty() ? otherwise : "did you mean " + String.join(" or ", nearest) + "?";
    }

    private record Candidate(String name, int distance) {}

    private static @Nullable Candidate candidate(String wanted, String name) {
        int most = Math.max(wanted.length(), name.length()) / 2;
        String lower = name.toLowerCase(Locale.ROOT);
        int distance = lower.contains(wanted) || wanted.contains(lower)
                ? Math.abs(wanted.length() - lower.length()) / 2
                : new LevenshteinDistance(most).apply(wanted, lower);
        return distance < 0 ? null : new Candidate(name, distance);
    }
}
