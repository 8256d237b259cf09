package io.zerostream.job.internal.source;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.control.ControlRecord;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** How the streams tell time. */
public final class Times {
    private Times() {}

    /** Pictures: {@link EventTime#of}, in bounded disorder; a silent partition does not hold back the others. */
    public static WatermarkStrategy<IncomingPicture> pictures(EventTime config) {
        return WatermarkStrategy.<IncomingPicture>forBoundedOutOfOrderness(config.outOfOrderness())
                .withTimestampAssigner(new PictureTime())
                .withIdleness(config.idleness());
    }

    /**
     * Control has no time: it is idle from the beginning, so that it never holds back pictures. A watermark at the end of
     * time would do the same until the pictures fall idle; then it would be the only one left, and make all that follow
     * late.
     */
    public static WatermarkStrategy<ControlRecord> control() {
        return WatermarkStrategy.forGenerator(new AlwaysIdle());
    }

    private static final class PictureTime implements TimestampAssignerSupplier<IncomingPicture> {
        private static final long serialVersionUID = 1L;

        @Override
        public TimestampAssigner<IncomingPicture> createTimestampAssigner(TimestampAssignerSupplier.Context context) {
            return (picture, recordTimestamp) -> picture.eventTime();
        }
    }

    private static final class AlwaysIdle implements WatermarkGeneratorSupplier<ControlRecord> {
        private static final long serialVersionUID = 1L;

        @Override
        public WatermarkGenerator<ControlRecord> createWatermarkGenerator(WatermarkGeneratorSupplier.Context context) {
            return new WatermarkGenerator<>() {
                @Override
                public void onEvent(ControlRecord event, long timestamp, WatermarkOutput output) {
                    // nothing: onPeriodicEmit said it all
                }

                @Override
                public void onPeriodicEmit(WatermarkOutput output) {
                    output.markIdle();
                }
            };
        }
    }
}
