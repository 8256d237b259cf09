package io.zerostream.gateway.internal.view;

import io.zerostream.gateway.internal.registry.SetDifference;
import java.util.ArrayList;
import java.util.List;

/** What is different between two revisions of a set, in a line for people. */
final class SetSummary {
    private static final int NAMED = 3;

    private SetSummary() {}

    /** For example {@code added Norway; gamma 0.3 → 0.5}; {@code nothing} where there is no difference. */
    static String of(SetDifference difference) {
        List<String> parts = new ArrayList<>();
        add(parts, "added", difference.added());
        add(parts, "removed", difference.removed());
        add(
                parts,
                "changed",
                difference.changed().stream().map(each -> each.to().getName()).toList());
        for (SetDifference.ChangedSetting setting : difference.settings()) {
            parts.add(setting.name() + ' ' + setting.from() + " → " + setting.to());
        }
        return parts.isEmpty() ? "nothing" : String.join("; ", parts);
    }

    private static void add(List<String> parts, String what, List<String> names) {
        if (!names.isEmpty()) {
            parts.add(what
                    + ' '
                    + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                    + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : ""));
        }
    }
}
