package io.zerostream.job.internal.sink;

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
 * The connector's exactly-once writer, closed whole. At its start it opens an admin client, to look for transactions
 * that an earlier run left open, and does not close it (connector 5.0.0): its thread would hold the job's class loader,
 * so that every cancelled and resubmitted job stayed in the task manager's metaspace. Nothing but the writer's private
 * field leads to it.
 */
final class ClosingKafkaWriter<T> implements PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> {
    /** Of the connector's writer. */
    static final String ADMIN_FIELD = "adminClient";

    private static final Logger LOG = LoggerFactory.getLogger(ClosingKafkaWriter.class);
    /** Nothing is under way by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> writer;

    ClosingKafkaWriter(PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> writer) {
        this.writer = writer;
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

    @Override
    public void close() throws Exception {
        try {
            writer.close();
        } finally {
            adminOf(writer).ifPresent(admin -> admin.close(PATIENCE));
        }
    }

    private static Optional<Admin> adminOf(Object writer) {
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
