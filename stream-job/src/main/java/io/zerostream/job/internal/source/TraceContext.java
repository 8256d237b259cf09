package io.zerostream.job.internal.source;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * W3C trace context of a record's headers, as OpenTelemetry's Kafka instrumentation writes it. What is malformed is
 * dropped, as the standard asks.
 *
 * @param parent {@code traceparent}; null = none
 * @param state {@code tracestate}; null = none
 */
record TraceContext(@Nullable String parent, @Nullable String state) {
    private static final Pattern PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int LONGEST_STATE = 512;

    static TraceContext of(Headers headers) {
        String parent = text(headers, "traceparent");
        if (parent == null || !PARENT.matcher(parent).matches()) {
            return new TraceContext(null, null);
        }
        String state = text(headers, "tracestate");
        return new TraceContext(parent, state == null || state.length() > LONGEST_STATE ? null : state);
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
