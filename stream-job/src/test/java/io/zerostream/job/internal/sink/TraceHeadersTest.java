package io.zerostream.job.internal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TraceHeadersTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void theTraceOfARecordIsInItsHeaders() {
        Headers headers = new TraceHeaders.OfDeadLetter().getHeaders(letter(PARENT, "vendor=x"));
        assertThat(text(headers.lastHeader("traceparent"))).isEqualTo(PARENT);
        assertThat(text(headers.lastHeader("tracestate"))).isEqualTo("vendor=x");
    }

    @Test
    void withoutATraceThereAreNoHeaders() {
        assertThat(new TraceHeaders.OfDeadLetter().getHeaders(letter(null, null)))
                .isEmpty();
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static DeadLetter letter(@Nullable String parent, @Nullable String state) {
        return DeadLetter.newBuilder()
                .setTopic("images")
                .setPartition(0)
                .setOffset(1)
                .setReason(DeadLetterReason.SHED)
                .setMessage("late")
                .setFailedAt(Instant.EPOCH)
                .setTraceParent(parent)
                .setTraceState(state)
                .build();
    }
}
