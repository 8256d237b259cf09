package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.serving.Agreeing;
import io.zerostream.job.internal.serving.ServingControl;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.rpc.exceptions.RecipientUnreachableException;
import org.apache.flink.util.FlinkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether the job manager is away or answers with an error is told apart, and neither is the end. */
@Timeout(60)
class SilenceTest extends OperatorFixture {
    private static final String WARN = "WARN what was decided is not known, asking again: the job manager ";

    private final TestJobManager jobManager = new TestJobManager(1);

    @Test
    void peopleReadWhyThereIsNoAnswerOnceForEachReason() throws Exception {
        registries.add(registry.everything("colours"));
        try (LogLines log = LogLines.of(Agreeing.class);
                LogLines waiting = LogLines.of(ServingControl.class)) {
            jobManager.fail(new TimeoutException("Invocation timed out"));
            harness = new OperatorHarness(registries, models, null, jobManager);
            askedTwiceMore();
            jobManager.fail(new RecipientUnreachableException("task", "job manager", "message"));
            askedTwiceMore();
            jobManager.fail(new ConnectException("refused"));
            askedTwiceMore();
            jobManager.fail(new FlinkException("Coordinator of operator x does not exist"));
            askedTwiceMore();
            harness.until(() -> waiting.lines().stream()
                    .anyMatch(line -> line.matches(".*waiting: the job manager .*pictures wait")));
            assertThat(harness.serves()).isFalse();
            jobManager.fail(null);
            harness.untilServing();

            assertThat(log.lines().stream().filter(line -> line.startsWith(WARN)))
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith(WARN + "does not answer in time"),
                            line -> assertThat(line)
                                    .startsWith(WARN + "cannot be reached")
                                    .contains("job manager"),
                            line -> assertThat(line)
                                    .startsWith(WARN + "cannot be reached")
                                    .contains("refused"),
                            line -> assertThat(line)
                                    .startsWith(WARN + "answers with an error")
                                    .contains("Coordinator of operator x does not exist"));
        }
    }

    private void askedTwiceMore() throws Exception {
        int before = jobManager.asked.size();
        harness.until(() -> jobManager.asked.size() > before + 2);
    }
}
