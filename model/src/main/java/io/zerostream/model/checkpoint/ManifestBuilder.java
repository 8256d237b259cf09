package io.zerostream.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link Manifest} together by name. What is not said: no penalty and no threshold, chosen on nothing, no figures,
 * seed 0, and the version that {@link Checkpoint#of} makes of the tensors. Not thread-safe.
 */
public final class ManifestBuilder {
    private final String name;
    private final String architecture;
    private int formatVersion = Manifest.FORMAT_VERSION;
    private String version = "";
    private @Nullable JsonNode config;
    private @Nullable ImageInput input;
    private @Nullable SemanticSpace space;
    private SeenPenalty penalty = new SeenPenalty(0, Calibration.SOFTMAX);
    private float unknownThreshold = -1;
    private String chosenOn = "nothing";
    private @Nullable String dataset;
    private Map<String, Double> metrics = Map.of();
    private String protocol = "not evaluated";
    private long seed;
    private @Nullable String createdBy;
    private String sha256 = "";

    ManifestBuilder(String name, String architecture) {
        this.name = name;
        this.architecture = architecture;
    }

    ManifestBuilder(Manifest like) {
        this(like.name(), like.architecture());
        formatVersion = like.formatVersion();
        version = like.version();
        config = like.config();
        input = like.input();
        space = like.space();
        penalty = like.penalty();
        unknownThreshold = like.unknownThreshold();
        chosenOn = like.scoringChosenOn();
        dataset = like.dataset();
        metrics = like.metrics();
        protocol = like.protocol();
        seed = like.seed();
        createdBy = like.createdBy();
        sha256 = like.sha256();
    }

    /** Model version; empty = made of the tensors' hash by {@link Checkpoint#of}. */
    public ManifestBuilder version(String text) {
        version = text;
        return this;
    }

    /** The architecture's own configuration. */
    public ManifestBuilder config(JsonNode tree) {
        config = tree;
        return this;
    }

    /** What pictures must look like. */
    public ManifestBuilder input(ImageInput pictures) {
        input = pictures;
        return this;
    }

    /** The semantic space it was trained in. */
    public ManifestBuilder space(SemanticSpace trainedIn) {
        space = trainedIn;
        return this;
    }

    /**
     * Recommended scoring.
     *
     * @param threshold least cosine, in [-1,1]
     * @param on what both were chosen on
     */
    public ManifestBuilder scoring(SeenPenalty seen, float threshold, String on) {
        penalty = seen;
        unknownThreshold = threshold;
        chosenOn = on;
        return this;
    }

    /** What it was trained on. */
    public ManifestBuilder dataset(String text) {
        dataset = text;
        return this;
    }

    /**
     * Evaluation.
     *
     * @param figures fractions by name (T1, U, S, H, …)
     */
    public ManifestBuilder metrics(Map<String, Double> figures) {
        metrics = figures;
        return this;
    }

    /** How the figures were measured. */
    public ManifestBuilder protocol(String text) {
        protocol = text;
        return this;
    }

    /** Of the training run. */
    public ManifestBuilder seed(long number) {
        seed = number;
        return this;
    }

    /** Program and version. */
    public ManifestBuilder createdBy(String program) {
        createdBy = program;
        return this;
    }

    /** Of the safetensors bytes, 64 hexadecimal digits. */
    ManifestBuilder sha256(String hash) {
        sha256 = hash;
        return this;
    }

    /**
     * The manifest.
     *
     * @throws io.zerostream.model.ModelException naming the key that is missing or out of range
     */
    @SuppressWarnings("NullAway") // the manifest itself names what is missing
    public Manifest build() {
        return new Manifest(
                formatVersion,
                name,
                version,
                architecture,
                config,
                input,
                space,
                penalty.gamma(),
                penalty.calibration(),
                unknownThreshold,
                chosenOn,
                dataset,
                metrics,
                protocol,
                seed,
                createdBy,
                sha256);
    }
}
