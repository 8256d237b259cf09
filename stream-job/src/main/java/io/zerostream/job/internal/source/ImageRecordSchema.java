package io.zerostream.job.internal.source;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.Origin;
import io.zerostream.job.internal.Rejection;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.SchemaRegistryAccess;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.record.TimestampType;

/**
 * Every record of topic {@code images} becomes exactly one {@link IncomingPicture}. Here, and nowhere after, it is looked
 * at with distrust: what cannot be read, is larger than a record may be, or is past {@link ImageEventLimits} is marked as a
 * dead letter, and nothing large of it is carried on. Throws only when the schema registry is away, which says nothing
 * about the record: then the job restarts and reads it again.
 */
public final class ImageRecordSchema implements KafkaRecordDeserializationSchema<IncomingPicture> {
    private static final long serialVersionUID = 1L;

    private final SchemaCoder<ImageEvent> coder;
    private final EventTime times;

    /**
     * @param registry how the schema registry is reached
     * @param times how far {@code captured_at} is believed
     */
    public ImageRecordSchema(SchemaRegistryAccess registry, EventTime times) {
        this.coder = new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, registry);
        this.times = times;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<IncomingPicture> out) {
        long now = System.currentTimeMillis();
        Origin origin = origin(record, arrival(record, now));
        out.collect(read(origin, record, TimeUnit.MILLISECONDS.toMicros(Math.max(0, now - origin.timestamp()))));
    }

    /**
     * A broker's stamp is the same whenever the record is read. A producer's may be anything; at least it is not in the
     * future.
     */
    private static long arrival(ConsumerRecord<byte[], byte[]> record, long now) {
        long stamp = Math.max(0, record.timestamp());
        return record.timestampType() == TimestampType.LOG_APPEND_TIME ? stamp : Math.min(stamp, now);
    }

    private static Origin origin(ConsumerRecord<byte[], byte[]> record, long arrival) {
        byte[] key = record.key();
        byte[] value = record.value();
        TraceContext trace = TraceContext.of(record.headers());
        return new Origin(
                record.topic(),
                record.partition(),
                record.offset(),
                arrival,
                key != null && key.length <= Origin.KEPT_KEY_BYTES ? key : null,
                value != null && value.length <= Origin.KEPT_BYTES ? value : null,
                value == null ? 0 : value.length,
                trace.parent(),
                trace.state());
    }

    private IncomingPicture read(Origin origin, ConsumerRecord<byte[], byte[]> record, long queueMicros) {
        byte[] value = record.value();
        if (value == null) {
            return unreadable(origin, "the record has no value", queueMicros);
        }
        if (value.length > Topics.MAX_RECORD_BYTES) {
            Rejection why = new Rejection(
                    DeadLetterReason.TOO_MANY_BYTES,
                    "the record has " + value.length + " bytes; the limit is " + Topics.MAX_RECORD_BYTES);
            return new IncomingPicture(origin, null, why, origin.timestamp(), queueMicros);
        }
        try {
            return checked(origin, coder.decode(value), queueMicros);
        } catch (SerializationException e) {
            return unreadable(origin, String.valueOf(e.getMessage()), queueMicros);
        } catch (SchemaRegistryException e) {
            // whoever writes with a schema that nobody else uses must not stop the others while the registry is away;
            // where
            // none was read yet, it is all of them that wait
            if (e.notFound() || coder.reads()) {
                return unreadable(origin, String.valueOf(e.getMessage()), queueMicros);
            }
            throw e;
        }
    }

    private IncomingPicture checked(Origin origin, ImageEvent event, long queueMicros) {
        return ImageEventLimits.problem(event)
                .map(problem -> new IncomingPicture(
                        origin,
                        remains(event),
                        new Rejection(DeadLetterReason.INVALID_EVENT, problem),
                        origin.timestamp(),
                        queueMicros))
                .orElseGet(() -> new IncomingPicture(
                        origin,
                        event,
                        null,
                        times.of(event.getCapturedAt().toEpochMilli(), origin.timestamp()),
                        queueMicros));
    }

    /** Who a refused event is, as far as it says so in measure; nothing else of it is of use. */
    private static ImageEvent remains(ImageEvent event) {
        return ImageEvent.newBuilder()
                .setEventId(ImageEventLimits.isEventId(event.getEventId()) ? event.getEventId() : "")
                .setSourceId(ImageEventLimits.isSourceId(event.getSourceId()) ? event.getSourceId() : "")
                .setCapturedAt(event.getCapturedAt())
                .setAttributes(Map.of())
                .build();
    }

    private static IncomingPicture unreadable(Origin origin, String why, long queueMicros) {
        return new IncomingPicture(
                origin, null, new Rejection(DeadLetterReason.UNREADABLE_RECORD, why), origin.timestamp(), queueMicros);
    }

    @Override
    public TypeInformation<IncomingPicture> getProducedType() {
        return JobTypes.INCOMING;
    }
}
