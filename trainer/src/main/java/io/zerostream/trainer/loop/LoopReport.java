package io.zerostream.trainer.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.TrainingReport;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.internal.Jsons;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run on a data set did and how good its model is; as {@link TrainingReport}.
 *
 * @param config with which it can be made again
 * @param data name of the data set
 * @param createdAt when it ended
 * @param protocol how the figures came about, for a person
 * @param effort what it cost
 * @param peakMemory largest resident memory of the process, bytes; 0 where the system does not tell
 * @param losses loss by step, thinned
 * @param trials evaluations on the validation classes
 * @param chosen what these decided
 * @param test figures on the test pictures, or null when they were left alone
 * @param confusions the most frequent mistakes of the test
 */
public record LoopReport(
        LoopConfig config,
        String data,
        Instant createdAt,
        String protocol,
        TrainingReport.Effort effort,
        long peakMemory,
        List<TrainingReport.LossPoint> losses,
        List<TrainingReport.Trial> trials,
        TrainingReport.Chosen chosen,
        TrainingReport.@Nullable Figures test,
        List<Confusion> confusions) {

    /** As indented JSON. */
    public String toJson() {
        try {
            return Jsons.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new TrainerException("cannot write the training report", e);
        }
    }
}
