package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.agreement.Agreement;
import io.zerostream.job.internal.agreement.Answer;
import io.zerostream.job.internal.agreement.Question;
import io.zerostream.job.internal.serving.Coordinators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * The job manager's side of the agreement, and the way to it, on which questions are held up when a test asks for it.
 * Outlives the operator, as after a failover of tasks alone. The operator is subtask 0; tests speak for the others.
 */
public final class TestJobManager implements Coordinators {
    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    final transient Agreement agreement;
    /** All that the operator asked, in order. */
    public final transient List<Question> asked = new ArrayList<>();

    private final transient List<Runnable> underWay = new ArrayList<>();
    private boolean held;
    private transient @Nullable Throwable fault;

    public TestJobManager(int subtasks) {
        agreement = new Agreement(PATIENCE, () -> subtasks, System::nanoTime);
        for (int subtask = 0; subtask < subtasks; subtask++) {
            agreement.starts(subtask, 0);
        }
    }

    @Override
    public Function<Question, CompletableFuture<Answer>> of(AbstractStreamOperator<?> operator) {
        return question -> {
            asked.add(question);
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            Throwable why = fault;
            underWay.add(() -> {
                if (why == null) {
                    answer.complete(agreement.ask(question));
                } else {
                    answer.completeExceptionally(new CompletionException(why));
                }
            });
            if (!held) {
                arrive();
            }
            return answer;
        };
    }

    /** From now on questions fail; null = no more. */
    public void fail(@Nullable Throwable why) {
        fault = why;
    }

    /** From now on questions stay on their way. */
    void hold() {
        held = true;
    }

    /** They arrive, and those to come do at once. */
    void letGo() {
        held = false;
        arrive();
    }

    private void arrive() {
        underWay.forEach(Runnable::run);
        underWay.clear();
    }

    /** How far the operator said last that it is with a model; empty = it wishes for another or none. */
    String lastSaid(String model) {
        Question.Wish wish = asked.get(asked.size() - 1).wish();
        return wish != null && wish.name().equals(model) ? wish.progress().name() : "";
    }
}
