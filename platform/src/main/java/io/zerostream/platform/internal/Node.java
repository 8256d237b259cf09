package io.zerostream.platform.internal;

import io.zerostream.platform.ClusterNode;
import io.zerostream.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** A child JVM that can be started more than once. */
final class Node implements ClusterNode, AutoCloseable {
    private final String name;
    private final IntFunction<JvmCommand> commands;
    private JvmCommand command;
    private ChildProcess process;
    private int starts = 1;

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
        this.process = ChildProcess.start(command);
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
        process = ChildProcess.start(command);
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
        current().close();
    }
}
