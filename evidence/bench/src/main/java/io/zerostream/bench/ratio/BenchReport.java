package io.zerostream.bench.ratio;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All ratios of a run.
 *
 * @param date when it began
 * @param machine what it ran on, see {@link Machine#describe}
 * @param ratios in the order in which they were measured
 * @param failures suites that ended early, one line each with the reason; empty when all is well
 */
public record BenchReport(Instant date, Map<String, String> machine, List<Ratio> ratios, List<String> failures) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether everything was measured and every target is reached. */
    public boolean ok() {
        return failures.isEmpty() && ratios.stream().allMatch(Ratio::ok);
    }

    /**
     * {@code {"ratios": [{"name", "value", "target", "ok", …}], "date", "machine", "failures"}}. A value that is no number
     * is null.
     */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("date", date.toString());
        root.set("machine", JSON.valueToTree(machine));
        ArrayNode list = root.putArray("ratios");
        for (Ratio ratio : ratios) {
            ObjectNode one = list.addObject().put("name", ratio.name());
            if (Double.isFinite(ratio.value())) {
                one.put("value", ratio.value());
            } else {
                one.putNull("value");
            }
            one.put("target", ratio.target())
                    .put("bound", ratio.bound().sign())
                    .put("ok", ratio.ok())
                    .put("detail", ratio.detail());
        }
        root.set("failures", JSON.valueToTree(failures));
        return root.toPrettyString();
    }
}
