package io.zerostream.job.internal.sink;

import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.connector.kafka.sink.HeaderProvider;
import org.apache.kafka.common.header.Headers;

/** The trace context of a picture as headers of what became of it. Named classes: pooled transactions refuse lambdas. */
final class TraceHeaders {
    private TraceHeaders() {}

    /** Of a label. */
    static final class OfLabel implements HeaderProvider<ZeroShotLabel> {
        private static final long serialVersionUID = 1L;

        @Override
        public Headers getHeaders(ZeroShotLabel label) {
            return new TraceContext(label.getTraceParent(), label.getTraceState()).headers();
        }
    }

    /** Of a dead letter. */
    static final class OfDeadLetter implements HeaderProvider<DeadLetter> {
        private static final long serialVersionUID = 1L;

        @Override
        public Headers getHeaders(DeadLetter letter) {
            return new TraceContext(letter.getTraceParent(), letter.getTraceState()).headers();
        }
    }

    /** Of what has no trace. */
    static final class None implements HeaderProvider<Object> {
        private static final long serialVersionUID = 1L;

        @Override
        public Headers getHeaders(Object record) {
            return TraceContext.NONE.headers();
        }
    }
}
