package io.zerostream.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.options.JsonOption;
import io.zerostream.schemas.SafeText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Cameras and videos: what there is, how each does, and who runs them. */
@Command(
        name = "cameras",
        description = "List, show, add, edit, remove, test or run cameras.",
        mixinStandardHelpOptions = true,
        subcommands = {CameraTestCommand.class, CameraRunCommand.class})
public final class CamerasCommand implements Callable<Integer> {
    private static final String PATH = "/api/cameras";
    private static final String THE_CAMERA = "The camera.";
    private static final int LONGEST = 300;

    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayOptions gateway;

    /** Of the command without a verb, which lists. */
    @Mixin
    private JsonOption listed;

    @Override
    public Integer call() {
        return list(listed);
    }

    /** The gateway that the command was given, for the verbs that are classes of their own. */
    GatewayClient gateway() {
        return gateway.client();
    }

    @Command(
            name = "list",
            description = "List the cameras and how they do. Exit code 0 only when none has a problem.",
            mixinStandardHelpOptions = true)
    int list(@Mixin JsonOption json) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode cameras = gateway.client().get(PATH);
        boolean well = true;
        boolean text = !json.print(out, cameras);
        if (text) {
            out.printf("%-20s %-11s %9s %9s %-12s %s%n", "camera", "status", "read", "sent", "size", "from");
        }
        for (JsonNode camera : cameras.path("cameras")) {
            String problem = problem(camera);
            well &= problem.isEmpty();
            if (text) {
                JsonNode state = camera.path("state");
                out.printf(
                        "%-20s %-11s %9d %9d %-12s %s%n",
                        SafeText.of(camera.path("name").asText()),
                        camera.path("status").asText().toLowerCase(Locale.ROOT),
                        state.path("frames_read").asLong(),
                        state.path("frames_sent").asLong(),
                        state.path("width").asInt() == 0
                                ? "-"
                                : state.path("width").asInt() + "x"
                                        + state.path("height").asInt(),
                        SafeText.of(camera.path("url").asText()));
                if (!problem.isEmpty()) {
                    out.println("  " + problem);
                }
            }
        }
        out.flush();
        return well ? 0 : 1;
    }

    private static String problem(JsonNode camera) {
        return camera.path("problem").isTextual()
                ? SafeText.of(camera.path("problem").asText(), LONGEST)
                : "";
    }

    @Command(name = "show", description = "Show all of one camera.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "CAMERA", description = THE_CAMERA) String name, @Mixin JsonOption json) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode camera = gateway.client().get(path(name));
        if (!json.print(out, camera)) {
            print("", camera, out);
            out.flush();
        }
        return problem(camera).isEmpty() ? 0 : 1;
    }

    private static void print(String before, JsonNode values, PrintWriter out) {
        values.properties().forEach(entry -> {
            String key = before + entry.getKey();
            if (entry.getValue().isObject()) {
                print(key + ".", entry.getValue(), out);
            } else if (!entry.getValue().isNull()) {
                out.printf("%-24s %s%n", key, SafeText.of(entry.getValue().asText(), LONGEST));
            }
        });
    }

    @Command(
            name = "add",
            description = {
                "Add a camera, a video or a picture address, for example:",
                "  cameras add yard rtsp://10.0.0.7/stream1 --secret yard --fps 1",
                "  cameras add gate http://10.0.0.8/mjpeg --region 0,0.5,1,0.5",
                "  cameras add demo file:/home/me/videos/street.mp4 --repeat"
            },
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "CAMERA", description = "Its name; its pictures have it as source.") String name,
            @Parameters(
                            paramLabel = "URL",
                            description =
                                    "rtsp://, rtsps://, http://, https:// (MJPEG, HLS, a picture), file:/, v4l2:/."
                                            + " Without a password: that belongs into the worker's secrets.")
                    String url,
            @Option(names = "--disabled", description = "Do not run it yet.") boolean disabled,
            @Mixin CameraOptions options,
            @Mixin JsonOption json) {
        Map<String, Object> body = options.body();
        body.put("name", name);
        body.put("url", url);
        if (disabled) {
            body.put("enabled", false);
        }
        return changed("added", gateway.client().post(PATH, body), json);
    }

    @Command(name = "edit", description = "Change a camera; what is not named stays.", mixinStandardHelpOptions = true)
    int edit(
            @Parameters(paramLabel = "CAMERA", description = THE_CAMERA) String name,
            @Option(names = "--url", description = "Where the frames come from.") @Nullable String url,
            @Mixin CameraOptions options,
            @Mixin JsonOption json) {
        Map<String, Object> body = options.body();
        if (url != null) {
            body.put("url", url);
        }
        return changed("changed", gateway.client().put(path(name), body), json);
    }

    @Command(name = "enable", description = "Run a camera again.", mixinStandardHelpOptions = true)
    int enable(@Parameters(paramLabel = "CAMERA", description = THE_CAMERA) String name, @Mixin JsonOption json) {
        return run("enabled", name, true, json);
    }

    @Command(name = "disable", description = "Run a camera no more, and keep it.", mixinStandardHelpOptions = true)
    int disable(@Parameters(paramLabel = "CAMERA", description = THE_CAMERA) String name, @Mixin JsonOption json) {
        return run("disabled", name, false, json);
    }

    @Command(name = "remove", description = "Remove a camera.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "CAMERA", description = THE_CAMERA) String name, @Mixin JsonOption json) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = gateway.client().delete(path(name));
        if (!json.print(out, answer)) {
            out.printf("removed '%s'%n", SafeText.of(name));
            out.flush();
        }
        return 0;
    }

    @Command(
            name = "apply",
            description = "Add and change cameras as a YAML or JSON file says; those not in it stay as they are.",
            mixinStandardHelpOptions = true)
    int apply(
            @Parameters(
                            paramLabel = "FILE",
                            description = "A list of cameras below 'cameras', with the keys of the REST.")
                    Path file) {
        return new CameraFile(file).apply(gateway.client(), spec.commandLine().getOut());
    }

    private int run(String what, String name, boolean enabled, JsonOption json) {
        Map<String, Object> body = DeploymentOptions.body();
        body.put("enabled", enabled);
        return changed(what, gateway.client().put(path(name), body), json);
    }

    private int changed(String what, JsonNode answer, JsonOption json) {
        PrintWriter out = spec.commandLine().getOut();
        if (!json.print(out, answer)) {
            out.printf(
                    "%s '%s'%n",
                    what, SafeText.of(answer.path("camera").path("name").asText()));
            answer.path("warnings").forEach(warning -> out.println("note: " + SafeText.of(warning.asText(), LONGEST)));
            out.flush();
        }
        return 0;
    }

    static String path(String name) {
        return PATH + "/" + GatewayClient.encode(name);
    }
}
