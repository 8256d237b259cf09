package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.SafeText;
import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Finds names that a person takes for another one: they differ in case, spaces, or in what cannot be seen. */
final class LookAlikes {
    private LookAlikes() {}

    /** A warning for each name that looks like the new one and is not it. */
    static List<String> of(String name, Collection<String> known) {
        String seen = seen(name);
        return known.stream()
                .filter(other -> !other.equals(name) && seen(other).equals(seen))
                .limit(3)
                .map(other -> "'" + other + "' is there too, and differs from '" + name
                        + "' only in case, in spaces or in what cannot be seen")
                .toList();
    }

    private static String seen(String name) {
        StringBuilder letters = new StringBuilder();
        Normalizer.normalize(name, Normalizer.Form.NFKC)
                .codePoints()
                .filter(c -> SafeText.seen(c) && !isSpace(c))
                .forEach(letters::appendCodePoint);
        // twice, for some letters have a capital that has another small form
        return letters.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
