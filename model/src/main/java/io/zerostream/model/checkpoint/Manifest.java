package io.zerostream.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.ModelException;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint says of itself; {@code manifest.json}, keys in snake_case.
 *
 * @param formatVersion {@link #FORMAT_VERSION}
 * @param name model name
 * @param version model version; empty before {@link Checkpoint#of} fills it in
 * @param architecture for example {@code zeromamba}
 * @param config the architecture's own configuration
 * @param input what pictures must look like
 * @param space the semantic space it was trained in
 * @param gamma recommended seen-class penalty; its range is that of its calibration
 * @param calibration what γ is subtracted from; JSON that does not say means softmax scores, as all did once
 * @param unknownThreshold recommended least cosine, in [-1,1]
 * @param scoringChosenOn what these two were chosen on
 * @param dataset what it was trained on
 * @param metrics evaluation, fractions (T1, U, S, H, …)
 * @param protocol how that was measured
 * @param seed of the training run
 * @param createdBy program and version
 * @param sha256 of the safetensors bytes, 64 hexadecimal digits; empty before {@link Checkpoint#of} fills it in
 */
public record Manifest(
        int formatVersion,
        String name,
        String version,
        String architecture,
        JsonNode config,
        ImageInput input,
        SemanticSpace space,
        float gamma,
        Calibration calibration,
        float unknownThreshold,
        String scoringChosenOn,
        String dataset,
        Map<String, Double> metrics,
        String protocol,
        long seed,
        String createdBy,
        String sha256) {

    /** The manifest format this code writes and reads. */
    public static final int FORMAT_VERSION = 1;

    /** Metric: share of the validation pictures at or above the unknown threshold. */
    public static final String KNOWN_KEPT = "validation_known_kept";

    /** Metric: share of the pictures of something else, when it was chosen, below the unknown threshold. */
    public static final String OTHERS_REJECTED = "validation_others_rejected";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /**
     * Checks what other code relies on.
     *
     * @throws ModelException naming the key that is missing or out of range
     */
    public Manifest {
        present("name", name);
        present("version", version);
        present("architecture", architecture);
        present("config", config);
        present("input", input);
        present("space", space);
        present("scoring_chosen_on", scoringChosenOn);
        present("dataset", dataset);
        present("metrics", metrics);
        present("protocol", protocol);
        present("created_by", createdBy);
        present("sha256", sha256);
        calibration = Objects.requireNonNullElse(calibration, Calibration.SOFTMAX);
        String fault = calibration.fault(gamma);
        if (!fault.isEmpty()) {
            throw new ModelException("manifest key 'gamma' is " + gamma + "; " + fault);
        }
        if (!(unknownThreshold >= -1 && unknownThreshold <= 1)) {
            throw new ModelException(
                    "manifest key 'unknown_threshold' is " + unknownThreshold + "; it must be in [-1,1]");
        }
        metrics.forEach((metric, value) -> present("metrics." + metric, value));
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /**
     * Begins a manifest.
     *
     * @param name of the model
     * @param architecture for example {@code zeromamba}
     */
    public static ManifestBuilder named(String name, String architecture) {
        return new ManifestBuilder(name, architecture);
    }

    /** A builder that begins with all of this one. */
    public ManifestBuilder change() {
        return new ManifestBuilder(this);
    }

    /** γ with its unit. */
    public SeenPenalty penalty() {
        return new SeenPenalty(gamma, calibration);
    }

    /**
     * Whether the recommended threshold calls nothing unknown: it is off, or no picture on which it was chosen was below it.
     */
    public boolean rejectsNothing() {
        return unknownThreshold <= -1
                || (metrics.getOrDefault(KNOWN_KEPT, 0.0) >= 1 && metrics.getOrDefault(OTHERS_REJECTED, 0.0) <= 0);
    }

    /** JSON leaves absent what it does not name. */
    private static void present(String key, @Nullable Object value) {
        if (value == null) {
            throw new ModelException("manifest key '" + key + "' is missing");
        }
    }

    /** As JSON. Programs of before there was a choice of units go on reading what means softmax scores. */
    public String toJson() {
        ObjectNode tree = JSON.valueToTree(this);
        if (calibration == Calibration.SOFTMAX) {
            tree.remove("calibration");
        }
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is always JSON", e);
        }
    }

    /**
     * From JSON.
     *
     * @throws ModelException when it is not a manifest of this format version
     */
    public static Manifest fromJson(String json) {
        Manifest manifest;
        try {
            JsonNode tree = JSON.readTree(json);
            int version = tree.path("format_version").asInt();
            if (version != FORMAT_VERSION) {
                throw new ModelException("manifest has format version " + version + "; this program reads "
                        + FORMAT_VERSION + ": use a newer one, or publish the model again");
            }
            manifest = JSON.treeToValue(tree, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new ModelException("not a manifest: " + e.getOriginalMessage(), e);
        }
        return manifest;
    }
}
