package io.zerostream.job.internal.classify;

import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Event time on its way out: held back to the oldest picture owed, and idle only when nothing is owed, or windows would
 * close without what is still to come. Task thread only.
 */
final class EventTimeOut {
    private final Output<StreamRecord<ZeroShotLabel>> output;
    private final WatermarkHold hold = new WatermarkHold();
    private boolean inputIdle;
    private boolean outputIdle;

    EventTimeOut(Output<StreamRecord<ZeroShotLabel>> output) {
        this.output = output;
    }

    /** A picture of this event time is owed. */
    void owe(long timestamp) {
        hold.owe(timestamp);
    }

    /** The pictures owed and not under way went to the model. */
    void closeBatch() {
        hold.closeBatch();
    }

    /** The oldest batch under way was answered, and its labels are out. */
    void finishBatch() {
        hold.finishBatch();
        advance();
    }

    /** A watermark came in. */
    void receive(Watermark mark) {
        hold.receive(mark.getTimestamp());
        advance();
    }

    /** The input fell idle, or woke up. */
    void idle(boolean idle) {
        inputIdle = idle;
        advance();
    }

    private void advance() {
        boolean idle = inputIdle && hold.owesNothing();
        if (outputIdle && !idle) {
            outputIdle = false;
            output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
        }
        if (hold.advance()) {
            output.emitWatermark(new Watermark(hold.emitted()));
        }
        if (idle && !outputIdle) {
            outputIdle = true;
            output.emitWatermarkStatus(WatermarkStatus.IDLE);
        }
    }
}
