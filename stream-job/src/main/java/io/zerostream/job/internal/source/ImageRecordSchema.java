package io.zerostream.job.internal.source;

import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.Origin;
import io.zerostream.job.internal.Rejection;
import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Every record of topic {@code images} becomes exactly one {@link IncomingPicture}; one that cannot be read, one marked as
 * a dead letter. Throws only when the schema registry is away, which says nothing about the record: then the job restarts
 * and reads it again.
 */
public final class ImageRecordSchema implements KafkaRecordDeserializationSchema<IncomingPicture> {
    private static final long serialVersionUID = 1L;

    private final SchemaCoder<ImageEvent> coder;

    /** @param registryUrl base address of the schema registry */
    public ImageRecordSchema(String registryUrl) {
        this.coder = new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, registryUrl);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<IncomingPicture> out) {
        long now = System.currentTimeMillis();
        byte[] value = record.value();
        boolean small = value != null && value.length <= Origin.KEPT_BYTES;
        TraceContext trace = TraceContext.of(record.headers());
        Origin origin = new Origin(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                small ? value : null,
                value == null ? 0 : value.length,
                trace.parent(),
                trace.state());
        long queueMicros = TimeUnit.MILLISECONDS.toMicros(Math.max(0, now - record.timestamp()));
        out.collect(read(origin, value, Math.min(record.timestamp(), now), now, queueMicros));
    }

    private IncomingPicture read(Origin origin, byte @Nullable [] value, long recordTime, long now, long queueMicros) {
        if (value == null) {
            return unreadable(origin, "the record has no value", recordTime, queueMicros);
        }
        try {
            ImageEvent event = coder.decode(value);
            long eventTime = Math.min(event.getCapturedAt().toEpochMilli(), now);
            return new IncomingPicture(origin, event, null, eventTime, queueMicros);
        } catch (SerializationException e) {
            return unreadable(origin, String.valueOf(e.getMessage()), recordTime, queueMicros);
        } catch (SchemaRegistryException e) {
            if (e.notFound()) {
                return unreadable(origin, String.valueOf(e.getMessage()), recordTime, queueMicros);
            }
            throw e;
        }
    }

    private static IncomingPicture unreadable(Origin origin, String why, long eventTime, long queueMicros) {
        return new IncomingPicture(
                origin, null, new Rejection(DeadLetterReason.UNREADABLE_RECORD, why), eventTime, queueMicros);
    }

    @Override
    public TypeInformation<IncomingPicture> getProducedType() {
        return JobTypes.INCOMING;
    }
}
