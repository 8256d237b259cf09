package io.zerostream.job.internal.sink;

import io.zerostream.job.internal.Closing;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's writer, whose end takes nothing else with it. It throws when a transaction cannot be given up or a record
 * was not sent, so whenever a broker stays away, see {@link Closing}. One with transactions opens an admin client at its
 * start, to look for those that an earlier run left open, and does not close it (connector 5.0.0): its thread would hold the
 * job's class loader, so that every cancelled and resubmitted job stayed in the task manager's metaspace. Nothing but the
 * writer's private field leads to it.
 */
final class ClosingKafkaWriter<T> implements PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> {
    /** Of the connector's writer. */
    static final String ADMIN_FIELD = "adminClient";

    private static final Logger LOG = LoggerFactory.getLogger(ClosingKafkaWriter.class);
    /** Nothing is under way by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> writer;
    private final boolean inTransactions;

    /** @param inTransactions whether it is an exactly-once writer */
    ClosingKafkaWriter(
            PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> writer, boolean inTransactions) {
        this.writer = writer;
        this.inTransactions = inTransactions;
    }

    @Override
    public void write(T element, Context context) throws IOException, InterruptedException {
        writer.write(element, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        writer.flush(endOfInput);
    }

    @Override
    public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
        writer.writeWatermark(watermark);
    }

    @Override
    public Collection<KafkaCommittable> prepareCommit() throws IOException, InterruptedException {
        return writer.prepareCommit();
    }

    @Override
    public List<KafkaWriterState> snapshotState(long checkpointId) throws IOException {
        return writer.snapshotState(checkpointId);
    }

    /** A transaction that cannot be given up ends by its timeout, or when the next writer opens its id. */
    @Override
    public void close() {
        Closing.all("the writer of a Kafka topic", writer, () -> admin().ifPresent(admin -> admin.close(PATIENCE)));
    }

    private Optional<Admin> admin() {
        if (!inTransactions) {
            return Optional.empty();
        }
        try {
            Field field = writer.getClass().getDeclaredField(ADMIN_FIELD);
            field.setAccessible(true);
            return Optional.ofNullable((Admin) field.get(writer));
        } catch (ReflectiveOperationException | RuntimeException e) {
            // a later connector: not worth a failure at the end of a job
            LOG.warn(
                    "cannot look for the admin client of {}: if it has one, its thread stays on this task manager",
                    writer.getClass().getName(),
                    e);
            return Optional.empty();
        }
    }
}
