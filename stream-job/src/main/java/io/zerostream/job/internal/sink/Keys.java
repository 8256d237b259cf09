package io.zerostream.job.internal.sink;

import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializationSchema;

/** Keys of what the job writes. Named classes: pooled transactions refuse lambdas. */
final class Keys {
    private Keys() {}

    /** Of a label: its source, so that labels of one source stay in one partition. */
    static final class OfLabel implements SerializationSchema<ZeroShotLabel> {
        private static final long serialVersionUID = 1L;

        @Override
        public byte[] serialize(ZeroShotLabel label) {
            return label.getSourceId().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Of a dead letter: the original record's; none when that had none. */
    static final class OfDeadLetter implements SerializationSchema<DeadLetter> {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("NullAway") // Kafka takes null for "no key"; the interface is not annotated
        public byte[] serialize(DeadLetter letter) {
            ByteBuffer key = letter.getKey();
            if (key == null) {
                return null;
            }
            byte[] bytes = new byte[key.remaining()];
            key.duplicate().get(bytes);
            return bytes;
        }
    }

    /** Of a notice: the deployment. */
    static final class OfNotice implements SerializationSchema<JobNotice> {
        private static final long serialVersionUID = 1L;

        @Override
        public byte[] serialize(JobNotice notice) {
            return notice.getDeployment().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Of statistics: class set and source. */
    static final class OfStats implements SerializationSchema<LabelStats> {
        private static final long serialVersionUID = 1L;

        @Override
        public byte[] serialize(LabelStats stats) {
            return setAndSource(stats.getClassSet(), stats.getSourceId());
        }
    }

    /** Of a sighting: class set and source, so that what a source saw stays in order. */
    static final class OfSighting implements SerializationSchema<Sighting> {
        private static final long serialVersionUID = 1L;

        @Override
        public byte[] serialize(Sighting sighting) {
            return setAndSource(sighting.getClassSet(), sighting.getSourceId());
        }
    }

    private static byte[] setAndSource(String classSet, String sourceId) {
        return (classSet + '/' + sourceId).getBytes(StandardCharsets.UTF_8);
    }
}
