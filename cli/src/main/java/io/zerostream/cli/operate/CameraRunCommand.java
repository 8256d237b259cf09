package io.zerostream.cli.operate;

import io.zerostream.cameras.CameraWorker;
import io.zerostream.cameras.config.CamerasConfig;
import io.zerostream.cameras.stream.Authorities;
import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.LogPlace;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.KafkaOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs cameras, beside a Kafka that is there already. */
@Command(
        name = "run",
        description = "Run cameras until Ctrl-C: as many as fall to this worker, beside all others of this Kafka.",
        mixinStandardHelpOptions = true)
final class CameraRunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(CameraRunCommand.class);

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--secrets",
            paramLabel = "FILE",
            description = "Users and passwords of cameras: a properties file of lines NAME=USER:PASSWORD@HOST, which"
                    + " nobody else may read (default: cameras.secrets in the home).")
    private @Nullable Path secrets;

    @Option(
            names = "--videos",
            paramLabel = "DIR",
            description = "Folder that videos are played from; without it none is.")
    private @Nullable Path videos;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Certificates (PEM) by which cameras of https and rtsps are believed: of who signed theirs, or"
                            + " their own; without it none is checked.")
    private @Nullable Path authorities;

    @Option(names = "--name", description = "Name of this worker (default: this machine's, and the process's number).")
    private @Nullable String name;

    @Override
    public Integer call() throws InterruptedException {
        if (videos != null && !Files.isDirectory(videos)) {
            throw new UserException("there is no folder " + videos + " (--videos)");
        }
        if (secrets != null && !Files.isReadable(secrets)) {
            throw new UserException("there is no file " + secrets + " (--secrets), or it may not be read");
        }
        @Nullable Authorities believed = believed(authorities);
        CamerasConfig config = CamerasConfig.of(
                        kafka.connection(),
                        name == null ? machine() + "-" + ProcessHandle.current().pid() : name,
                        secrets == null ? Home.current().cameraSecrets() : secrets,
                        videos)
                .believing(believed);
        try (CameraWorker worker = new CameraWorker(config)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(worker), "end-cameras"));
            LOG.info("worker {} runs cameras", config.runner());
            if (!LogPlace.isStandardOutput()) {
                spec.commandLine().getOut().println("worker " + config.runner() + " runs cameras; Ctrl-C ends it");
                spec.commandLine().getOut().flush();
            }
            worker.await();
            if (worker.problem().isPresent()) {
                throw new UserException(worker.problem().get());
            }
        }
        return 0;
    }

    /** Those in a file; null = no certificate is checked. */
    static @Nullable Authorities believed(@Nullable Path file) {
        if (file == null) {
            return null;
        }
        Authorities authorities = new Authorities(file.toAbsolutePath());
        authorities.problem().ifPresent(problem -> {
            throw new UserException(problem + " (--ca)");
        });
        return authorities;
    }

    private static void end(CameraWorker worker) {
        try {
            worker.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // a machine that has no name has an address
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
    }
}
