package io.zerostream.trainer.loop;

import io.zerostream.trainer.evaluation.LossPoint;
import io.zerostream.trainer.evaluation.Trial;
import io.zerostream.trainer.learn.Chosen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run is; what a continuation needs besides the weights. Written as JSON within the saved state.
 *
 * @param format {@link #FORMAT}
 * @param config hash of the configuration and the data's name, so that no run is continued as another
 * @param stage name of the present one
 * @param step steps done in this stage
 * @param earlier steps done in the stages before
 * @param counts of the weights' updates
 * @param best what was chosen so far; null before the first evaluation
 * @param worse evaluations since then
 * @param trials evaluations
 * @param losses thinned
 * @param lossSum since the last of those points
 * @param seconds spent on training so far
 * @param cpuSeconds of processor time, over all threads
 * @param metricsBytes length of metrics.jsonl at this point
 */
public record Progress(
        int format,
        String config,
        String stage,
        long step,
        long earlier,
        long[] counts,
        @Nullable Best best,
        int worse,
        List<Trial> trials,
        List<LossPoint> losses,
        double lossSum,
        double seconds,
        double cpuSeconds,
        long metricsBytes) {
    static final int FORMAT = 2;
    static final String CHOOSE = "choose";
    static final String FINAL = "final";

    /** The best evaluation, after so many passes over the pictures; its weights are kept beside. */
    public record Best(double epochs, Chosen chosen) {}

    /** Where a run begins. */
    public static Progress start(String config, String stage) {
        return new Progress(FORMAT, config, stage, 0, 0, new long[2], null, 0, List.of(), List.of(), 0, 0, 0, 0);
    }
}
