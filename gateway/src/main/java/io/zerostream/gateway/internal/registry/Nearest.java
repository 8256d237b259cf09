package io.zerostream.gateway.internal.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that were probably meant, by Levenshtein distance without regard to case. */
public final class Nearest {
    private static final int SUGGESTIONS = 3;

    private Nearest() {}

    /** At most three of the candidates, nearest first; none that would have to be rewritten by more than half. */
    public static List<String> to(String name, Collection<String> candidates) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return candidates.stream()
                .map(c -> new Candidate(c, distance(wanted, c.toLowerCase(Locale.ROOT))))
                .filter(c ->
                        c.distance() * 2 <= Math.max(wanted.length(), c.name().length()))
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

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
