package io.zerostream.job.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zerostream.job.internal.Mail;
import io.zerostream.job.internal.control.SetBuilding.Built;
import io.zerostream.model.ModelException;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SemanticSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a scorer whose task ends meanwhile. */
@Timeout(60)
class SetThreadTest {
    private final Mailbox mailbox = new Mailbox();
    private final SetThread thread = new SetThread(new Mail(mailbox), Thread::new);
    private final List<ClassScorer> taken = new ArrayList<>();
    private final Built take = (scorer, failure) -> taken.add(scorer);
    private final ClassScorer scorer = new ClassScorer(
            Prototypes.of(
                    new SemanticSpace("one", List.of("a"), new float[0][]),
                    List.of(new Prototype("c", new float[] {1}, false))),
            new ScoringOptions(0, 0, 1));

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void aScorerIsHandedOverByMail() throws Exception {
        thread.build(Duration.ZERO, () -> scorer, take);
        assertThat(taken).isEmpty();
        mailbox.mails.take().run();
        thread.close();

        assertThat(taken).containsExactly(scorer);
        assertThat(isFreed()).isFalse();
    }

    @Test
    void aScorerThatIsInTheMailWhenTheTaskEndsIsFreedAndNotTaken() throws Exception {
        thread.build(Duration.ZERO, () -> scorer, take);
        ThrowingRunnable<? extends Exception> mail = mailbox.mails.take();
        thread.close();
        assertThat(isFreed()).isTrue();

        mail.run();
        assertThat(taken).isEmpty();
    }

    @Test
    void aScorerThatIsBuiltAfterTheTaskEndedIsFreed() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        thread.build(
                Duration.ZERO,
                () -> {
                    begun.countDown();
                    // an interrupt does not stop the native library either
                    while (ended.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return scorer;
                },
                take);
        await().until(() -> begun.getCount() == 0);
        mailbox.closed = true;
        thread.close();
        ended.countDown();

        await().until(this::isFreed);
        assertThat(taken).isEmpty();
    }

    @Test
    void whoWaitsHoldsNobodyUp() throws Exception {
        thread.build(Duration.ofDays(1), () -> scorer, take);
        thread.build(
                Duration.ofNanos(1),
                () -> {
                    throw new ModelException("no");
                },
                take);
        mailbox.mails.take().run();

        assertThat(taken).hasSize(1).containsOnlyNulls();
    }

    @Test
    void anErrorFailsTheTaskAsItIs() throws Exception {
        thread.build(
                Duration.ZERO,
                () -> {
                    throw new OutOfMemoryError("heap");
                },
                take);
        ThrowingRunnable<? extends Exception> mail = mailbox.mails.take();

        assertThatThrownBy(mail::run).isInstanceOf(OutOfMemoryError.class);
        assertThat(taken).isEmpty();
    }

    private boolean isFreed() {
        try {
            scorer.match(new float[] {1}, 1);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** Of a task whose thread is the test's. */
    private static final class Mailbox implements MailboxExecutor {
        private final BlockingQueue<ThrowingRunnable<? extends Exception>> mails = new LinkedBlockingQueue<>();
        private volatile boolean closed;

        @Override
        public void execute(
                MailOptions options,
                ThrowingRunnable<? extends Exception> command,
                String descriptionFormat,
                Object... descriptionArgs) {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            mails.add(command);
        }

        @Override
        public void yield() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean tryYield() {
            return false;
        }

        @Override
        public boolean shouldInterrupt() {
            return false;
        }
    }
}
