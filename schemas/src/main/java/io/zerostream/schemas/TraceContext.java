package io.zerostream.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * W3C trace context, as OpenTelemetry's instrumentations write it into headers of HTTP and of Kafka's records. What is
 * malformed is dropped, as the standard asks; none is ever made up here.
 *
 * @param parent {@code traceparent}; null = none
 * @param state {@code tracestate}, which there is with a parent only; null = none
 */
public record TraceContext(
        @Nullable String parent, @Nullable String state) {
    /** Of what is not traced. */
    public static final TraceContext NONE = new TraceContext(null, null);

    /** Name of the header that says which trace, and which step of it. */
    public static final String PARENT = "traceparent";

    /** Name of the header with what each tracing system adds. */
    public static final String STATE = "tracestate";

    private static final Pattern PARENT_GRAMMAR =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private static final Pattern MEMBER_GRAMMAR =
            Pattern.compile("([a-z0-9][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})"
                    + "=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]");
    private static final int MOST_MEMBERS = 32;
    private static final int LONGEST_STATE = 512;

    /**
     * What headers say, as far as it is well formed.
     *
     * @param parents all headers {@link #PARENT}: of more than one none counts
     * @param states all headers {@link #STATE}, in their order
     */
    public static TraceContext of(List<String> parents, List<String> states) {
        if (parents.size() != 1 || !PARENT_GRAMMAR.matcher(parents.get(0)).matches()) {
            return NONE;
        }
        String state = String.join(",", states);
        return new TraceContext(parents.get(0), isState(state) ? state : null);
    }

    /** The same of a record of Kafka, where the last header of a name counts. */
    public static TraceContext of(Headers headers) {
        return of(last(headers, PARENT), last(headers, STATE));
    }

    /** As headers of a record of Kafka. */
    public Headers headers() {
        RecordHeaders headers = new RecordHeaders();
        if (parent != null) {
            headers.add(PARENT, parent.getBytes(StandardCharsets.UTF_8));
        }
        if (state != null) {
            headers.add(STATE, state.getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    private static boolean isState(String state) {
        if (state.isEmpty() || state.length() > LONGEST_STATE) {
            return false;
        }
        List<String> members = Arrays.stream(state.split(","))
                .map(String::strip)
                .filter(member -> !member.isEmpty())
                .toList();
        return !members.isEmpty()
                && members.size() <= MOST_MEMBERS
                && members.stream()
                        .allMatch(member -> MEMBER_GRAMMAR.matcher(member).matches());
    }

    private static List<String> last(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? List.of()
                : List.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
