package io.zerostream.platform.internal;

import io.zerostream.platform.config.ClusterNode;
import io.zerostream.platform.config.PlatformException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child JVM that can be started more than once, and starts again by itself when it is to be kept alive. */
final class Node implements ClusterNode, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    /** Pauses double up to here. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Who ran for so long did not fail at its start. */
    private static final Duration STEADY = Duration.ofMinutes(1);
    /** Logs of starts that are kept, so that one that ends again and again does not fill the folder. */
    private static final int LOGS = 9;

    private final String name;
    private final IntFunction<JvmCommand> commands;
    private JvmCommand command;
    private ChildProcess process;
    private int starts = 1;
    private boolean keptAlive;
    private int failures;
    private long startedAt = System.nanoTime();

    /**
     * Starts it.
     *
     * @param commands how, by the number of the start, from 1
     * @throws PlatformException when the operating system refuses
     */
    Node(String name, IntFunction<JvmCommand> commands) {
        this.name = name;
        this.commands = commands;
        this.command = commands.apply(starts);
        this.process = start(command);
    }

    private ChildProcess start(JvmCommand how) {
        return ChildProcess.start(how, this::ended);
    }

    /**
     * From now on starts it again on the data and the ports it had when it ends by itself: after a second, and after twice
     * the time, up to half a minute, when it did not run for a minute.
     */
    synchronized void keepAlive() {
        keptAlive = true;
    }

    private synchronized void ended() {
        if (!keptAlive) {
            return;
        }
        boolean steady = System.nanoTime() - startedAt > STEADY.toNanos();
        failures = steady ? 1 : failures + 1;
        long pause = Math.min(LONGEST_PAUSE.toSeconds(), 1L << Math.min(failures - 1, Integer.SIZE - 2));
        LOG.warn("{} is started again in {} s", name, pause);
        CompletableFuture.delayedExecutor(pause, TimeUnit.SECONDS).execute(this::startAgain);
    }

    private synchronized void startAgain() {
        if (!keptAlive || process.alive()) {
            return;
        }
        starts++;
        startedAt = System.nanoTime();
        command = commands.apply(2 + (starts - 2) % LOGS);
        try {
            process = start(command);
            process.watch();
        } catch (PlatformException e) {
            LOG.error("{} cannot be started again", name, e);
            ended();
        }
    }

    /** @see ChildProcess#await */
    void await(BooleanSupplier answers, Duration timeout) {
        current().await(answers, timeout);
    }

    private synchronized ChildProcess current() {
        return process;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long pid() {
        return current().pid();
    }

    @Override
    public synchronized int starts() {
        return starts;
    }

    @Override
    public boolean alive() {
        return current().alive();
    }

    @Override
    public synchronized Path log() {
        return command.log();
    }

    @Override
    public void kill() {
        current().kill();
    }

    @Override
    public synchronized void restart() {
        if (process.alive()) {
            throw new PlatformException(name + " is still running (process " + process.pid() + "): kill it first");
        }
        starts++;
        command = commands.apply(starts);
        process = start(command);
    }

    @Override
    public void pause() {
        signal("STOP");
    }

    @Override
    public void resume() {
        signal("CONT");
    }

    /** The JDK can only end a process. */
    private void signal(String which) {
        long pid = pid();
        try {
            int code = new ProcessBuilder("kill", "-" + which, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new PlatformException("kill -" + which + ' ' + pid + " (" + name + ") ended with " + code);
            }
        } catch (IOException e) {
            throw new PlatformException("there is no kill command here: a node cannot be paused", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted while sending SIG" + which + " to " + name, e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            keptAlive = false;
        }
        current().close();
    }
}
