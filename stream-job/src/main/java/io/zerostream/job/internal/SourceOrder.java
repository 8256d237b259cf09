package io.zerostream.job.internal;

import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Keeps the pictures of a source in order where one part of the job is wider than the next. Flink deals records out in
 * turn there, so that two pictures of one source race each other on different subtasks. Instead each source goes to one
 * subtask, by hash. Between parts of equal width records stay on their subtask as they are, which keeps the order, costs
 * nothing, and shares few sources out more evenly than a hash does.
 */
public final class SourceOrder {
    private SourceOrder() {}

    /**
     * The records for a part of the job, so that those of one source arrive there in the order they have here.
     *
     * @param width subtasks of the part that comes next
     * @param source the source of a record; needs to be the same on every machine
     */
    public static <T> DataStream<T> into(int width, DataStream<T> records, KeySelector<T, String> source) {
        return records.getParallelism() == width ? records : records.keyBy(source, Types.STRING);
    }

    /** Source of a picture that came in; of one that cannot be read, nothing more than its partition is known. */
    public static final class OfIncoming implements KeySelector<IncomingPicture, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String getKey(IncomingPicture picture) {
            ImageEvent event = picture.event();
            return event == null ? "partition " + picture.origin().partition() : event.getSourceId();
        }
    }

    /** Source of a decoded picture. */
    public static final class OfDecoded implements KeySelector<DecodedPicture, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String getKey(DecodedPicture picture) {
            return picture.sourceId();
        }
    }

    /** Source of a label. */
    public static final class OfLabel implements KeySelector<ZeroShotLabel, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String getKey(ZeroShotLabel label) {
            return label.getSourceId();
        }
    }
}
