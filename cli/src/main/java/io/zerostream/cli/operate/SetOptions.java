package io.zerostream.cli.operate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a class set is to be. */
final class SetOptions {
    @Option(
            names = "--members",
            arity = "1..*",
            paramLabel = "CLASS",
            description = "All its classes; each must be in the space already (classes add).")
    private @Nullable List<String> members;

    @Option(names = "--add", arity = "1..*", paramLabel = "CLASS", description = "Classes of the space to put in.")
    private @Nullable List<String> more;

    @Option(names = "--drop", arity = "1..*", paramLabel = "CLASS", description = "Classes to take out.")
    private @Nullable List<String> fewer;

    @Option(names = "--gamma", paramLabel = "G", description = "Penalty of seen classes, in the unit of --calibration.")
    private @Nullable Double gamma;

    @Option(names = "--calibration", paramLabel = "UNIT", description = "LOGITS or SOFTMAX; needs --gamma.")
    private @Nullable String calibration;

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description = "Least cosine for a label, -1 to 1; -1 rejects nothing.")
    private @Nullable Double threshold;

    @Option(names = "--top-k", paramLabel = "K", description = "Classes that a label lists.")
    private @Nullable Integer topK;

    @Option(
            names = "--scoring-of",
            paramLabel = "NAME/VERSION",
            description = "Take γ and threshold that this model recommends (a new set: those of the active model).")
    private @Nullable String scoringOf;

    /** Puts what was named into a request. */
    void putInto(Map<String, Object> body) {
        put(body, "members", members);
        put(body, "gamma", gamma);
        put(body, "calibration", calibration == null ? null : calibration.toUpperCase(Locale.ROOT));
        put(body, "unknown_threshold", threshold);
        put(body, "top_k", topK);
        put(body, "scoring_of", scoringOf);
    }

    /** The members after additions and removals; null = neither was named. */
    @Nullable
    List<String> edited(List<String> present) {
        if (more == null && fewer == null) {
            return null;
        }
        Set<String> all = new LinkedHashSet<>(members == null ? present : members);
        all.addAll(more == null ? List.of() : more);
        (fewer == null ? List.<String>of() : fewer).forEach(all::remove);
        return List.copyOf(all);
    }

    private static void put(Map<String, Object> body, String key, @Nullable Object value) {
        if (value != null) {
            body.put(key, value);
        }
    }
}
