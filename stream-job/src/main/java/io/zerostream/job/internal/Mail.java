package io.zerostream.job.internal;

import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way from other threads back to the task's thread. Thread-safe. */
public final class Mail {
    private static final Logger LOG = LoggerFactory.getLogger(Mail.class);

    private final MailboxExecutor mailbox;

    public Mail(MailboxExecutor mailbox) {
        this.mailbox = mailbox;
    }

    /** Runs something on the task's thread, soon; an exception of it fails the task. Nothing when the task has ended. */
    public void post(String what, ThrowingRunnable<Exception> action) {
        try {
            mailbox.execute(action, what);
        } catch (RejectedExecutionException e) {
            LOG.debug("the task has ended; '{}' is dropped", what);
        }
    }

    /** Task's thread only: waits for a post and runs it. */
    public void await() throws InterruptedException {
        mailbox.yield();
    }
}
