package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Mail;
import io.zerostream.job.internal.serving.Served;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs batches one after the other on a thread of its own; results come back by mail, in order. */
final class InferenceThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InferenceThread.class);
    private static final long PATIENCE_SECONDS = 10;

    private final BatchRunner runner;
    private final Mail mail;
    private final WhenDone whenDone;
    private final ThreadPoolExecutor executor;
    private long patienceSeconds = PATIENCE_SECONDS;

    /** Hears on the task's thread what became of batches, in their order. */
    interface WhenDone {
        /** The pictures are answered. */
        void answered(Batch batch, Batch.Result result);

        /** The shadow had its say, after {@link #answered}; only when there is one. */
        void shadowed(Batch batch, ShadowResult result);

        /** There is no answer, or none of the shadow: nothing can be done but to fail the task. */
        void broke(Batch batch, Throwable why);
    }

    InferenceThread(BatchRunner runner, Mail mail, WhenDone whenDone, ThreadFactory threads) {
        this.runner = runner;
        this.mail = mail;
        this.whenDone = whenDone;
        this.executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    }

    /** Queues a batch; its shares of the models are given back when it is done. */
    void submit(Batch batch) {
        executor.execute(new Work(batch));
    }

    /** The batch that runs is given up: {@link #close} does not wait for it. */
    void giveUp() {
        patienceSeconds = 0;
    }

    /**
     * Drops what has not begun and waits a little for what has: a native call cannot be interrupted. What still runs then
     * keeps its shares of the models, so that none is freed under it, and ends on a thread that is left alone.
     */
    @Override
    public void close() throws InterruptedException {
        executor.shutdownNow().forEach(dropped -> ((Work) dropped).giveModelsBack());
        if (!executor.awaitTermination(patienceSeconds, TimeUnit.SECONDS)) {
            LOG.warn(
                    "a batch still runs {} s after its task ended; its model is freed when it is done",
                    patienceSeconds);
        }
    }

    private final class Work implements Runnable {
        private final Batch batch;

        Work(Batch batch) {
            this.batch = batch;
        }

        @Override
        public void run() {
            try {
                Batch.Result result = runner.run(batch);
                mail.post("batch done", () -> whenDone.answered(batch, result));
                Served shadow = batch.serving().shadow();
                if (shadow != null) {
                    ShadowResult beside = runner.shadow(batch, shadow, result);
                    mail.post("shadow done", () -> whenDone.shadowed(batch, beside));
                }
            } catch (Throwable e) {
                // not one picture's fault: out of heap, a broken native library, a defect of ours
                mail.post("batch broke", () -> whenDone.broke(batch, e));
            } finally {
                giveModelsBack();
            }
        }

        void giveModelsBack() {
            batch.serving().release();
        }
    }
}
