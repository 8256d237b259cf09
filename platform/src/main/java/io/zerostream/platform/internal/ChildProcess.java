package io.zerostream.platform.internal;

import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.Reasons;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM beside this one, with its output in a log file. It ends in good order when its standard input does: that is how
 * {@link #close} ends it, and what the operating system does when this process dies.
 */
final class ChildProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(50);
    private static final Duration GENTLE = Duration.ofSeconds(8);

    private final JvmCommand command;
    private final Process process;
    private final Runnable whenEnded;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean watched;

    private ChildProcess(JvmCommand command, Process process, Runnable whenEnded) {
        this.command = command;
        this.process = process;
        this.whenEnded = whenEnded;
    }

    /** @throws PlatformException when the operating system refuses */
    static ChildProcess start(JvmCommand command) {
        return start(command, () -> {});
    }

    /**
     * @param whenEnded runs when it has ended, unless {@link #close} or {@link #kill} ended it
     * @throws PlatformException when the operating system refuses
     */
    static ChildProcess start(JvmCommand command, Runnable whenEnded) {
        try {
            ChildProcess child =
                    new ChildProcess(command, command.toProcessBuilder().start(), whenEnded);
            child.process.onExit().thenAccept(ended -> child.reportEnd());
            return child;
        } catch (IOException e) {
            throw new PlatformException("cannot start " + command.name() + ": " + Reasons.of(e), e);
        }
    }

    private void reportEnd() {
        if (watched && told.compareAndSet(false, true)) {
            LOG.error("{} ended unexpectedly (exit code {}). {}", command.name(), process.exitValue(), endOfLog());
            whenEnded.run();
        }
    }

    /**
     * Waits until the child answers; from then on its end is logged as an error.
     *
     * @param answers whether it is up; a failed attempt is a false, never an exception
     * @throws PlatformException when it ends or the time is up, with the end of its log
     */
    void await(BooleanSupplier answers, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!answers.getAsBoolean()) {
            if (endsWithin(PROBE_PAUSE)) {
                throw new PlatformException(
                        command.name() + " ended at its start (exit code " + process.exitValue() + "). " + endOfLog());
            }
            if (System.nanoTime() > deadline) {
                throw new PlatformException(
                        command.name() + " did not answer within " + timeout.toSeconds() + " s. " + endOfLog());
            }
        }
        watch();
    }

    /** From now on its end is logged as an error, and told. One that has ended already counts too. */
    void watch() {
        watched = true;
        if (!process.isAlive()) {
            reportEnd();
        }
    }

    private boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted while waiting for " + command.name(), e);
        }
    }

    private String endOfLog() {
        return "The end of " + command.log() + ":\n" + LogTail.of(command.log());
    }

    /** Process id, for tests and logs. */
    long pid() {
        return process.pid();
    }

    /** Waits for the end of a child that ends by itself. */
    void waitFor() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted while waiting for " + command.name(), e);
        }
    }

    /** Ends the child as {@code kill -9} does, and waits until it is gone. */
    void kill() {
        watched = false;
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it has not ended. */
    boolean alive() {
        return process.isAlive();
    }

    /** Asks the child to end and waits; kills it after 8 s. */
    @Override
    public void close() {
        watched = false;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("the input of {} is closed already", command.name(), e);
        }
        try {
            if (!process.waitFor(GENTLE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} did not end within {} s and is killed", command.name(), GENTLE.toSeconds());
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
