package io.zerostream.platform.internal;

import io.zerostream.platform.PlatformException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM beside this one, with its output in a log file. Closing ends it, gently first. */
public final class ChildProcess implements AutoCloseable {
    private static final int TAIL_LINES = 15;
    private static final Duration GENTLE = Duration.ofSeconds(6);

    private final String name;
    private final Process process;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a JVM.
     *
     * @param name for messages
     * @param log takes its standard output and error
     * @param folder its working directory
     * @param options JVM options
     * @param classPath of the real main; ours is put before it
     * @param mainAndArguments the real main class and its arguments
     */
    static ChildProcess start(
            String name, Path log, Path folder, List<String> options, String classPath, List<String> mainAndArguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-cp");
        command.add(ownClasses() + java.io.File.pathSeparator + classPath);
        command.add(ChildMain.class.getName());
        command.addAll(mainAndArguments);
        try {
            Files.createDirectories(log.getParent());
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new ChildProcess(name, process, log);
        } catch (IOException e) {
            throw new PlatformException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    private static String ownClasses() {
        try {
            return Path.of(ChildMain.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new PlatformException("cannot tell where our own classes are", e);
        }
    }

    /** Something that answers once the child is up. */
    interface Probe {
        /** Whether it is up; a failed attempt is a false, never an exception. */
        boolean answers();
    }

    /**
     * Waits until the child answers.
     *
     * @throws PlatformException when it ends or the time is up, with the end of its log
     */
    void await(Probe probe, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!probe.answers()) {
            try {
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    throw new PlatformException(name + " ended at its start (exit code " + process.exitValue()
                            + "). The end of " + log + ":\n" + tail());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PlatformException("interrupted while waiting for " + name, e);
            }
            if (System.nanoTime() > deadline) {
                throw new PlatformException(name + " did not answer within " + timeout.toSeconds() + " s. The end of "
                        + log + ":\n" + tail());
            }
        }
    }

    private String tail() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(the log cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Process id, for tests and logs. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GENTLE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
