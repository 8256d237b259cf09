package io.zerostream.job.internal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosingKafkaWriterTest {
    /** As the connector's, when the broker is away. */
    private static final class Unclosable
            implements PrecommittingStatefulSinkWriter<String, KafkaWriterState, KafkaCommittable> {
        private boolean closed;

        @Override
        public void write(String element, Context context) {
            throw new UnsupportedOperationException("nothing is written");
        }

        @Override
        public void flush(boolean endOfInput) {
            throw new UnsupportedOperationException("nothing is flushed");
        }

        @Override
        public Collection<KafkaCommittable> prepareCommit() {
            return List.of();
        }

        @Override
        public List<KafkaWriterState> snapshotState(long checkpointId) {
            return List.of();
        }

        @Override
        public void close() {
            closed = true;
            throw new TimeoutException("Timeout expired after 60000ms while awaiting EndTxn(false)");
        }
    }

    /** Flink would take it for a fault of the task manager, and end that. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTransactionThatCannotBeGivenUpIsNoReasonToThrow(boolean inTransactions) {
        Unclosable writer = new Unclosable();

        new ClosingKafkaWriter<>(writer, inTransactions).close();

        assertThat(writer.closed).isTrue();
    }

    /** The field is found by its name; a connector that names it otherwise must not go unseen. */
    @Test
    void theConnectorStillHasTheFieldThatHoldsTheAdminClient() throws Exception {
        Class<?> writer = Class.forName("org.apache.flink.connector.kafka.sink.ExactlyOnceKafkaWriter");

        assertThat(writer.getDeclaredField(ClosingKafkaWriter.ADMIN_FIELD)).isNotNull();
    }
}
