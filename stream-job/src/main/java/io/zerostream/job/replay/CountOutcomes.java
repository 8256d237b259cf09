package io.zerostream.job.replay;

import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Counts what a replay came to, as Flink accumulators: they can be read while it runs and when it is done. */
public final class CountOutcomes {
    /** Labels, unknown ones included. */
    public static final String LABELS = "labels";

    /** Labels with outcome UNKNOWN. */
    public static final String UNKNOWN = "unknown";

    /** Dead letters; the reason follows. */
    public static final String DEAD = "dead.";

    private CountOutcomes() {}

    /** Of labels. */
    public static final class OfLabels extends RichMapFunction<ZeroShotLabel, ZeroShotLabel> {
        private static final long serialVersionUID = 1L;

        @Override
        public ZeroShotLabel map(ZeroShotLabel label) {
            getRuntimeContext().getLongCounter(LABELS).add(1);
            if (label.getOutcome() == Outcome.UNKNOWN) {
                getRuntimeContext().getLongCounter(UNKNOWN).add(1);
            }
            return label;
        }
    }

    /** Of dead letters. */
    public static final class OfDeadLetters extends RichMapFunction<DeadLetter, DeadLetter> {
        private static final long serialVersionUID = 1L;

        @Override
        public DeadLetter map(DeadLetter letter) {
            getRuntimeContext().getLongCounter(DEAD + letter.getReason()).add(1);
            return letter;
        }
    }
}
