package io.zerostream.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.schemas.SafeText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints what a class set was, and what is different. */
final class SetPast {
    /** Longest text that is printed of a line, UTF-16 units. */
    private static final int LINE = 1000;

    private SetPast() {}

    /** A line a revision. */
    static void revisions(PrintWriter out, JsonNode answer) {
        for (JsonNode revision : answer.path("revisions")) {
            JsonNode changes = revision.path("changes");
            JsonNode use = revision.path("in_use");
            out.printf(
                    Locale.ROOT,
                    "%6d  %s  %-16s  %s%s%n",
                    revision.path("revision").asLong(),
                    revision.path("at").asText(),
                    SafeText.of(revision.path("author").asText()),
                    changes.isNull()
                            ? "the oldest that is remembered"
                            : SafeText.of(changes.path("summary").asText(), LINE),
                    use.isNull()
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    " (in use after %.1f s on %d of %d subtasks)",
                                    use.path("after_ms").asDouble() / 1000,
                                    use.path("subtasks").asInt(),
                                    use.path("of").asInt()));
        }
        out.flush();
    }

    /** What was added, removed and changed. */
    static void difference(PrintWriter out, JsonNode answer) {
        out.printf(
                "class set '%s', revision %d to %d: %s%n",
                SafeText.of(answer.path("set").asText()),
                answer.path("from").asLong(),
                answer.path("to").asLong(),
                SafeText.of(answer.path("summary").asText(), LINE));
        names(out, '+', answer.path("added"));
        names(out, '-', answer.path("removed"));
        for (JsonNode changed : answer.path("changed")) {
            List<String> values = new ArrayList<>();
            for (JsonNode value : changed.path("attributes")) {
                values.add(value.path("attribute").asText() + ' '
                        + value.path("from").asText() + " → " + value.path("to").asText());
            }
            int more = changed.path("more").asInt();
            out.println(SafeText.of(
                    "~ " + changed.path("name").asText() + ": " + String.join(", ", values)
                            + (more == 0 ? "" : " and " + more + " more"),
                    LINE));
        }
        out.flush();
    }

    private static void names(PrintWriter out, char sign, JsonNode names) {
        names.forEach(name -> out.println(sign + " " + SafeText.of(name.asText())));
    }
}
