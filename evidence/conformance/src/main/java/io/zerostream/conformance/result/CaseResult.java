package io.zerostream.conformance.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One comparison.
 *
 * @param group folder of the reference numbers
 * @param name file and quantity
 * @param error largest difference over the largest reference value, unless the name says otherwise; null when nothing
 *     could be compared
 * @param limit the error must not be above it
 * @param ok whether it is not
 * @param message what went wrong, when nothing could be compared; null otherwise
 */
public record CaseResult(
        String group,
        @JsonProperty("case") String name,
        @Nullable Double error,
        double limit,
        boolean ok,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message) {

    /** A comparison that took place. An error that is not a number fails. */
    public static CaseResult compared(String group, String name, double error, double limit) {
        boolean finite = Double.isFinite(error);
        return new CaseResult(
                group,
                name,
                finite ? error : null,
                limit,
                finite && error <= limit,
                finite ? null : "the error is " + error);
    }

    /** A comparison that could not take place. */
    public static CaseResult failed(String group, String name, String message) {
        return new CaseResult(group, name, null, 0, false, message);
    }
}
