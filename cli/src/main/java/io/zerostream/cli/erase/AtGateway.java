package io.zerostream.cli.erase;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.client.UserException;
import io.zerostream.gateway.config.Role;
import java.util.ArrayList;
import java.util.List;

/** What a gateway has of a source, and can take away. */
final class AtGateway {
    private final GatewayClient gateway;
    private final String source;

    /**
     * What of the gateway's copies in memory went.
     *
     * @param pictures of them
     * @param labels of them
     * @param deadLetters of them
     * @param windows of statistics in the recent past
     * @param historyWindows of them in the labels over time
     * @param feedback what people said that its pictures show
     */
    record Forgotten(int pictures, int labels, int deadLetters, int windows, long historyWindows, int feedback) {}

    AtGateway(GatewayClient gateway, String source) {
        this.gateway = gateway;
        this.source = source;
    }

    /**
     * Looks whether who asks may do all that is done here, before any of it is.
     *
     * @throws UserException when not
     */
    void demandAdmin() {
        String role = gateway.get("/api/me").path("role").asText();
        if (!role.equals(Role.ADMIN.word())) {
            throw new UserException("erasing needs the role " + Role.ADMIN.word() + " at the gateway, and yours is '"
                    + role + "': nothing was done. Give the token of an admin with --token-file or ZEROSTREAM_TOKEN");
        }
    }

    /** Names of the cameras whose frames are of the source. */
    List<String> cameras() {
        List<String> names = new ArrayList<>();
        gateway.get("/api/cameras").path("cameras").forEach(camera -> {
            if (camera.path("source_id").asText().equals(source)) {
                names.add(camera.path("name").asText());
            }
        });
        return names;
    }

    /** Removes a camera; its worker ends it. */
    void removeCamera(String name) {
        gateway.delete("/api/cameras/" + GatewayClient.encode(name));
    }

    /** Names of all deployments. */
    List<String> deployments() {
        List<String> names = new ArrayList<>();
        gateway.get("/api/models")
                .path("deployments")
                .forEach(deployment -> names.add(deployment.path("name").asText()));
        return names;
    }

    /** Names of the deployments that give the source a class set. */
    List<String> assigning() {
        List<String> names = new ArrayList<>();
        gateway.get("/api/models").path("deployments").forEach(deployment -> {
            if (deployment.path("source_class_sets").has(source)) {
                names.add(deployment.path("name").asText());
            }
        });
        return names;
    }

    /** Has a deployment name the source no longer. */
    void unassign(String deployment) {
        gateway.delete("/api/deployment/sources/" + GatewayClient.encode(source) + "?deployment="
                + GatewayClient.encode(deployment));
    }

    /** Has the gateway forget what it remembers of the source. */
    Forgotten forget() {
        JsonNode went = gateway.delete("/api/sources/" + GatewayClient.encode(source) + "/recent");
        return new Forgotten(
                went.path("pictures").asInt(),
                went.path("labels").asInt(),
                went.path("dead_letters").asInt(),
                went.path("windows").asInt(),
                went.path("history_windows").asLong(),
                went.path("feedback").asInt());
    }
}
