package io.zerostream.cli.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.client.UserException;
import io.zerostream.schemas.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Cameras that somebody keeps in a file. */
final class CameraFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final TypeReference<Map<String, Object>> BODY = new TypeReference<>() {};

    private final JsonNode cameras;

    /** @throws UserException when it cannot be read, or is no list of cameras with names, each its own */
    CameraFile(Path file) {
        try {
            cameras = YAML.readTree(Files.readString(file)).path("cameras");
        } catch (JsonProcessingException e) {
            throw new UserException(
                    file
                            + (e.getLocation() == null
                                    ? ""
                                    : ", line " + e.getLocation().getLineNr())
                            + ": not YAML: " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new UserException("cannot read " + file + " (" + e + ")", e);
        }
        if (!cameras.isArray()) {
            throw new UserException(file + " has no list 'cameras': write for example\n"
                    + "  cameras:\n    - {name: yard, url: 'rtsp://10.0.0.7/stream1', secret: yard}");
        }
        Set<String> names = new HashSet<>();
        for (JsonNode camera : cameras) {
            String name = camera.path("name").asText();
            if (!camera.path("name").isTextual() || !names.add(name)) {
                throw new UserException(file + ": "
                        + (name.isEmpty() ? "a camera has no 'name'" : "'" + SafeText.of(name) + "' is there twice"));
            }
        }
    }

    /**
     * Adds those that are new and changes the others, each whatever becomes of the rest.
     *
     * @return exit code: 1 when one was refused
     */
    int apply(GatewayClient gateway, PrintWriter out) {
        Map<String, String> before = new HashMap<>();
        gateway.get("/api/cameras")
                .path("cameras")
                .forEach(camera -> before.put(
                        camera.path("name").asText(), camera.path("changed_at").asText()));
        boolean refused = false;
        for (JsonNode camera : cameras) {
            String name = camera.path("name").asText();
            try {
                Map<String, Object> body = DeploymentOptions.body();
                body.putAll(YAML.convertValue(camera, BODY));
                JsonNode answer = before.containsKey(name)
                        ? gateway.put(CamerasCommand.path(name), body)
                        : gateway.post("/api/cameras", body);
                String what = !before.containsKey(name)
                        ? "added"
                        : answer.path("camera").path("changed_at").asText().equals(before.get(name))
                                ? "as before"
                                : "changed";
                out.printf("%s: %s%n", SafeText.of(name), what);
                answer.path("warnings").forEach(warning -> out.println("  note: " + SafeText.of(warning.asText())));
            } catch (UserException e) {
                refused = true;
                out.printf("%s: refused: %s%n", SafeText.of(name), e.getMessage());
            }
        }
        out.flush();
        return refused ? 1 : 0;
    }
}
