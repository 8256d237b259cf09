package io.zerostream.cli;

import static org.awaitility.Awaitility.await;

import io.zerostream.cli.client.Endpoints;
import io.zerostream.cli.client.Home;
import io.zerostream.platform.config.PlatformConfig;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code zerostream demo} as a process of its own, that can be killed. */
final class DemoProcess implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Process process;
    private List<ProcessHandle> children = List.of();
    private final Path said;
    private final Endpoints endpoints;

    /** Starts it on a home, and waits until it tells its addresses. */
    DemoProcess(Path home, String name, String... options) throws IOException {
        said = home.resolve(name + ".out");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-")
                        || argument.startsWith("-Dzerostream.registry")
                        || argument.contains("CACHE_DIR")
                        || argument.contains("offline"))
                .toList());
        command.addAll(List.of(
                "-Xmx1g",
                "-Dzerostream.registry.home=" + PlatformConfig.at(home).registryHome(),
                "-Dzerostream.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo"));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        await(name).atMost(LONG).until(() -> !process.isAlive() || own(home).isPresent());
        endpoints = own(home).orElseThrow(() -> new IllegalStateException(name + " ended: " + said()));
    }

    private Optional<Endpoints> own(Path home) {
        return Endpoints.ofRunningDemo(new Home(home)).filter(running -> running.pid() == process.pid());
    }

    Endpoints endpoints() {
        return endpoints;
    }

    /** All that it printed so far. */
    String said() {
        try {
            return Files.readString(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9}; Kafka and the registry notice it a moment later. */
    void kill() throws InterruptedException {
        children = process.descendants().toList();
        process.destroyForcibly().waitFor();
    }

    /** Waits until those that a killed demo left behind have ended by themselves, and write no more. */
    void awaitLeftBehind() {
        await("those left behind").atMost(LONG).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** As Ctrl-C. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("it did not stop: " + said());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
