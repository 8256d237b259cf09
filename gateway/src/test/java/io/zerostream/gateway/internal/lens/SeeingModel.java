package io.zerostream.gateway.internal.lens;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.inference.AttentionMaps;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Sees the same attributes of flags in every picture, in the upper left of it, without a network. */
public final class SeeingModel implements ZeroShotModel {
    private static final int GRID = 4;
    private static final float CORNER = 0.7f;

    private final Manifest manifest;
    private final Map<String, Float> seen;

    /** @param seen attributes by name; those that are not named are 0 */
    public SeeingModel(ModelVersion version, Map<String, Float> seen) {
        this.manifest = Manifest.fromJson(version.getManifest());
        this.seen = seen;
    }

    /** Something like the flag of Japan. */
    public static SeeingModel likeJapan(ModelVersion version) {
        return new SeeingModel(
                version,
                Map.of(
                        "red",
                        0.9f,
                        "white",
                        1.1f,
                        "circle",
                        0.8f,
                        "mainly_white",
                        0.7f,
                        "top_left_white",
                        0.2f,
                        "blue",
                        0.3f,
                        "animal_or_plant",
                        0.4f,
                        "green",
                        -0.2f));
    }

    /** A version of a model of the space of the tests. */
    public static ModelVersion version(String name, String version) {
        Manifest manifest = Manifest.named(name, "zeromamba")
                .version(version)
                .config(JsonNodeFactory.instance.objectNode())
                .input(ImageInput.imageNet(32, 48))
                .space(new SemanticSpace("flags", Flags.ATTRIBUTES, new float[0][]))
                .dataset("none")
                .createdBy("test")
                .build();
        return ModelVersion.newBuilder()
                .setName(name)
                .setVersion(version)
                .setSpace("flags")
                .setArchitecture("zeromamba")
                .setManifest(manifest.toJson())
                .setSha256("00")
                .setSize(1)
                .setChunks(1)
                .setPublishedAt(Instant.EPOCH)
                .build();
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public float[] embed(byte[] pixels, int batch) {
        demandOne(pixels, batch);
        return space().vector(seen);
    }

    @Override
    public Optional<AttentionMaps> attention(byte[] pixels, int batch) {
        demandOne(pixels, batch);
        int a = space().size();
        float[] shares = new float[a * GRID * GRID];
        Arrays.fill(shares, (1 - CORNER) / (GRID * GRID - 1));
        for (int j = 0; j < a; j++) {
            shares[j * GRID * GRID] = CORNER;
        }
        return Optional.of(new AttentionMaps(shares, a, GRID, GRID));
    }

    private void demandOne(byte[] pixels, int batch) {
        if (batch != 1 || pixels.length != input().bytes()) {
            throw new IllegalArgumentException(
                    pixels.length + " bytes are not " + batch + " picture of " + input().bytes());
        }
    }

    @Override
    public void close() {}
}
