package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.agreement.Answer;
import io.zerostream.job.internal.agreement.JobManager;
import io.zerostream.job.internal.agreement.Question;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;

/** The way from a subtask to the one who knows what all of them say. */
public interface Coordinators extends Serializable {
    /** The way of an operator that is being set up. */
    Function<Question, CompletableFuture<Answer>> of(AbstractStreamOperator<?> operator);

    /** To the operator's coordinator on the job manager. */
    static Coordinators onJobManager() {
        return operator -> JobManager.of(operator)::ask;
    }
}
