package io.zerostream.conformance.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * What a run found.
 *
 * @param failed number of cases that are not ok
 * @param cases all of them, in the order in which they ran
 */
public record Report(long failed, List<CaseResult> cases) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Counts the failed. */
    public static Report of(List<CaseResult> cases) {
        return new Report(cases.stream().filter(c -> !c.ok()).count(), List.copyOf(cases));
    }

    /** As JSON. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }
}
