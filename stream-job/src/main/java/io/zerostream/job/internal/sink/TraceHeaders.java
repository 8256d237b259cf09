package io.zerostream.job.internal.sink;

import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.HeaderProvider;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The trace context of a picture as headers of what became of it. Named classes: pooled transactions refuse lambdas. */
final class TraceHeaders {
    private TraceHeaders() {}

    /** Of a label. */
    static final class OfLabel implements HeaderProvider<ZeroShotLabel> {
        private static final long serialVersionUID = 1L;

        @Override
        public Headers getHeaders(ZeroShotLabel label) {
            return headers(label.getTraceParent(), label.getTraceState());
        }
    }

    /** Of a dead letter. */
    static final class OfDeadLetter implements HeaderProvider<DeadLetter> {
        private static final long serialVersionUID = 1L;

        @Override
        public Headers getHeaders(DeadLetter letter) {
            return headers(letter.getTraceParent(), letter.getTraceState());
        }
    }

    /** Of what has no trace. */
    static final class None implements HeaderProvider<Object> {
        private static final long serialVersionUID = 1L;

        @Override
        public Headers getHeaders(Object record) {
            return new RecordHeaders();
        }
    }

    private static Headers headers(@Nullable String parent, @Nullable String state) {
        RecordHeaders headers = new RecordHeaders();
        if (parent != null) {
            headers.add("traceparent", parent.getBytes(StandardCharsets.UTF_8));
        }
        if (state != null) {
            headers.add("tracestate", state.getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }
}
