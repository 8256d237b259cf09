package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Descriptors;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** The side outputs of the operator: labels, letters, notices. Task thread only. */
final class Outputs {
    private final Output<StreamRecord<ZeroShotLabel>> output;

    Outputs(Output<StreamRecord<ZeroShotLabel>> output) {
        this.output = output;
    }

    /** All answers of a batch, with the event times of their pictures. */
    void answers(Batch batch, Batch.Result result) {
        for (int i = 0; i < batch.size(); i++) {
            long timestamp = batch.pictures().get(i).timestamp();
            Batch.Verdict verdict = result.verdicts().get(i);
            if (verdict instanceof Batch.Verdict.Labelled label) {
                output.collect(new StreamRecord<>(label.label(), timestamp));
            } else if (verdict instanceof Batch.Verdict.Dead dead) {
                output.collect(Descriptors.DEAD_LETTERS, new StreamRecord<>(dead.letter(), timestamp));
            }
        }
    }

    /** A dead letter, with the time of the picture it is about. */
    void dead(DeadLetter letter, long timestamp) {
        output.collect(Descriptors.DEAD_LETTERS, new StreamRecord<>(letter, timestamp));
    }

    /** The shadow's labels, with the event times of their pictures. */
    void shadow(Batch batch, ShadowResult result) {
        for (ShadowResult.Pair pair : result.pairs()) {
            long timestamp = batch.pictures().get(pair.position()).timestamp();
            output.collect(Descriptors.SHADOW_LABELS, new StreamRecord<>(pair.beside(), timestamp));
        }
    }

    /** A notice; it has no event time. */
    void notice(JobNotice notice) {
        output.collect(Descriptors.NOTICES, new StreamRecord<>(notice));
    }
}
