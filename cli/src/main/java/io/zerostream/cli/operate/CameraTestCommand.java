package io.zerostream.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cameras.run.CameraTrial;
import io.zerostream.cameras.stream.Limits;
import io.zerostream.cameras.stream.Secrets;
import io.zerostream.cameras.stream.StreamAddress;
import io.zerostream.cameras.stream.StreamException;
import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.DurationConverter;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Opens a camera here, for a moment, and says what it brings. */
@Command(
        name = "test",
        description = "Open a camera from this machine for a moment and say what it brings. Nothing is sent.",
        mixinStandardHelpOptions = true)
final class CameraTestCommand implements Callable<Integer> {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9+.-]+:/.*");
    private static final double COMPARED_A_SECOND = 2;

    @ParentCommand
    private CamerasCommand cameras;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CAMERA|URL", description = "A camera that is defined, or an address.")
    private String which;

    @Option(names = "--secret", paramLabel = "NAME", description = "User and password by this name in --secrets.")
    private @Nullable String secret;

    @Option(
            names = "--secrets",
            paramLabel = "FILE",
            description = "Properties file of lines NAME=USER:PASSWORD@HOST (default: cameras.secrets in the home).")
    private @Nullable Path secrets;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Certificates (PEM) by which cameras of https and rtsps are believed: of who signed theirs, or"
                            + " their own; without it none is checked.")
    private @Nullable Path authorities;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "5s",
            description = "How long to look (default ${DEFAULT-VALUE}).")
    private Duration time;

    @Option(names = "--save", paramLabel = "FILE", description = "Write the first frame there, as JPEG.")
    private @Nullable Path save;

    @Override
    public Integer call() throws IOException {
        String url = which;
        String named = secret;
        if (!ADDRESS.matcher(which).matches()) {
            JsonNode camera = cameras.gateway().get(CamerasCommand.path(which));
            url = camera.path("url").asText();
            named = named == null && camera.path("secret").isTextual()
                    ? camera.path("secret").asText()
                    : named;
        }
        CameraTrial.Report report;
        boolean file;
        try {
            StreamAddress address = address(url, named);
            file = address.isFile();
            report = CameraTrial.of(address, Limits.DEFAULT, time, COMPARED_A_SECOND);
        } catch (StreamException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
        print(report, file);
        if (save != null) {
            Files.write(save, report.first());
            spec.commandLine().getOut().println("the first frame is in " + save);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Whoever calls this may read the file anyway: it need not be in a folder of videos. */
    private StreamAddress address(String text, @Nullable String named) throws StreamException {
        URI url;
        Path files;
        try {
            url = URI.create(text);
            files = "file".equals(url.getScheme())
                    ? Objects.requireNonNullElse(Path.of(url).toAbsolutePath().getParent(), Path.of("/"))
                    : null;
        } catch (IllegalArgumentException e) {
            // its message may hold the address, with a password
            throw new UserException("that is no address of a camera: write for example rtsp://10.0.0.7/stream1");
        }
        if (url.getRawUserInfo() != null) {
            throw new UserException("the address holds a user or a password, which all users of this machine can see"
                    + " while the command runs: put NAME=USER:PASSWORD@HOST into a file, and name both by --secrets FILE"
                    + " --secret NAME");
        }
        Path file = secrets == null ? Home.current().cameraSecrets() : secrets;
        return new StreamAddress(
                url, files, new Secrets(file).credentials(named, url), CameraRunCommand.believed(authorities));
    }

    private void print(CameraTrial.Report report, boolean file) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s, %d x %d pixels; the first frame came after %.1f s%n",
                report.format(),
                report.width(),
                report.height(),
                report.untilFirst().toMillis() / 1000.0);
        if (report.still()) {
            out.println("one picture: it is asked for as often as frames_per_second says");
            return;
        }
        if (file) {
            out.println(report.frames() + " frames were read");
        } else {
            out.printf(
                    Locale.ROOT,
                    "%d frames in %.1f s (%.1f a second)%n",
                    report.frames(),
                    report.time().toMillis() / 1000.0,
                    report.framesPerSecond());
        }
        out.println(
                report.clockOffsetMillis().isPresent()
                        ? "its clock is " + report.clockOffsetMillis().getAsLong() + " ms from ours"
                        : "it does not tell the time of day: frames are dated when they come");
        if (report.changes().length > 0) {
            out.printf(
                    Locale.ROOT,
                    "from one half second to the next %.1f %% of the picture changed in the median, %.1f %% at most:"
                            + " 'change' (2 %% unless set) lies best between what is noise and what is news%n",
                    100 * report.medianChange(),
                    100 * report.largestChange());
        }
    }
}
